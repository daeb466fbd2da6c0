"""How a line lies in its rows: wrapped text, our remark beside or below it, its bytes in hex."""

from rich.cells import cell_len

from tui.widgets.wire_rows.hex import GROUP
from tui.widgets.wire_rows.lines import Line
from tui.widgets.wire_rows.shown import count_rows, cuts, spread

REMARKS = 32
"""Column where remarks begin, like comments in a listing; further right beside longer lines."""

APART = 2
"""Cells between a line and a remark."""


def height(line: Line, columns: int | None, *, both: bool, cells: str = "") -> int:
    """Count the rows of a line; `cells` is its spread text, where somebody has it already."""
    rows = text_rows(line, columns, cells)
    if line.remark and not beside(line, columns):
        rows += remark_rows(line, columns)
    return rows + (-(-len(line.travelled) // GROUP) if both else 0)


def text_rows(line: Line, columns: int | None, cells: str = "") -> int:
    """Count the rows of its text."""
    if columns is None or line.cells <= columns:
        return 1
    if line.uneven:
        return count_rows(cells or spread(line.data)[0] + line.mark, columns)
    return -(-line.cells // columns)


def remark_rows(line: Line, columns: int | None) -> int:
    """Count the rows of a remark that has its own."""
    return 1 if columns is None else -(-cell_len(line.remark) // columns)


def beside(line: Line, columns: int | None) -> bool:
    """Tell whether there is room for its remark beside it."""
    return columns is None or line.cells + APART + cell_len(line.remark) <= columns


def window(line: Line, columns: int | None, text: str, part: int) -> tuple[int, int]:
    """Return where the text of a row begins and ends."""
    if columns is None or line.cells <= columns:
        return 0, len(text)
    if line.uneven:
        places = cuts(text, columns)
        return places[part], places[part + 1]
    return part * columns, (part + 1) * columns
