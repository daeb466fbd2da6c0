"""What a host writes down: one readable line for each thing, safe to show on any terminal.

    2026-11-23 01:36:12 info    chat    127.0.0.1:53422  manu has come

The names, words and paths of strangers are in these lines: whatever could steer a terminal or
begin a line of its own is escaped here, in the one place through which every line goes.
"""

import logging
import os
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

NAME = "vasistas"
"""The logger above all of ours; `vasistas.chat` is the chat's."""

WAITING = 10_000
"""Lines that wait for a terminal that is held (Ctrl-S) or a pipe that nobody reads; then they fall
away and are counted, for no service may wait for its log.
"""

GATHER = 0.05
"""Seconds for which lines are gathered and then written together. To wake for each would take
processor time from the session that said it, and a person reads no faster.
"""

LAST = 3.0
"""Seconds, at the end, for the lines that still wait: more than a busy machine needs to write them,
and little to wait where a terminal is held."""

_TIME = "%Y-%m-%d %H:%M:%S"
_FAINT = "\x1b[2m{}\x1b[0m"
_COLOURS = {logging.WARNING: "\x1b[33m{}\x1b[0m", logging.ERROR: "\x1b[31m{}\x1b[0m"}

logging.getLogger(NAME).addHandler(logging.NullHandler())


def logger(service: str) -> logging.Logger:
    """Return the logger of a service."""
    return logging.getLogger(f"{NAME}.{service}")


@contextmanager
def writing(stream: TextIO, environ: Mapping[str, str]) -> Iterator[None]:
    """Write everything down on `stream`; in colours where that is a terminal that likes them."""
    colours = stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    handler = Pen(stream.fileno())
    handler.setFormatter(Lines(colours=colours))
    above = logging.getLogger(NAME)
    before = above.level, above.propagate
    above.addHandler(handler)
    above.setLevel(logging.INFO)
    above.propagate = False
    try:
        yield
    finally:
        above.removeHandler(handler)
        above.setLevel(before[0])
        above.propagate = before[1]
        handler.close()


class Lines(logging.Formatter):
    """One record, one line: date and time, level, service, the other side's address, what happened.

    A session's adapter gives `peer`.
    """

    def __init__(self, *, colours: bool = False) -> None:
        super().__init__()
        self._colours = colours
        self._moment = (0, "")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        second, moment = self._moment
        if second != int(record.created):
            moment = self.formatTime(record, _TIME)
            self._moment = int(record.created), moment
        service = record.name.removeprefix(f"{NAME}.")
        peer = getattr(record, "peer", "")
        message = escape(record.getMessage())
        words = f"{record.levelname.lower():7} {service:7} {peer + '  ' if peer else ''}{message}"
        if not self._colours:
            return f"{moment} {words}"
        return f"{_FAINT.format(moment)} {_COLOURS.get(record.levelno, '{}').format(words)}"


class Pen(logging.Handler):
    """Writes lines to a file descriptor on a thread of its own (`journal`), so that nobody waits.

    `_changed` guards `_lines`, `_dropped` and `_closed`, and is held for memory only. The thread
    writes past Python's own buffers: their lock, held while the terminal is, would block the end.
    """

    def __init__(self, descriptor: int, waiting: int = WAITING) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._waiting = waiting
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        line = self.format(record)
        with self._changed:
            if len(self._lines) < self._waiting:
                self._lines.append(line)
            else:
                self._dropped += 1
            if len(self._lines) == 1:
                self._changed.notify_all()

    def close(self) -> None:
        """Write what waits, if that can be done in a moment."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(LAST)
        super().close()

    def _run(self) -> None:
        while lines := self._next():
            left = memoryview("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
            try:
                while left:
                    left = left[os.write(self._descriptor, left) :]
            except OSError:
                continue

    def _next(self) -> list[str]:
        """Return the lines to write; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._closed)
            self._changed.wait_for(lambda: self._closed, GATHER)
            lines = list(self._lines)
            self._lines.clear()
            if self._dropped:
                lines.append(f"({self._dropped} lines were lost: nobody read the log)")
                self._dropped = 0
            return lines


def escape(text: str) -> str:
    r"""Write what is not printable as Python would: ESC is \x1b, a newline \n."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def mistake() -> str:
    """Say what was raised that is being handled, and where, in a line."""
    kind, error, trace = sys.exc_info()
    steps = reversed(traceback.extract_tb(trace)[-4:])
    places = " < ".join(f"{Path(step.filename).name}:{step.lineno}" for step in steps)
    return f"{kind.__name__ if kind else 'error'}: {error} ({places})"
