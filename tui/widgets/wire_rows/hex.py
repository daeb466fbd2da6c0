"""A wire as rows of hex: offset, sixteen bytes, the same bytes as text."""

from collections.abc import Iterator

from tui.clients.wire import KEPT, PIECES, Direction, Piece
from tui.widgets.wire_rows.shown import shown
from tui.widgets.wire_rows.stack import Row, Stack
from tui.words import ngettext

GROUP = 16
"""Bytes of a row, as in every other program that shows hex."""

DIGITS = 6 + 2 + 3 * GROUP
"""Cells of an offset and its bytes."""

_HALF = GROUP // 2
_DOTS = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


class HexRows:
    """Rows of hex: a piece begins with its size, offsets count from there; never wrapped."""

    width = DIGITS + 2 + GROUP
    """Cells of a row."""
    inline = True
    """A time stands in the row, since there is no room before all of them."""
    costly = False
    """To wrap takes no time."""

    def __init__(self, columns: int | None = None, lost: int = 0) -> None:
        self.columns = columns
        self.stack: Stack[Piece] = Stack(lost)

    @property
    def lost(self) -> int:
        """Bytes that fell away at the top."""
        return self.stack.lost

    def add(self, piece: Piece) -> None:
        """Take what travelled."""
        if piece.begins:
            self.stack.begun.append(piece.moment)
        note = piece.direction is Direction.NOTE
        if piece.data:
            rows = 1 if note else 1 + -(-len(piece.data) // GROUP)
            self.stack.push(piece, rows, len(piece.data))

    def adding(self, piece: Piece) -> Iterator[None]:
        """Take what travelled: no work at all."""
        self.add(piece)
        yield

    def pass_to(self, byte: int) -> None:
        """Begin again at a byte; those before it are not shown."""
        self.stack = Stack(byte)

    def trim(self) -> int:
        """Let the oldest pieces fall away where there are too many; return how many rows."""
        pieces, count, kept = self.stack.items, 0, self.stack.end - self.stack.lost
        while count < len(pieces) - 1 and (kept > KEPT or len(pieces) - count > PIECES):
            kept -= len(pieces[count].data)
            count += 1
        return self.stack.shed(count)

    def wrap(self, columns: int | None, row: int) -> int:
        """Stay: hex has its own width."""
        self.columns = columns
        return row

    def byte(self, row: int) -> int:
        """Return the first byte of a row, counted from the wire's beginning."""
        place, part = self.stack.place(row)
        return self.stack.byte(place) + max(0, part - 1) * GROUP

    def holding(self, byte: int) -> int:
        """Return the row where a byte is; that of its piece's size, if it is the first."""
        place = self.stack.holding(byte)
        inside = byte - self.stack.byte(place)
        inside = max(0, min(inside, self.stack.size(place) - 1))
        return self.stack.top(place) + (inside // GROUP + 1 if inside else 0)

    def row(self, index: int) -> Row:
        """Make the row to draw."""
        place, part = self.stack.place(index)
        piece = self.stack.items[place]
        if part:
            offset = (part - 1) * GROUP
            group = piece.data[offset : offset + GROUP]
            text = group.translate(_DOTS).decode("ascii")
            parts = ((f"{offset:06x}  ", True), (f"{digits(group)}  ", False), (text, True))
            return Row(piece.direction, None, parts)
        since, elapsed = self.stack.pause(place), self.stack.elapsed(piece.moment)
        words, note = shown(piece.data[:1024]), piece.direction is Direction.NOTE
        if not note:
            words = ngettext("{number} byte", "{number} bytes", len(piece.data))
        return Row(piece.direction, piece.moment, ((words, not note),), since, elapsed)


def digits(group: bytes) -> str:
    """Write the bytes of a row, in two halves."""
    written = f"{group[:_HALF].hex(' ')}  {group[_HALF:].hex(' ')}"
    return f"{written:<{3 * GROUP}}"
