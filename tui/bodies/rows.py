"""Rows of a body of any size: only those that are seen are made, from what is read for them.

`Row` is what is drawn: parts, each some words and the name of a style. What can be drawn is `Rows`;
`lines` has those of text, `ReadyRows` those that were made beforehand, `HexRows` those of hex.
"""

from dataclasses import dataclass
from typing import Protocol

from tui.bodies.source import Source

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
    """Rows to draw. `grow` may take long, and belongs into a thread."""

    @property
    def height(self) -> int:
        """Rows that are known by now."""

    def row(self, index: int) -> Row:
        """Make one."""

    def grow(self, effort: int) -> bool:
        """Look at so many more bytes; return whether there are more."""


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
        return self.marked(index, 0, 0)

    def marked(self, index: int, begin: int, end: int) -> Row:
        """Read sixteen bytes, of which some are found."""
        data = self.source.read(index * GROUP, GROUP)
        begin, end = (min(GROUP, max(0, place - index * GROUP)) for place in (begin, end))
        digits = f"{data[:8].hex(' ')}  {data[8:].hex(' ')}"
        text = data.translate(_DOTS).decode("ascii")
        places = (3 * begin + (begin >= 8), 3 * end + (end > 8) - 1) if begin < end else (0, 0)
        return (
            Part(f"{index * GROUP:08x}  ", "faint"),
            *found_within(f"{digits:<{3 * GROUP}}  ", *places, ""),
            *found_within(text, begin, end, "faint"),
        )

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


def found_within(text: str, begin: int, end: int, style: str) -> Row:
    """Cut a text in up to three parts: the one in the middle is what was found."""
    parts = (
        Part(text[:begin], style),
        Part(text[begin:end], "found"),
        Part(text[max(begin, end) :], style),
    )
    return tuple(part for part in parts if part.text)
