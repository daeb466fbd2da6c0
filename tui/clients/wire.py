"""The tap that every client feeds: what really travelled, in which direction, and when.

A `Wire` belongs to a screen and outlives its connections. It keeps the last `KEPT` bytes, so that
a person who opens the view late still sees them; what fell away is counted, never hidden.
Everything happens on the event loop's thread.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

KEPT = 4 * 1024 * 1024
"""Bytes that a wire remembers: hours of a chat, the headers and a good part of any photo."""

PIECES = 20_000
"""Pieces that a wire remembers, since each costs memory beside its bytes."""


BEGINNING = "─── "
"""What a note begins with where an exchange begins, on a connection of its own."""


class Direction(Enum):
    """Which way the bytes went; a note is our own word about the connection."""

    SENT = "sent"
    RECEIVED = "received"
    SENT_BELOW = "sent-below"
    RECEIVED_BELOW = "received-below"
    """Below TLS: what was said, as it was enciphered; shown only where somebody asks for it."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one system call carried; a note's `data` is UTF-8 text that is safe to show."""

    moment: datetime
    direction: Direction
    data: bytes

    @property
    def begins(self) -> bool:
        """It is the note with which an exchange begins."""
        return self.direction is Direction.NOTE and self.data.startswith(BEGINNING.encode())


class Wire:
    """A bounded record of what travelled, and those who watch it grow."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self._watchers: list[Callable[[Piece], None]] = []
        self._mourners: list[Callable[[], None]] = []
        self._kept = 0
        self.pieces: deque[Piece] = deque()
        self.dropped = 0
        """Bytes that fell away because newer ones came."""
        self.total = 0
        """Pieces so far, with those that fell away."""

    def sent(self, data: bytes) -> None:
        """Bytes left."""
        self._add(Direction.SENT, data)

    def received(self, data: bytes) -> None:
        """Bytes came; none say that they hung up."""
        self._add(Direction.RECEIVED, data)
        if not data:
            for mourner in tuple(self._mourners):
                mourner()

    def sent_below(self, data: bytes) -> None:
        """Bytes left, enciphered."""
        self._add(Direction.SENT_BELOW, data)

    def received_below(self, data: bytes) -> None:
        """Bytes came, enciphered."""
        self._add(Direction.RECEIVED_BELOW, data)

    def note(self, text: str) -> None:
        """Say something about the connection: opened, closed, refused."""
        self._add(Direction.NOTE, text.encode(errors="replace"))

    def watch_end(self, mourner: Callable[[], None]) -> Callable[[], None]:
        """Call `mourner` when they hang up; returns what ends that."""
        self._mourners.append(mourner)
        return lambda: self._mourners.remove(mourner)

    def watch(self, watcher: Callable[[Piece], None]) -> Callable[[], None]:
        """Call `watcher` with every piece from now on; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def clear(self) -> None:
        """Forget everything."""
        self.pieces.clear()
        self._kept = self.dropped = 0

    def _add(self, direction: Direction, data: bytes) -> None:
        if not data:
            return
        piece = Piece(self.now(), direction, bytes(data))
        self.pieces.append(piece)
        self.total += 1
        self._kept += len(data)
        while (self._kept > KEPT or len(self.pieces) > PIECES) and len(self.pieces) > 1:
            oldest = self.pieces.popleft()
            self._kept -= len(oldest.data)
            self.dropped += len(oldest.data)
        for watcher in tuple(self._watchers):
            watcher(piece)
