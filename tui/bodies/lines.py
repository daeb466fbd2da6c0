"""Rows of text of any size: lines, each cut into rows of at most so many bytes.

    rows = TextRows(source, columns=80)
    while rows.grow(1 << 20): ...       # counts rows, a mebibyte at a time; belongs into a thread
    rows.height, rows.row(1_000_000)

The source may grow; `grow` goes on where it ended, and never reads from the beginning.
"""

import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from tui.bodies.rows import Part, Row
from tui.bodies.source import Source

BLOCK = 32 * 1024
"""Bytes between two places that are remembered: half a mebibyte of places for a gibibyte."""

_REMEMBERED = 8
"""Groups of rows that are kept: more than a window shows."""


class _Group(NamedTuple):
    """The rows between two places that are remembered."""

    top: int
    place: int
    data: bytes
    ends: list[int]


class TextRows:
    """Lines of UTF-8. No row is cut within a character; it takes no more cells than it has bytes,
    but for what is made visible in it.

    Threads let it grow, one at a time (`_turn`, held for one `grow`); rows are made in another.
    What both see is changed by one assignment each, so that what is there is true at any moment.
    """

    def __init__(self, source: Source, columns: int) -> None:
        self.source = source
        self.columns = max(8, columns)
        self._known = (0, 0)
        """Rows, and the bytes that they are of."""
        self._tops, self._places = array("Q"), array("Q")
        """The first row and the first byte of each group."""
        self._firm = (0, 0)
        """The same, without the last line while it has no end: more of it may come."""
        self._turn = Lock()
        self._groups: OrderedDict[tuple[int, int], _Group] = OrderedDict()
        most = self.columns
        self._cut = re.compile(
            rb"[^\n]{0,%d}+\n|[^\n]{%d,%d}(?![\x80-\xbf])|[^\n]{1,%d}"
            % (most, max(1, most - 3), most, most)
        )

    @property
    def height(self) -> int:
        """Rows that are known."""
        return self._known[0]

    @property
    def counted(self) -> int:
        """Bytes whose rows are counted."""
        return self._known[1]

    def grow(self, effort: int) -> bool:
        """Count the rows of about so many more bytes."""
        with self._turn:
            return self._grow(effort)

    def _grow(self, effort: int) -> bool:
        rows, place = self._firm
        goal = place + effort
        while place < goal:
            size = self.source.size
            data = self.source.read(place, max(BLOCK, 2 * self.columns))
            last = place + len(data) >= size
            whole = self._whole(data, last=last)
            if whole and (not self._places or place - self._places[-1] >= BLOCK):
                self._places.append(place)
                self._tops.append(rows)
            rows += self._rows_in(data[:whole])
            place += whole
            if last or not data:
                return self._rest(rows, place, data[whole:])
        self._firm = self._known = (rows, place)
        return True

    def _rest(self, rows: int, place: int, data: bytes) -> bool:
        """Count what has no end yet; it is counted again when more is there."""
        if not self._places and data:
            self._places.append(0)
            self._tops.append(0)
        self._firm = (rows, place)
        self._known = (rows + self._rows_in(data), place + len(data))
        return False

    def _whole(self, data: bytes, *, last: bool) -> int:
        """Return how many of these bytes are rows whose end is known."""
        if end := data.rfind(b"\n") + 1:
            return end
        if last:
            return 0
        if data.isascii():
            return len(data) - len(data) % self.columns
        ends = (cut.end() for cut in self._cut.finditer(data))
        return max((end for end in ends if end <= len(data) - self.columns), default=len(data))

    def _rows_in(self, data: bytes) -> int:
        lines = data.split(b"\n")
        rows = len(lines) - (not lines[-1])
        most = self.columns
        return rows + sum(self._more(line) for line in lines if len(line) > most)

    def _more(self, line: bytes) -> int:
        """Return how many rows a long line has beside its first."""
        if line.isascii():
            return (len(line) - 1) // self.columns
        return sum(1 for _cut in self._cut.finditer(line)) - 1

    def row(self, index: int) -> Row:
        """Make one row: its line's end is not drawn."""
        data = self._bytes(index)[1]
        return self.dressed(index, text(data)) if data else ()

    def dressed(self, _index: int, words: str) -> Row:
        """Return the words of a row in their parts."""
        return (Part(words),)

    def marked(self, index: int, begin: int, end: int) -> Row:
        """Make one row, in which the bytes from one place to another are found."""
        start, data = self._bytes(index)
        begin, end = (min(len(data), max(0, place - start)) for place in (begin, end))
        parts = Part(text(data[:begin], cut=True)), Part(text(data[begin:end], cut=True), "found")
        return tuple(part for part in (*parts, Part(text(data[end:]))) if part.text)

    def at(self, place: int) -> int:
        """Return the row in which a byte is; those before it have to be known."""
        if not self._places:
            return 0
        known = bisect_right(self._places, place, 0, len(self._tops))
        group = self._group(max(0, known - 1))
        index = group.top + bisect_right(group.ends, place - group.place)
        return max(0, min(index, self.height - 1))

    def start(self, index: int) -> int:
        """Return where a row begins."""
        return self._bytes(max(0, min(index, self.height - 1)))[0]

    def _bytes(self, index: int) -> tuple[int, bytes]:
        """Return where a row begins, and its bytes."""
        if not self._tops or index >= self.height:
            return 0, b""
        group = self._group(bisect_right(self._tops, index) - 1)
        step = index - group.top
        if step >= len(group.ends):
            return group.place + len(group.data), b""  # the source is closed
        begin = group.ends[step - 1] if step else 0
        return group.place + begin, group.data[begin : group.ends[step]]

    def _group(self, number: int) -> _Group:
        later = number + 1 < len(self._tops)
        end = self._places[number + 1] if later else self.counted
        found = self._groups.get((number, end))
        if found is None:
            place = self._places[number]
            data = self.source.read(place, end - place)
            ends = [cut.end() for cut in self._cut.finditer(data)]
            found = self._groups[number, end] = _Group(self._tops[number], place, data, ends)
            if len(self._groups) > _REMEMBERED:
                self._groups.popitem(last=False)
        return found


def text(data: bytes, *, cut: bool = False) -> str:
    """Decode a row without its end; what is hidden is made visible by who draws it."""
    if data.endswith(b"\n") and not cut:
        data = data[:-2] if data.endswith(b"\r\n") else data[:-1]
    return data.decode("utf-8", errors="surrogateescape")
