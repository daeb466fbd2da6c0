"""What a host writes down: one readable line for each thing, safe to show on any terminal.

    2026-11-23 01:36:12 info    chat    127.0.0.1:53422  manu has come

The names, words and paths of strangers are in these lines: whatever could steer a terminal or
begin a line of its own is escaped here, in the one place through which every line goes.
"""

import logging
from collections.abc import Mapping
from typing import TextIO

NAME = "vasistas"
"""The logger above all of ours; `vasistas.chat` is the chat's."""

_TIME = "%Y-%m-%d %H:%M:%S"
_MEANWHILE = "\x1b[2m{}\x1b[0m"
_COLOURS = {logging.WARNING: "\x1b[33m{}\x1b[0m", logging.ERROR: "\x1b[31m{}\x1b[0m"}

logging.getLogger(NAME).addHandler(logging.NullHandler())


def logger(service: str) -> logging.Logger:
    """Return the logger of a service."""
    return logging.getLogger(f"{NAME}.{service}")


def start(stream: TextIO, environ: Mapping[str, str], level: int = logging.INFO) -> None:
    """Write everything down on `stream`; in colours where that is a terminal that likes them."""
    handler = logging.StreamHandler(stream)
    colours = stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    handler.setFormatter(Lines(colours=colours))
    above = logging.getLogger(NAME)
    above.addHandler(handler)
    above.setLevel(level)
    above.propagate = False


class Lines(logging.Formatter):
    """One record, one line: date and time, level, service, the other side's address, what happened.

    A session's adapter gives `peer`.
    """

    def __init__(self, *, colours: bool = False) -> None:
        super().__init__()
        self._colours = colours

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = self.formatTime(record, _TIME)
        service = record.name.removeprefix(f"{NAME}.")
        peer = getattr(record, "peer", "")
        message = escape(record.getMessage())
        words = f"{record.levelname.lower():7} {service:7} {peer + '  ' if peer else ''}{message}"
        if not self._colours:
            return f"{moment} {words}"
        return f"{_MEANWHILE.format(moment)} {_COLOURS.get(record.levelno, '{}').format(words)}"


def escape(text: str) -> str:
    r"""Write what is not printable as Python would: ESC is \x1b, a newline \n."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
