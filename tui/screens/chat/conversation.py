"""One conversation: its lines, bounded, and what of it is unread."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

LINES = 2000
"""Lines that a conversation remembers: a long day's talk, and few enough to be folded anew within
a tenth of a second when the window's width changes."""

CHARACTERS = 512 * 1024
"""Characters that a conversation remembers, since a line may be long."""

NAMES = 12
"""Names in one line of arrivals or departures: what fits a screen's width or two."""


class Kind(Enum):
    """What a line tells."""

    SAID = "said"
    ARRIVED = "arrived"
    LEFT = "left"
    NOTICE = "notice"


class Fate(Enum):
    """What became of a line of ours. This dialect confirms nothing, so SENT promises nothing."""

    WAITING = "waiting"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, safe to draw. `fate` is None for what others said; `names` came or went."""

    number: int
    kind: Kind
    moment: datetime
    speaker: str = ""
    text: str = ""
    names: tuple[str, ...] = ()
    mention: bool = False
    fate: Fate | None = None
    reason: str = ""
    """Why it was refused: the protocol's word."""


@dataclass(slots=True)
class Conversation:
    """What was said in a room or with a person; `name` is how it is written."""

    name: str
    lines: deque[Line] = field(default_factory=deque)
    unread: int = 0
    mentions: int = 0
    _characters: int = 0

    @property
    def is_room(self) -> bool:
        """Whether it is a room, not a person."""
        return self.name.startswith("#")

    def add(self, line: Line) -> None:
        """Append a line; the oldest fall away."""
        if self._joins_last(line):
            last = self.lines.pop()
            line = replace(line, number=last.number, names=last.names + line.names)
        self.lines.append(line)
        self._characters += len(line.text)
        while len(self.lines) > LINES or (self._characters > CHARACTERS and len(self.lines) > 1):
            self._characters -= len(self.lines.popleft().text)

    def settle(self, number: int, fate: Fate, reason: str = "") -> None:
        """Write down what became of a line of ours, if it is still remembered."""
        for place in range(len(self.lines) - 1, -1, -1):
            if self.lines[place].number == number:
                self.lines[place] = replace(self.lines[place], fate=fate, reason=reason)
                return

    def count(self, *, mention: bool) -> None:
        """Say that nobody has seen the last line."""
        self.unread += 1
        self.mentions += mention

    def read(self) -> None:
        """Say that a person sees it."""
        self.unread = self.mentions = 0

    def _joins_last(self, line: Line) -> bool:
        """Whether these arrivals or departures belong in the line before them."""
        last = self.lines[-1] if self.lines else None
        return (
            last is not None
            and line.kind in (Kind.ARRIVED, Kind.LEFT)
            and last.kind is line.kind
            and last.moment.date() == line.moment.date()
            and len(last.names) < NAMES
        )
