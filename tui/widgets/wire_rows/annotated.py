"""A wire whose bytes are understood: pieces, and the marks of what they mean.

What travels is read at once where that is little work, and otherwise a little at a time, whether
somebody looks or not: who misses a byte does not know any more where the next part begins. What
is not read yet, and the marks that are kept, have bounds.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from time import monotonic
from typing import NamedTuple

from tui.clients.wire import KEPT, PIECES, Direction, Piece, Wire
from tui.reading.conversation import Conversation
from tui.reading.marks import Mark, Odd, What

UNREAD = 16 * 1024 * 1024
"""Bytes that wait to be read; what brings more than we read would fill the memory."""

SPANS = 25_000
"""Spans that are kept of all pieces: more than the lines that are kept."""

STEP = 2 * 1024
"""Bytes that are read before the clock is looked at: some milliseconds, if they are all framing."""


class How(Enum):
    """How bytes are shown as text."""

    TEXT = "text"
    TOLD = "told"
    """By what their marks say, not as they are."""
    PASSED = "passed"
    """Not at all: there are more lines after them than are kept."""


_HOW: dict[What | Odd, How | None] = {
    **dict.fromkeys((What.CHUNK, What.CHUNK_END, What.DATA), How.TEXT),
    **dict.fromkeys((What.FRAME, What.PADDING, What.PREFACE), How.TOLD),
    **dict.fromkeys((What.START, What.FIELD, What.TRAILER)),
}
"""How the bytes of a mark are shown; None: there is nothing to cut, since they are lines."""


_WAYS = (
    *(Direction.SENT, Direction.RECEIVED),
    *(Direction.SENT_BELOW, Direction.RECEIVED_BELOW),
)


class Span(NamedTuple):
    """So many bytes of a piece that belong together, and what there is to say after them."""

    size: int
    how: How
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood(Piece):
    """A piece in spans; together they have its size."""

    spans: list[Span] = field(default_factory=list)
    least: int = 0
    """Lines that it becomes at least."""


class _Cutting:
    """One piece on its way to be understood."""

    def __init__(self, piece: Piece, base: int) -> None:
        self.piece = piece
        self.read = 0
        """Bytes that the readers have had."""
        self.base = base
        """Where the piece begins in its direction's stream."""
        self.spans: list[Span] = []
        self._place = 0
        self._told = False

    def cut(self, marks: Iterable[Mark]) -> None:
        """Cut where marks end that have something to say."""
        for mark in marks:
            how = _HOW.get(mark.what, How.TEXT)
            if how is not None:
                self._take(mark, how)
            self._told = self._told or how is How.TOLD
        if len(self.spans) > SPANS:
            half = len(self.spans) // 2
            passed = sum(span.size for span in self.spans[:half])
            self.spans[:half] = [Span(passed, How.PASSED)]

    def end(self, how: How) -> Understood:
        """Cut no more; `how` is what the rest is."""
        if left := len(self.piece.data) - self._place:
            self.spans.append(Span(left, how))
        piece = self.piece
        told = self._told or how is How.TOLD
        least = len(self.spans) if told else piece.data.count(b"\n")
        return Understood(piece.moment, piece.direction, piece.data, self.spans, least)

    def _take(self, mark: Mark, how: How) -> None:
        end = max(self._place, min(mark.end - self.base, len(self.piece.data)))
        said = (mark,) if mark.speaks else ()
        if end == self._place and self.spans:
            last = self.spans[-1]
            self.spans[-1] = last._replace(marks=last.marks + said)
        else:
            self.spans.append(Span(end - self._place, how, said))
        self._place = end


