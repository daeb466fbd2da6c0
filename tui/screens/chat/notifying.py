"""Telling somebody who does not look that something was said to them: bell, OSC 9 or OSC 777."""

from collections.abc import Callable, Mapping

from tui.printable import printable

EVERY = 3.0
"""Seconds between two notifications: a talk that runs fast rings once."""

WORDS = 120
"""Characters of what is shown: desktops cut it there or before."""


def sequence(kind: str, title: str, text: str, environ: Mapping[str, str]) -> str:
    """Write what a terminal is told; tmux hands it on, if its `allow-passthrough` is on."""
    if kind == "bell":
        return "\a"
    title, text = printable(title).replace(";", ",")[:WORDS], printable(text)[:WORDS]
    if kind == "osc9":
        said = f"\x1b]9;{title}: {text}\a"
    elif kind == "osc777":
        said = f"\x1b]777;notify;{title};{text.replace(';', ',')}\a"
    else:
        return ""
    if environ.get("TMUX"):
        doubled = said.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return said


class Notifier:
    """Rings as the settings say, not too often; `write` writes to the terminal."""

    def __init__(
        self,
        kind: str,
        write: Callable[[str], object],
        environ: Mapping[str, str],
        clock: Callable[[], float],
    ) -> None:
        self._kind = kind
        self._write = write
        self._environ = environ
        self._clock = clock
        self._rang = float("-inf")

    def ring(self, title: str, text: str) -> None:
        """Tell of something that was said."""
        now = self._clock()
        if self._kind != "off" and now - self._rang >= EVERY:
            self._rang = now
            self._write(sequence(self._kind, title, text, self._environ))
