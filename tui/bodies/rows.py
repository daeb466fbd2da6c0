"""Rows of a body of any size: only those that are seen are made, from what is read for them.

rows = TextRows(source, columns=80)
while rows.grow(1 << 20): ...       # counts rows, a mebibyte at a time; belongs into a thread
rows.height, rows.row(1_000_000)
"""

import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from tui.bodies.source import Source

EVERY = 256
"""Rows between two places that are remembered: 8 bytes for about 20 kB of text."""

_REMEMBERED = 8
"""Groups of rows that are kept: more than a window shows."""

GROUP = 16
"""Bytes of a row of hex."""

_DOTS = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a row, and what they are: the name of a style."""

    text: str
    style: str = ""


Row = tuple[Part, ...]


class Rows(Protocol):
    """Rows to draw. `grow` and `find` may take long, and belong into a thread."""

    @property
    def height(self) -> int:
        """Rows that are known by now."""

    def row(self, index: int) -> Row:
        """Make one."""

    def grow(self, effort: int) -> bool:
        """Look at so many more bytes; return whether there are more."""


class TextRows:
    """Lines of UTF-8, each cut into rows of at most so many bytes, never within a character.

    A row takes no more cells than it has bytes, but for what is made visible in it. One thread
    lets it grow; rows are made in another.
    """

    def __init__(self, source: Source, columns: int) -> None:
        self.source = source
        self.columns = max(8, columns)
        self.height = 0
        self._places = array("Q")
        """Where every `EVERY`th row begins."""
        self._place = 0
        self._groups: OrderedDict[int, list[bytes]] = OrderedDict()
        most = self.columns
        self._cut = re.compile(
            rb"[^\n]{0,%d}+\n|[^\n]{%d,%d}(?![\x80-\xbf])|[^\n]{1,%d}"
            % (most, max(1, most - 3), most, most)
        )

    def grow(self, effort: int) -> bool:
        """Count the rows of so many more bytes."""
        data = self.source.read(self._place, max(effort, 2 * self.columns))
        if not data:
            return False
        last = self._place + len(data) >= self.source.size
        limit = len(data) if last else len(data) - self.columns
        place = 0
        for cut in self._cut.finditer(data):
            if cut.start() >= limit:
                break
            if self.height % EVERY == 0:
                self._places.append(self._place + cut.start())
            place = cut.end()
            self.height += 1
        self._place += place
        return self._place < self.source.size

    def row(self, index: int) -> Row:
        """Make one row: its line's end is not drawn."""
        group, place = divmod(index, EVERY)
        rows = self._group(group)
        return (Part(_text(rows[place])),) if place < len(rows) else ()

    def at(self, place: int) -> int:
        """Return the row in which a byte is; those before it have to be known."""
        group = max(0, bisect_right(self._places, place) - 1)
        start = self._places[group] if self._places else 0
        for index, row in enumerate(self._group(group)):
            start += len(row)
            if place < start:
                return group * EVERY + index
        return max(0, self.height - 1)

    def start(self, index: int) -> int:
        """Return where a row begins."""
        if not self._places:
            return 0
        group, place = divmod(min(index, self.height - 1), EVERY)
        return self._places[group] + sum(map(len, self._group(group)[:place]))

    @property
    def counted(self) -> int:
        """Bytes whose rows are counted."""
        return self._place

    def _group(self, group: int) -> list[bytes]:
        found = self._groups.get(group)
        if found is None or len(found) < EVERY:
            if group >= len(self._places):
                return []
            data = self.source.read(self._places[group], (EVERY + 1) * (self.columns + 1))
            found = [cut[0] for cut, _ in zip(self._cut.finditer(data), range(EVERY), strict=False)]
            self._groups[group] = found
            if len(self._groups) > _REMEMBERED:
                self._groups.popitem(last=False)
        return found


class HexRows:
    """Rows of hex: offset, sixteen bytes, the same bytes as text."""

    width = 8 + 2 + 3 * GROUP + 2 + GROUP
    """Cells of a row."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    def height(self) -> int:
        """Known at once."""
        return -(-self.source.size // GROUP)

    @property
    def counted(self) -> int:
        """All, always."""
        return self.source.size

    def grow(self, _effort: int) -> bool:
        """There is nothing to count."""
        return False

    def row(self, index: int) -> Row:
        """Read sixteen bytes."""
        data = self.source.read(index * GROUP, GROUP)
        digits = f"{data[:8].hex(' ')}  {data[8:].hex(' ')}"
        text = data.translate(_DOTS).decode("ascii")
        offset = f"{index * GROUP:08x}  "
        return Part(offset, "faint"), Part(f"{digits:<{3 * GROUP}}  "), Part(text, "faint")

    def at(self, place: int) -> int:
        """Return the row in which a byte is."""
        return place // GROUP

    def start(self, index: int) -> int:
        """Return where a row begins."""
        return index * GROUP


class ReadyRows:
    """Rows that were made beforehand, of what is small."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    @property
    def height(self) -> int:
        """All of them."""
        return len(self._rows)

    def grow(self, _effort: int) -> bool:
        """There is nothing to count."""
        return False

    def row(self, index: int) -> Row:
        """Return one."""
        return self._rows[index]


def _text(data: bytes) -> str:
    """Decode a row without its end; what is hidden is made visible by who draws it."""
    if data.endswith(b"\n"):
        data = data[:-2] if data.endswith(b"\r\n") else data[:-1]
    return data.decode("utf-8", errors="surrogateescape")
