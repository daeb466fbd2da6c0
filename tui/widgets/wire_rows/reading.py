"""The rows of a wire, brought up to date a little at a time, so that nothing ever freezes."""

from itertools import islice
from time import monotonic

from tui.clients.wire import Piece, Wire
from tui.widgets.wire_rows.hex import HexRows
from tui.widgets.wire_rows.text import TextRows


class Reading:
    """Rows of text or hex, and how many of the wire's pieces are not yet among them."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.rows: TextRows | HexRows = TextRows()
        self.unseen = 0
        """Pieces at the wire's end that have no rows yet; whoever hears one counts it."""

    @property
    def head(self) -> int:
        """Rows above all others: one that tells what is not kept, where something is not."""
        return 1 if self.rows.lost else 0

    @property
    def height(self) -> int:
        """Rows to show."""
        return self.head + self.rows.stack.height

    def begin(self, columns: int | None, *, as_hex: bool) -> None:
        """Make all rows anew from what the wire remembers."""
        self.unseen = len(self.wire.pieces)
        self._renew(self.wire.dropped, columns, as_hex)

    def catch_up(self, seconds: float) -> int:
        """Work for about so long; return by how many rows those that were there moved."""
        before, deadline = self.head, monotonic() + seconds
        for piece in self._fresh():
            self.rows.add(piece)
            self.unseen -= 1
            if monotonic() > deadline:
                break
        gone = self.rows.trim()
        return self.head - before - gone

    def _fresh(self) -> list[Piece]:
        """Return what is unseen; where that is more than rows can hold, they begin anew."""
        pieces = self.wire.pieces
        unseen = list(islice(pieces, max(0, len(pieces) - self.unseen), None))
        worth = self.rows.worth(unseen)
        if worth == self.unseen:
            return unseen
        passed = sum(len(piece.data) for piece in islice(pieces, len(pieces) - worth))
        self.unseen = worth
        columns = self.rows.columns
        self._renew(self.wire.dropped + passed, columns, isinstance(self.rows, HexRows))
        return unseen[len(unseen) - worth :]

    def _renew(self, lost: int, columns: int | None, as_hex: bool) -> None:
        self.rows = HexRows(columns, lost) if as_hex else TextRows(columns, lost)
