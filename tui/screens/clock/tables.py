"""Rows of cells, aligned."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

Cell = tuple[str, str]
"""A text, safe to draw, and its style."""

GAP = "  "


def table(rows: Sequence[Sequence[Cell]], right: frozenset[int] = frozenset()) -> Content:
    """Align columns to the left, those in `right` to the right. A row ends with its last text:
    spaces behind it would be cut off visibly where another row's is longer than there is room.
    """
    if not rows:
        return Content("")
    widths = [max(cell_len(row[column][0]) for row in rows) for column in range(len(rows[0]))]
    return Content("\n").join(
        Content(GAP)
        .join(
            Content.styled(_fill(text, width, right=column in right), style)
            for column, ((text, style), width) in enumerate(zip(row, widths, strict=True))
        )
        .rstrip()
        for row in rows
    )


def _fill(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return f"{space}{text}" if right else f"{text}{space}"
