"""A wire as rows of text: lines, folded where they are endless, wrapped where that is wished."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from protocol.lines import PAUSE
from tui.clients.wire import KEPT, Direction, Piece
from tui.widgets.wire_rows.shown import count_rows, cuts, shown, spread
from tui.widgets.wire_rows.stack import Row, Stack

FOLD = 1024
"""Bytes of one line; a longer one is folded, so that drawing a page costs no more than its rows."""

LINES = 20_000
"""Lines that are kept: more than anybody scrolls through, and made anew in a tenth of a second."""

COSTLY = 500
"""Uneven lines that are wrapped in one go; more of them would be felt at the keyboard."""

FOLDED, LF, CRLF = "»", "␊", "␍␊"
_ENDS = {"": 0, FOLDED: 0, LF: 1, CRLF: 2}
"""How a line ends, and how many bytes that is."""

_TOGETHER = timedelta(seconds=PAUSE)


class _Line(NamedTuple):
    direction: Direction
    moment: datetime
    first: bool
    """A piece begins with it."""
    data: bytes
    """Without its end."""
    mark: str
    cells: int
    uneven: bool
    """Some character takes no cell, or two."""

    @property
    def size(self) -> int:
        """Bytes, its end included."""
        return len(self.data) + _ENDS[self.mark]


class TextRows:
    """Rows of text, wrapped at `columns` cells, or never where that is None.

    A line ends at its LF. What one side sends in pieces without a pause between them is one line,
    so that a character that was cut in two is whole again.
    """

    def __init__(self, columns: int | None = None, lost: int = 0) -> None:
        self.width = 0
        """Cells of the widest line so far."""
        self.lost = lost
        """Bytes that fell away at the top."""
        self.stack: Stack[_Line] = Stack()
        self.columns = columns
        self._bytes = 0
        self._last: datetime | None = None
        self._found: tuple[str, _Line | None] = "", None

    def worth(self, pieces: Sequence[Piece]) -> int:
        """Return how many of these pieces, from the newest back, can leave a line behind."""
        lines = 0
        for count, piece in enumerate(reversed(pieces)):
            if lines > LINES:
                return count
            lines += piece.data.count(b"\n")
        return len(pieces)

    def add(self, piece: Piece) -> None:
        """Take what travelled."""
        data, moment, first = piece.data, piece.moment, True
        if self._goes_on(piece):
            line = self.stack.pop()
            data, moment, first = line.data + data, line.moment, line.first
            self._bytes -= line.size
        for part, mark in _lines(self._newest(data)):
            cells, uneven = spread(part)
            cells += mark
            line = _Line(piece.direction, moment, first, part, mark, len(cells), uneven)
            self.stack.push(line, self._height(line, cells))
            self.width = max(self.width, line.cells)
            self._bytes += line.size
            first = False
        self._last = piece.moment

    def trim(self) -> int:
        """Let the oldest lines fall away where there are too many; return how many rows."""
        lines = self.stack.items
        count = max(0, len(lines) - LINES)
        lost = sum(line.size for line in lines[:count])
        while self._bytes - lost > KEPT and count < len(lines) - 1:
            lost += lines[count].size
            count += 1
        self.lost += lost
        self._bytes -= lost
        return self.stack.shed(count)

    def wrap(self, columns: int | None, row: int) -> int:
        """Wrap at another width; return the row where the line at `row` begins now."""
        if columns == self.columns:
            return row
        lines = self.stack.items
        index = self.stack.place(row)[0] if lines else 0
        self.stack, self.columns = Stack(), columns
        for line in lines:
            self.stack.push(line, self._height(line))
        return self.stack.top(index) if lines else 0

    @property
    def costly(self) -> bool:
        """To wrap takes so long that it should be done a little at a time."""
        return sum(line.uneven for line in self.stack.items) > COSTLY

    def row(self, index: int) -> Row:
        """Make the row to draw."""
        place, part = self.stack.place(index)
        line = self.stack.items[place]
        text = shown(line.data)
        start, end = self._window(line, text + line.mark, part)
        mark = line.mark[max(0, start - len(text)) : max(0, end - len(text))]
        moment = line.moment if line.first and not part else None
        parts = ((text[start:end], False), (mark, True))
        since = self.stack.pause(place) if moment is not None else None
        return Row(line.direction, moment, tuple(part for part in parts if part[0]), since)

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

    def _newest(self, data: bytes) -> bytes:
        if data.count(b"\n") <= LINES + 1:
            return data
        passed = len(data.rsplit(b"\n", LINES + 1)[0]) + 1
        self.lost += passed
        return data[passed:]

    def _goes_on(self, piece: Piece) -> bool:
        if not self.stack.items or self._last is None or piece.direction is Direction.NOTE:
            return False
        line = self.stack.items[-1]
        if line.direction is not piece.direction or line.mark:
            return False
        return piece.moment - self._last < _TOGETHER or _cut_inside(line.data)

    def _height(self, line: _Line, cells: str = "") -> int:
        if self.columns is None or line.cells <= self.columns:
            return 1
        if line.uneven:
            return count_rows(cells or spread(line.data)[0] + line.mark, self.columns)
        return -(-line.cells // self.columns)

    def _window(self, line: _Line, text: str, part: int) -> tuple[int, int]:
        if self.columns is None or line.cells <= self.columns:
            return 0, len(text)
        if line.uneven:
            places = cuts(text, self.columns)
            return places[part], places[part + 1]
        return part * self.columns, (part + 1) * self.columns


def _lines(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Cut at LF, and where a line is longer than FOLD; yield each line and its mark."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + FOLD)
        if end >= 0:
            bare = data[start:end]
            yield (bare[:-1], CRLF) if bare.endswith(b"\r") else (bare, LF)
            start = end + 1
        elif len(data) - start > FOLD:
            end = _between_characters(data, start + FOLD)
            yield data[start:end], FOLDED
            start = end
        else:
            yield data[start:], ""
            return


def _between_characters(data: bytes, place: int) -> int:
    """Return the nearest place, not after this one, that cuts no UTF-8 character in two."""
    for start in range(place, place - 4, -1):
        if data[start] & 0xC0 != 0x80:
            return start
    return place


def _cut_inside(data: bytes) -> bool:
    """Tell whether the data end in the middle of a UTF-8 character."""
    for length in range(1, min(4, len(data) + 1)):
        byte = data[-length]
        if byte & 0xC0 != 0x80:
            return length < (byte >= 0xC0) + (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0)
    return False
