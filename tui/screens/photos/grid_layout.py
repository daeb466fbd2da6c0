"""How the grid of the archive is divided into cells."""

from dataclasses import dataclass

from textual.geometry import Region, Size

NARROW = 18
"""Cells of a cell's width on a terminal of 80 columns: four beside each other."""

WIDENED = 10
"""Columns of a wider terminal that make each cell one cell wider, besides making more of them."""

NAME_LINES = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How a grid of so many lines is divided: cells beside each other, and the size of one.

    A cell has a line for the name, and a column on each side in which the cursor is drawn.
    """

    across: int
    width: int
    height: int
    down: int
    margin: int
    lines: int

    @property
    def picture(self) -> tuple[int, int]:
        """Columns and rows of a picture."""
        return max(1, self.width - 2), max(1, self.height - NAME_LINES)

    def place(self, index: int) -> Region:
        """Return where a cell is in the whole grid."""
        row, column = divmod(index, self.across)
        return Region(self.margin + column * self.width, row * self.height, self.width, self.height)

    def extent(self, count: int) -> Size:
        """Return the size of the whole grid, with room below to have any row at the top."""
        rows = -(-count // self.across)
        return Size(1, rows * self.height + self.lines - self.down * self.height)


def layout(width: int, lines: int) -> Layout:
    """Divide an area so that pictures of 3:2 fill their cells, about, and rows fill the height."""
    wanted = NARROW + max(0, width - 78) // WIDENED
    across = max(1, width // wanted)
    cell = max(3, width // across)
    tall = (cell - 2) / 3 + NAME_LINES
    down = max(1, round(lines / tall))
    height = max(2, lines // down)
    return Layout(across, cell, height, down, max(0, width - across * cell) // 2, lines)