class Annotated:
    """What a wire remembers, understood; `on_read` is called when there is more of it."""

    def __init__(self, wire: Wire, on_read: Callable[[], object] = lambda: None) -> None:
        self.wire = wire
        self.pieces: deque[Understood] = deque()
        self.dropped = 0
        """Bytes that fell away because newer ones came."""
        self.total = 0
        """Pieces so far, with those that fell away."""
        self._on_read = on_read
        self._talk = Conversation()
        self._unread: deque[Piece] = deque()
        """A piece of nothing says that they hung up."""
        self._mute: Piece | None = None
        """What is read up to this piece is forgotten."""
        self._waiting = self._kept = self._spans = 0
        self._rich: deque[Understood] = deque()
        """The newest of the pieces: those whose spans are kept."""
        self._cutting: _Cutting | None = None
        self._said = dict.fromkeys(_WAYS, 0)

    def begin(self) -> None:
        """Read what the wire remembers already."""
        self.dropped = self.wire.dropped
        for piece in self.wire.pieces:
            self.hear(piece)

    def hear(self, piece: Piece | None) -> None:
        """Something travelled; None: they hung up."""
        piece = piece or Piece(self.wire.now(), Direction.RECEIVED, b"")
        self._unread.append(piece)
        self._waiting += len(piece.data)
        if self._waiting > UNREAD:
            self._give_up()

    @property
    def busy(self) -> bool:
        """There is something to read."""
        return bool(self._unread) or self._cutting is not None

    def read(self, seconds: float) -> None:
        """Read for about so long."""
        deadline, before = monotonic() + seconds, self.total
        while self.busy:
            self._step()
            if monotonic() > deadline:
                break
        if self.total > before:
            self._on_read()

    def clear(self) -> None:
        """Forget what travelled; what is under way is still understood."""
        self.wire.clear()
        cutting = self._cutting.piece if self._cutting is not None else None
        self._mute = self._unread[-1] if self._unread else cutting
        self.pieces.clear()
        self._rich.clear()
        self.dropped = self._kept = self._spans = 0

    def _step(self) -> None:
        """Read some bytes, or what is no bytes."""
        if self._cutting is None:
            piece = self._unread.popleft()
            self._waiting -= len(piece.data)
            if piece.direction is Direction.NOTE:
                self._note(piece)
            elif not piece.data:
                self._remark(piece.moment, self._talk.hung_up())
            else:
                self._cutting = _Cutting(piece, self._said[piece.direction])
        else:
            piece = self._cutting.piece
        if self._cutting is not None:
            self._cut(self._cutting)
        if self._cutting is None and piece is self._mute:
            self._mute = None

    def _cut(self, cutting: _Cutting) -> None:
        piece, start, talk = cutting.piece, cutting.read, self._talk
        ways = (talk.sent, talk.received, talk.sent_below, talk.received_below)
        way = _WAYS.index(piece.direction)
        step = max(STEP, talk.sides[way].still)
        cutting.cut(ways[way](piece.data[start : start + step]))
        cutting.read += step
        if cutting.read >= len(piece.data):
            self._cutting = None
            self._said[piece.direction] += len(piece.data)
            self._keep(cutting.end(How.TEXT if talk.sides[way].shows else How.TOLD))

    def _note(self, piece: Piece) -> None:
        if piece.begins:
            self._talk.begin()
            self._said = dict.fromkeys(_WAYS, 0)
        span = Span(len(piece.data), How.TEXT)
        self._keep(Understood(piece.moment, piece.direction, piece.data, [span]))

    def _remark(self, moment: datetime, marks: list[Mark]) -> None:
        """Keep what is to be said after the last bytes that came."""
        said = tuple(mark for mark in marks if mark.speaks)
        if said:
            self._keep(Understood(moment, Direction.RECEIVED, b"", [Span(0, How.TEXT, said)]))

    def _keep(self, piece: Understood) -> None:
        if self._mute is not None:
            return
        self.pieces.append(piece)
        self.total += 1
        self._kept += len(piece.data)
        while (self._kept > KEPT or len(self.pieces) > PIECES) and len(self.pieces) > 1:
            oldest = self.pieces.popleft()
            self._kept -= len(oldest.data)
            self.dropped += len(oldest.data)
            if self._rich and self._rich[0] is oldest:
                self._spans -= len(self._rich.popleft().spans)
        self._rich.append(piece)
        self._spans += len(piece.spans)
        while self._spans > SPANS and len(self._rich) > 1:
            poorest = self._rich.popleft()
            self._spans -= len(poorest.spans)
            poorest.spans[:] = [Span(len(poorest.data), How.TEXT)]

    def _give_up(self) -> None:
        """Let go of what waits: nothing can be said of it, nor of what comes after it."""
        self._talk.lose()
        mark = Mark(0, 0, Odd.UNREAD, self._waiting)
        waiting = list(self._unread)
        if self._cutting is not None:
            waiting.insert(0, self._cutting.piece)
        self._unread.clear()
        self._cutting, self._waiting = None, 0
        for piece in waiting:
            span = Span(len(piece.data), How.TEXT)
            self._keep(Understood(piece.moment, piece.direction, piece.data, [span]))
        self._remark(self.wire.now(), [mark])
        self._on_read()
