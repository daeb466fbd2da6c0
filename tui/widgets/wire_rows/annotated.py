"""A wire whose bytes are understood: pieces, and the marks of what they mean.

What travels is read at once where that is little work, and otherwise a little at a time, whether
somebody looks or not: who misses a byte does not know any more where the next part begins. What
is not read yet, and the marks that are kept, have bounds.
"""

from collections import deque
from datetime import datetime
from time import monotonic

from tui.clients.wire import KEPT, PIECES, Direction, Piece, Wire
from tui.reading.conversation import Conversation
from tui.reading.marks import Mark, Odd
from tui.widgets.wire_rows.spans import SPANS, Cutting, How, Span, Understood

UNREAD = 16 * 1024 * 1024
"""Bytes that wait to be read; what brings more than we read would fill the memory."""

STEP = 2 * 1024
"""Bytes that are read before the clock is looked at: some milliseconds, if they are all framing."""

_WAYS = (
    *(Direction.SENT, Direction.RECEIVED),
    *(Direction.SENT_BELOW, Direction.RECEIVED_BELOW),
)


class Annotated:
    """What a wire remembers, understood."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.pieces: deque[Understood] = deque()
        self.dropped = 0
        """Bytes that fell away because newer ones came."""
        self.total = 0
        """Pieces so far, with those that fell away."""
        self._talk = Conversation()
        self._unread: deque[Piece] = deque()
        """A piece of nothing says that they hung up."""
        self._mute: Piece | None = None
        """What is read up to this piece is forgotten."""
        self._waiting = self._kept = self._spans = 0
        self._rich: deque[Understood] = deque()
        """The newest of the pieces: those whose spans are kept."""
        self._cutting: Cutting | None = None
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
        deadline = monotonic() + seconds
        while self.busy:
            self._step()
            if monotonic() > deadline:
                break

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
                self._cutting = Cutting(piece, self._said[piece.direction])
        else:
            piece = self._cutting.piece
        if self._cutting is not None:
            self._cut(self._cutting)
        if self._cutting is None and piece is self._mute:
            self._mute = None

    def _cut(self, cutting: Cutting) -> None:
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
