"""Blocks of a page, and the rows that they take: paragraphs wrapped between words, tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from rich.cells import cell_len

from tui.bodies.rows import Part, Row
from tui.bodies.wrapped import wrap

MEASURE = 96
"""Cells of a line at most: longer ones are tiring to read."""

LEAST = 6
"""Cells of a column of a table at least."""


class Sort(Enum):
    """What a block is."""

    TEXT = "text"
    KEPT = "kept"
    """Its lines are as they are."""
    RULE = "rule"
    TABLE = "table"


@dataclass(slots=True)
class Block:
    """A paragraph, an item of a list, a heading: words that are wrapped together."""

    parts: list[Part] = field(default_factory=list)
    sort: Sort = Sort.TEXT
    first: str = ""
    """What stands before its first row, and in `rest` before the others."""
    rest: str = ""
    apart: bool = False
    """An empty row comes before it."""
    lines: str = ""
    """What underlines it."""
    cells: list[list[list[Part]]] = field(default_factory=list)
    """Of a table."""
    headed: bool = False
    """The first row of the table names its columns."""


def rows(blocks: Sequence[Block], columns: int) -> list[Row]:
    """Lay blocks out, one under the other."""
    width = max(16, min(columns - 2, MEASURE))
    made: list[Row] = []
    for block in blocks:
        if block.apart and made and made[-1]:
            made.append(())
        first, rest = Part(" " + block.first, "faint"), Part(" " + block.rest, "faint")
        room = max(LEAST, width - max(cell_len(block.first), cell_len(block.rest)))
        for place, row in enumerate(_laid(block, room)):
            made.append((rest if place else first, *row))
    return made


def _laid(block: Block, room: int) -> list[Row]:
    match block.sort:
        case Sort.RULE:
            return [(Part("─" * room, "faint"),)]
        case Sort.KEPT:
            return wrap(list(_lines(block.parts)), room)
        case Sort.TABLE:
            return _table(block, room)
    made = filled(block.parts, room)
    if block.lines:
        longest = max(sum(cell_len(part.text) for part in row) for row in made)
        made.append((Part(block.lines * longest, "faint"),))
    return made


def _lines(parts: Sequence[Part]) -> Iterator[Row]:
    """Cut parts at the ends of their lines."""
    row: list[Part] = []
    for part in parts:
        first, *others = part.text.split("\n")
        row.append(Part(first, part.style))
        for other in others:
            yield tuple(row)
            row = [Part(other, part.style)]
    yield tuple(row)


def filled(parts: Sequence[Part], room: int) -> list[Row]:
    """Fill rows with words; a line that was ended (`\\n`) ends here too."""
    return [row for line in _lines(parts) for row in _filled(line, room)]


def _filled(parts: Sequence[Part], room: int) -> Iterator[Row]:
    row: list[Part] = []
    used = 0
    for found in _words(parts):
        word: Sequence[Part] = found
        cells = sum(cell_len(part.text) for part in word)
        gap = 1 if row else 0
        if used + gap + cells > room and row:
            yield tuple(row)
            row, used, gap = [], 0, 0
        if cells > room:
            *whole, word = wrap([tuple(word)], room)
            yield from whole
            cells = sum(cell_len(part.text) for part in word)
        if gap:
            row.append(Part(" ", row[-1].style if row[-1].style == word[0].style else ""))
        row.extend(word)
        used += gap + cells
    if row:
        yield tuple(row)


def _words(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Cut parts between words; a word may have several styles."""
    word: list[Part] = []
    for part in parts:
        first, *others = part.text.split(" ")
        if first:
            word.append(Part(first, part.style))
        for other in others:
            if word:
                yield word
            word = [Part(other, part.style)] if other else []
    if word:
        yield word


def _table(block: Block, room: int) -> list[Row]:
    """Set cells under one another; columns that do not fit are wrapped, the widest first."""
    count = max(map(len, block.cells))
    table = [[*row, *([[]] * (count - len(row)))] for row in block.cells]
    widths = [max(_width(row[at]) for row in table) for at in range(count)]
    over = sum(widths) + 3 * (count - 1) - room
    while over > 0 and max(widths) > LEAST:
        widest = max(range(count), key=widths.__getitem__)
        second = max([LEAST, *(width for width in widths if width < widths[widest])])
        less = min(over, widths[widest] - min(second, widths[widest] - 1))
        widths[widest] -= less
        over -= less
    made: list[Row] = []
    for place, row in enumerate(table):
        made += _across(
            [filled(cell, width) for cell, width in zip(row, widths, strict=True)], widths
        )
        if not place and block.headed:
            made.append((Part("─┼─".join("─" * width for width in widths), "faint"),))
    return made


def _across(cells: Sequence[list[Row]], widths: Sequence[int]) -> Iterator[Row]:
    for line in range(max(1, *map(len, cells)) if len(cells) > 1 else len(cells[0]) or 1):
        row: list[Part] = []
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            inside = cell[line] if line < len(cell) else ()
            used = sum(cell_len(part.text) for part in inside)
            row += [Part(" │ ", "faint")] if place else []
            row += [*inside, Part(" " * (width - used))]
        yield tuple(row)


def _width(cell: Sequence[Part]) -> int:
    return max((sum(cell_len(part.text) for part in line) for line in _lines(cell)), default=0)
