"""A wire as rows of text: lines, folded where they are endless, wrapped where that is wished."""

from collections.abc import Iterator

from tui.clients.wire import KEPT, Piece
from tui.reading.wording import size as exactly
from tui.widgets.wire_rows import layout
from tui.widgets.wire_rows.hex import GROUP, digits
from tui.widgets.wire_rows.lines import Line
from tui.widgets.wire_rows.making import Making
from tui.widgets.wire_rows.shown import shown
from tui.widgets.wire_rows.stack import Row, Stack, Tone
from tui.words import _

LINES = 20_000
"""Lines that are kept: more than anybody scrolls through, and made anew in a tenth of a second."""

COSTLY = 500
"""Uneven lines that are wrapped in one go; more of them would be felt at the keyboard."""


class TextRows:
    """Rows of text, wrapped at `columns` cells, or never where that is None.

    With `both`, the bytes of each line are below it in hex.
    """

    inline = False
    """A time has columns of its own, before all rows."""

    def __init__(self, columns: int | None = None, lost: int = 0, *, both: bool = False) -> None:
        self.width = 0
        """Cells of the widest line so far."""
        self.columns = columns
        self.both = both
        self.stack: Stack[Line] = Stack(lost)
        self._making = Making(self.stack, self._push, keeps=both)
        self._found: tuple[str, Line | None] = "", None

    @property
    def lost(self) -> int:
        """Bytes that fell away at the top."""
        return self.stack.lost

    def add(self, piece: Piece) -> None:
        """Take what travelled."""
        for _turn in self.adding(piece):
            pass

    def adding(self, piece: Piece) -> Iterator[None]:
        """Take what travelled, a little of it each time."""
        return self._making.take(piece, LINES)

    def pass_to(self, byte: int) -> None:
        """Go on at a byte; those before it are not shown."""
        self._making.pass_to(byte)

    def trim(self) -> int:
        """Let the oldest lines fall away where there are too many; return how many rows."""
        stack = self.stack
        count = max(0, len(stack.items) - LINES)
        over = stack.end - KEPT
        while count < len(stack.items) - 1 and stack.byte(count) < over:
            count += 1
        return stack.shed(count)

    def wrap(self, columns: int | None, row: int) -> int:
        """Wrap at another width; return the row where the line at `row` begins now."""
        if columns == self.columns:
            return row
        before, lines = self.stack, self.stack.items
        index = before.place(row)[0] if lines else 0
        self.stack, self.columns = Stack(before.lost), columns
        self.stack.begun = before.begun
        for place, line in enumerate(lines):
            self._push(line, before.size(place))
        self._making.stack = self.stack
        return self.stack.top(index) if lines else 0

    @property
    def costly(self) -> bool:
        """To wrap takes so long that it should be done a little at a time."""
        return sum(line.uneven for line in self.stack.items) > COSTLY

    def byte(self, row: int) -> int:
        """Return the first byte of a row, counted from the wire's beginning, about."""
        place, part = self.stack.place(row)
        line = self.stack.items[place]
        rows = layout.text_rows(line, self.columns)
        if part < rows:
            inside = part * (self.columns or 0)
        else:
            inside = max(0, part - (self._height(line) - self._hexes(line))) * GROUP
        return self.stack.byte(place) + max(0, min(inside, self.stack.size(place) - 1))

    def holding(self, byte: int) -> int:
        """Return the row where a byte is, about."""
        place = self.stack.holding(byte)
        line, inside = self.stack.items[place], byte - self.stack.byte(place)
        if inside <= 0:
            return self.stack.top(place)
        if self.both:
            hexes = self._hexes(line)
            part = self._height(line) - hexes + min(inside // GROUP, hexes - 1)
        else:
            part = inside // (self.columns or inside + 1)
        return self.stack.top(place) + max(0, min(part, self._height(line) - 1))

    def row(self, index: int) -> Row:
        """Make the row to draw."""
        place, part = self.stack.place(index)
        line = self.stack.items[place]
        rows = layout.text_rows(line, self.columns)
        size = self._size_of(place, part)
        if part >= rows:
            return self._below(line, part - rows, size)
        text = shown(line.data)
        start, end = layout.window(line, self.columns, text + line.mark, part)
        mark = line.mark[max(0, start - len(text)) : max(0, end - len(text))]
        parts = tuple(one for one in ((text[start:end], False), (mark, True)) if one[0])
        moment = line.moment if line.first and not part else None
        since = self.stack.pause(place) if moment is not None else None
        elapsed = self.stack.elapsed(moment) if moment is not None else None
        remark = line.remark if rows == 1 and layout.beside(line, self.columns) else ""
        return Row(line.direction, moment, parts, since, elapsed, line.tone, remark, size)

    def find(self, words: str, by: int) -> int | None:
        """Return the row of the next line down (or up, `by` -1) that holds the words.

        Other words than the last time are looked for from the end. After the last line comes the
        first; None where no line holds them.
        """
        lines, sought = self.stack.items, words.casefold()
        last, line = self._found
        here = (place for place, one in enumerate(lines) if one is line and last == words)
        start = next(here, len(lines) if by < 0 else -1)
        for step in range(1, len(lines) + 1):
            index = (start + by * step) % len(lines)
            if sought in lines[index].data.decode(errors="replace").casefold():
                self._found = words, lines[index]
                return self.stack.top(index)
        return None

    def _below(self, line: Line, part: int, size: str) -> Row:
        """Make a row below a line's text: of our remark, or of its bytes."""
        remarks = 0
        if line.remark and not layout.beside(line, self.columns):
            remarks = layout.remark_rows(line, self.columns)
        if part < remarks:
            columns = self.columns or len(line.remark)
            words = line.remark[part * columns : (part + 1) * columns]
            return Row(line.direction, None, ((words, False),), tone=Tone.REMARK, size=size)
        offset = (part - remarks) * GROUP
        written = digits(line.travelled[offset : offset + GROUP]).rstrip()
        parts = ((f"{line.offset + offset:06x}  ", True), (written, True))
        return Row(line.direction, None, parts, size=size)

    def _size_of(self, place: int, part: int) -> str:
        """Say the size of a piece beside the second of its rows."""
        items = self.stack.items
        line = items[place]
        if part == 0 and place and not line.first and self._height(items[place - 1]) == 1:
            line = items[place - 1]
        elif part != 1:
            return ""
        if not line.first or not line.piece:
            return ""
        return exactly(line.piece) if line.reads == 1 else _("{n} reads").format(n=line.reads)

    def _push(self, line: Line, size: int, cells: str = "") -> None:
        self.stack.push(line, self._height(line, cells), size)
        self.width = max(self.width, line.cells)

    def _height(self, line: Line, cells: str = "") -> int:
        return layout.height(line, self.columns, both=self.both, cells=cells)

    def _hexes(self, line: Line) -> int:
        return -(-len(line.travelled) // GROUP) if self.both else 0
