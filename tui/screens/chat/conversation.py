"""One conversation: its lines, bounded, what of it is unread, and how far back it is known."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from tui.clients.chat.events import Verb
from tui.local_time import local

LINES = 2000
"""Lines that a conversation remembers: a long day's talk, and few enough to be folded anew within
a tenth of a second when the window's width changes."""

PAGED = 6000
"""Lines while one reads back: what a person pages through before they would rather search."""

CHARACTERS = 1024 * 1024
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
    """What became of a line of ours. Where a chat confirms nothing, SENT promises nothing."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    STORED = "stored"
    HEARD = "heard"  # stored, and somebody is connected whom it is for
    UNCONFIRMED = "unconfirmed"
    REFUSED = "refused"


OPEN = frozenset({Fate.WAITING, Fate.SENDING})
"""Fates of lines that are not yet where they belong."""


class Reach(Enum):
    """What lies before the first line."""

    UNKNOWN = "unknown"
    MORE = "more"
    BEGINNING = "beginning"
    ENOUGH = "enough"  # there is more, and no more of it is kept here


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
    verb: Verb = Verb.SAY
    ours: bool = False
    id: str | None = None
    ref: str | None = None
    fate: Fate | None = None
    reason: str = ""
    """Why it was refused, in a word of the protocol, or in the host's words."""


@dataclass(slots=True)
class Conversation:
    """What was said in a room or with a person; `name` is how it is written."""

    name: str
    lines: deque[Line] = field(default_factory=deque)
    unread: int = 0
    mentions: int = 0
    topic: str = ""
    is_joined: bool = False
    reach: Reach = Reach.UNKNOWN
    is_asking: bool = False
    """A part of the past was asked for and has not come."""
    is_apart: bool = False
    """The lines are a part of the past, and what is said now is not shown behind them."""
    read_to: datetime | None = None
    fresh: int | None = None
    """The number of the first line that was new when one came back."""
    _characters: int = 0
    _limit: int = LINES
    _ids: set[str] = field(default_factory=set)

    @property
    def is_room(self) -> bool:
        """Whether it is a room, not a person."""
        return self.name.startswith("#")

    @property
    def latest(self) -> datetime | None:
        """When the last thing was said that the host has told."""
        kept = (line.moment for line in reversed(self.lines) if line.id)
        return next(kept, None)

    @property
    def oldest(self) -> Line | None:
        """The first line that the host has told."""
        return next((line for line in self.lines if line.id), None)

    def knows(self, name: str | None) -> bool:
        """Whether a message, by the host's name for it, is among the lines."""
        return name is not None and name in self._ids

    def find(self, name: str) -> Line | None:
        """Return the line of a message."""
        return next((line for line in self.lines if line.id == name), None)

    def add(self, line: Line) -> None:
        """Append a line; the oldest fall away."""
        if self._joins_last(line):
            last = self.lines.pop()
            line = replace(line, number=last.number, names=last.names + line.names)
        self.lines.append(line)
        self._count(line)
        self._trim()

    def merge(self, said: Sequence[Line]) -> None:
        """Put lines of the past, in order, where they belong among the others."""
        new = deque(line for line in said if not self.knows(line.id))
        self._limit = min(PAGED, self._limit + len(new))
        self.lines = _woven(self.lines, new)
        for line in said:
            self._count(line)
        self._trim()

    def clear(self) -> None:
        """Forget what the host can tell again, and keep what of ours is not there."""
        ours = [line for line in self.lines if line.fate and not line.id]
        self.lines, self._ids, self._limit = deque(ours), set(), LINES
        self._characters = sum(len(line.text) for line in ours)
        self.fresh, self.reach, self.is_asking = None, Reach.UNKNOWN, False

    def rest(self) -> None:
        """Go back to the usual number of lines: nobody reads the oldest any more."""
        self._limit = LINES
        self._trim()

    def settle(self, ref: str, fate: Fate, reason: str = "", name: str | None = None) -> None:
        """Write down what became of a line of ours, if it is still remembered."""
        for place in range(len(self.lines) - 1, -1, -1):
            line = self.lines[place]
            if line.ref == ref:
                self.lines[place] = replace(line, fate=fate, reason=reason, id=name or line.id)
                self._ids |= {name} if name else set()
                return

    def take_out(self, ref: str) -> None:
        """Forget a line of ours."""
        self.lines = deque(line for line in self.lines if line.ref != ref)

    def count(self, line: Line) -> None:
        """Say that nobody has seen a line."""
        self.unread += 1
        self.mentions += line.mention
        if self.fresh is None:
            self.fresh = line.number

    def recount(self, *, watched: bool) -> None:
        """Count what was said after what was read; of a room that was never read, nothing."""
        if self.read_to is None and self.is_room:
            return
        new = [
            line
            for line in self.lines
            if line.id and not line.ours and (not self.read_to or line.moment > self.read_to)
        ]
        if new or not watched:
            self.fresh = new[0].number if new else None
        if not watched:
            self.unread, self.mentions = len(new), sum(line.mention for line in new)

    def read(self) -> None:
        """Say that a person sees it."""
        self.unread = self.mentions = 0

    def _count(self, line: Line) -> None:
        self._characters += len(line.text)
        if line.id:
            self._ids.add(line.id)

    def _trim(self) -> None:
        while len(self.lines) > self._limit or (
            self._characters > CHARACTERS and len(self.lines) > 1
        ):
            gone = self.lines.popleft()
            self._characters -= len(gone.text)
            self._ids.discard(gone.id or "")
            self.reach = Reach.MORE if self._limit < PAGED else Reach.ENOUGH

    def _joins_last(self, line: Line) -> bool:
        """Whether these arrivals or departures belong in the line before them."""
        last = self.lines[-1] if self.lines else None
        return (
            last is not None
            and line.kind in (Kind.ARRIVED, Kind.LEFT)
            and last.kind is line.kind
            and local(last.moment).date() == local(line.moment).date()
            and len(last.names) < NAMES
        )


def _woven(lines: Iterable[Line], new: deque[Line]) -> deque[Line]:
    """Put each new line before whatever the host has told that was said later. Lines that only we
    have, like notices, are dated by our own clock: that decides between the host's lines alone.
    """
    whole: deque[Line] = deque()
    own: deque[Line] = deque()
    for line in (*lines, None):
        if line is not None and not line.id and line.fate not in OPEN:
            own.append(line)
            continue
        while new and (line is None or line.fate in OPEN or line.moment > new[0].moment):
            while own and own[0].moment <= new[0].moment:
                whole.append(own.popleft())
            whole.append(new.popleft())
        whole.extend(own)
        own.clear()
        if line is not None:
            whole.append(line)
    return whole
