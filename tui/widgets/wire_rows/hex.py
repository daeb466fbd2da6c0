"""A wire as rows of hex: offset, sixteen bytes, the same bytes as text."""

from collections.abc import Sequence

from tui.clients.wire import KEPT, PIECES, Direction, Piece
from tui.widgets.wire_rows.shown import shown
from tui.widgets.wire_rows.stack import Row, Stack
from tui.words import ngettext

GROUP = 16
"""Bytes of a row, as in every other program that shows hex."""

_HALF = GROUP // 2
_DOTS = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


class HexRows:
    """Rows of hex: a piece begins with its size, offsets count from there; never wrapped."""

    width = 6 + 2 + 3 * GROUP + 2 + GROUP
    """Cells of a row."""
    costly = False
    """To wrap takes no time."""

    def __init__(self, columns: int | None = None, lost: int = 0) -> None:
        self.columns = columns
        self.lost = lost
        """Bytes that fell away at the top."""
        self.stack: Stack[Piece] = Stack()
        self._bytes = 0

    def worth(self, pieces: Sequence[Piece]) -> int:
        """Return how many of these pieces, from the newest back, can leave a row behind: all."""
        return len(pieces)

    def add(self, piece: Piece) -> None:
        """Take what travelled."""
        note = piece.direction is Direction.NOTE
        self.stack.push(piece, 1 if note else 1 + -(-len(piece.data) // GROUP))
        self._bytes += len(piece.data)

    def trim(self) -> int:
        """Let the oldest pieces fall away where there are too many; return how many rows."""
        pieces, count, kept = self.stack.items, 0, self._bytes
        while count < len(pieces) - 1 and (kept > KEPT or len(pieces) - count > PIECES):
            kept -= len(pieces[count].data)
            count += 1
        self.lost += self._bytes - kept
        self._bytes = kept
        return self.stack.shed(count)

    def wrap(self, columns: int | None, row: int) -> int:
        """Stay: hex has its own width."""
        self.columns = columns
        return row

    def row(self, index: int) -> Row:
        """Make the row to draw."""
        place, part = self.stack.place(index)
        piece = self.stack.items[place]
        since = self.stack.pause(place)
        if piece.direction is Direction.NOTE:
            return Row(piece.direction, piece.moment, ((shown(piece.data), False),), since)
        if part == 0:
            size = ngettext("{number} byte", "{number} bytes", len(piece.data))
            return Row(piece.direction, piece.moment, ((size, True),), since)
        return Row(piece.direction, None, _hex(piece.data, (part - 1) * GROUP))


def _hex(data: bytes, offset: int) -> tuple[tuple[str, bool], ...]:
    group = data[offset : offset + GROUP]
    digits = f"{group[:_HALF].hex(' ')}  {group[_HALF:].hex(' ')}"
    text = group.translate(_DOTS).decode("ascii")
    return (f"{offset:06x}  ", True), (f"{digits:<{3 * GROUP}}  ", False), (text, True)
