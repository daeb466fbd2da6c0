"""The rows of a wire, brought up to date a little at a time, so that nothing ever freezes."""

from collections.abc import Iterator, Sequence
from itertools import islice
from time import monotonic
from typing import Protocol

from tui.clients.wire import Piece
from tui.widgets.wire_rows import text
from tui.widgets.wire_rows.hex import HexRows
from tui.widgets.wire_rows.shape import Shape
from tui.widgets.wire_rows.spans import Understood
from tui.widgets.wire_rows.text import TextRows

FLOOD = 64 * 1024
"""Bytes that came since the last time and still become rows. Of more, only the newest do, since
nobody could read them; what is kept of them becomes rows when it is quiet again."""


class Source(Protocol):
    """A wire, or what has understood one."""

    dropped: int
    total: int

    @property
    def pieces(self) -> Sequence[Piece]:
        """What is kept."""


class Reading:
    """Rows of text or hex, and what is still to be done for them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._shown = _Filling(source, None, Shape.TEXT)
        self._aside: _Filling | None = None
        """Rows that take the place of those that are shown, when they are complete."""
        self._held = -1, 0
        """A row, and the byte for whose sake it was the first in view."""

    @property
    def rows(self) -> TextRows | HexRows:
        """What is shown."""
        return self._shown.rows

    @property
    def columns(self) -> int | None:
        """What the newest rows are wrapped at, those that are not shown yet included."""
        return (self._aside or self._shown).rows.columns

    @property
    def unseen(self) -> int:
        """Pieces at the source's end that have no rows yet."""
        return self._shown.unseen

    @property
    def busy(self) -> bool:
        """There is something to be done."""
        return bool(self.unseen) or self._shown.gaps or self._aside is not None

    @property
    def behind(self) -> bool:
        """The last go was not enough."""
        return self._shown.busy or self._aside is not None

    @property
    def head(self) -> int:
        """Rows above all others: one that tells what is not kept, where something is not."""
        return 1 if self.rows.lost else 0

    @property
    def height(self) -> int:
        """Rows to show."""
        return self.head + self.rows.stack.height

    def begin(self, columns: int | None, shape: Shape) -> None:
        """Make all rows anew from what is kept; those that are there stay until that is done."""
        fresh = _Filling(self._source, columns, shape)
        if self._source.pieces and self.rows.stack.items:
            self._aside = fresh
        else:
            self._shown, self._aside = fresh, None

    def catch_up(self, seconds: float, top: int = 0) -> int:
        """Work for about so long; return where the row is by then that was at `top`."""
        shown, before, deadline = self._shown, self.head, monotonic() + seconds
        if shown.gaps and not shown.unseen and self._aside is None:
            shape = (
                Shape.BOTH if isinstance(shown.rows, TextRows) and shown.rows.both else Shape.TEXT
            )
            self._aside = _Filling(self._source, shown.rows.columns, shape)
        shown.work(deadline)
        gone = shown.rows.trim()
        top += self.head - before - gone
        if self._aside is not None:
            self._aside.work(deadline)
            self._aside.rows.trim()
            if not self._aside.unseen:
                return self._swap(self._aside, top)
        return top

    def _swap(self, fresh: "_Filling", top: int) -> int:
        """Show other rows; the bytes at the top stay there."""
        rows, row = self.rows, max(0, top - self.head)
        byte = rows.byte(row) if row < rows.stack.height else rows.stack.end
        if self._held[0] == top:
            byte = self._held[1]
        self._shown, self._aside = fresh, None
        top = self.head + (self.rows.holding(byte) if self.rows.stack.items else 0)
        self._held = top, byte
        return top


class _Filling:
    """Rows, and how many of all pieces are in them."""

    def __init__(self, source: Source, columns: int | None, shape: Shape) -> None:
        self.rows: TextRows | HexRows
        if shape is Shape.HEX:
            self.rows = HexRows(columns, source.dropped)
        else:
            self.rows = TextRows(columns, source.dropped, both=shape is Shape.BOTH)
        self.gaps = False
        """Not all that is kept, and could be shown, is in the rows."""
        self._source = source
        self._there = source.total
        """Pieces that were there to begin with; all of them become rows."""
        self._seen = source.total - len(source.pieces)
        self._adding: Iterator[None] | None = None

    @property
    def busy(self) -> bool:
        """A piece is in the rows, but not wholly."""
        return self._adding is not None

    @property
    def unseen(self) -> int:
        """Pieces that are not in the rows, or not wholly."""
        return self._source.total - self._seen

    def work(self, deadline: float) -> None:
        """Fill rows until then."""
        floor = self._floor()
        while self.unseen:
            adding = self._adding = self._adding or self._next(floor)
            for _turn in adding:
                if monotonic() > deadline:
                    return
            self._adding = None
            self._seen += 1
            if monotonic() > deadline:
                return

    def _next(self, floor: int) -> Iterator[None]:
        """Begin with the next piece that is there, and worth it."""
        pieces, source = self._source.pieces, self._source
        gone = source.total - len(pieces)
        start = max(self._seen, floor, gone)
        if start > self._seen:
            passed = sum(len(piece.data) for piece in islice(pieces, start - gone))
            self.rows.pass_to(source.dropped + passed)
            self._seen = start
        return self.rows.adding(pieces[start - gone])

    def _floor(self) -> int:
        """Return the first piece that is worth the work: what is before it nobody would see."""
        if isinstance(self.rows, HexRows):
            return 0
        pieces, total = self._source.pieces, self._source.total
        size = lines = 0
        for count in range(1, min(self.unseen, len(pieces)) + 1):
            piece = pieces[-count]
            size += len(piece.data)
            if lines > text.LINES or (size > FLOOD and count > 1 and self._seen >= self._there):
                self.gaps = self.gaps or lines <= text.LINES
                return total - count + 1
            lines += _least(piece)
        return 0


def _least(piece: Piece) -> int:
    """Count the lines that a piece becomes at least."""
    return piece.least if isinstance(piece, Understood) else piece.data.count(b"\n")
