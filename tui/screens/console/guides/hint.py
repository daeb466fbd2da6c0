"""What a guide is: it follows what is said and what is answered, and knows what may come next."""

import re
from collections import deque
from dataclasses import dataclass
from typing import Protocol

KEPT = 100
"""Lines of each side that a guide looks back at: more than a lesson says."""

LONGEST = 1024
"""Bytes of one line that it looks at; none of those that matter is longer."""

GLANCE = 16 * 1024
"""Bytes of one piece that it looks at, so that a stream without an end costs nothing."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A line to send, and why; `line` may be empty, since an empty line may be what is needed."""

    line: str
    words: str


class Guide(Protocol):
    """Shows the next sensible thing to type."""

    def next(self, said: "Said") -> Hint | None:
        """Return what to type now; None where there is nothing to say."""


class Lines:
    """The last lines of one side, whole ones and the one under way."""

    def __init__(self) -> None:
        self.whole: deque[str] = deque(maxlen=KEPT)
        self.count = 0
        self._part = b""

    def add(self, data: bytes) -> None:
        """Take what travelled."""
        *lines, rest = (self._part + data[:GLANCE]).split(b"\n")
        self.count += len(lines)
        self.whole.extend(_text(line) for line in lines[-KEPT:])
        self._part = rest[-LONGEST:]

    @property
    def part(self) -> str:
        """The line that has not ended."""
        return _text(self._part)

    @property
    def all(self) -> list[str]:
        """The lines, and the one under way if there is one."""
        return [*self.whole, self.part] if self._part else [*self.whole]

    def first(self, pattern: str) -> re.Match[str] | None:
        """Return the earliest line that fits."""
        return next((found for line in self.all if (found := re.match(pattern, line))), None)

    def last(self, pattern: str) -> re.Match[str] | None:
        """Return the latest line that fits."""
        lines = reversed(self.all)
        return next((found for line in lines if (found := re.match(pattern, line))), None)


class Said:
    """What both sides said since they were connected, as far as a guide looks back."""

    def __init__(self) -> None:
        self.sent = Lines()
        self.heard = Lines()
        self.since: list[str] = []
        """What was heard since we last spoke."""
        self.is_over = False
        """They hung up."""
        self.is_our_turn = False
        """They spoke last."""

    def send(self, data: bytes) -> None:
        """We said something; what one sends at once is a line, however it ends."""
        self.sent.add(data if data.endswith(b"\n") else data + b"\n")
        self.since.clear()
        self.is_our_turn = False

    def hear(self, data: bytes) -> None:
        """They said something."""
        self.is_our_turn = True
        before = self.heard.count
        self.heard.add(data)
        new = min(self.heard.count - before, KEPT)
        self.since = [*self.since, *list(self.heard.whole)[len(self.heard.whole) - new :]][-KEPT:]


def _text(line: bytes) -> str:
    return line[:LONGEST].decode(errors="replace").strip("\r ")
