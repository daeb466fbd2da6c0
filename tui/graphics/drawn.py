"""A picture as it is sent to the terminal, and where among the cells of its widget it is drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.graphics import kitty, sixel
from tui.graphics.terminal import Cell, Kind, Terminal
from tui.picture import Picture, fine

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen of a picture: in so many cells, from so near, and around which place; on
    a ground of which colour; and by which number the terminal knows it.
    """

    area: Size
    zoom: float
    centre: tuple[float, float]
    ground: Colour
    number: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """`data` draws it in these cells of the widget's area."""

    data: str
    cells: Region
    area: Size

    def over(self, region: Region, style: Style, console: Console) -> str:
        """Return what draws it in a region of the screen, whose cells become blank below it."""
        blank = Strip.blank(self.area.width, style).render(console)
        cells = "".join(f"{_at(region.x, y)}{blank}" for y in region.line_range)
        place = _at(region.x + self.cells.x, region.y + self.cells.y)
        return f"\x1b7{cells}{place}{self.data}\x1b8"


def draw(picture: Picture, view: View, terminal: Terminal, cell: Cell) -> Drawn:
    """Make the pixels, on a ground that fills their cells, and what sends them. Into a thread!"""
    most = terminal.limit.width // cell.width, terminal.limit.height // cell.height
    columns = max(1, min(view.area.width, most[0]))
    rows = max(1, min(view.area.height, most[1]))
    box = columns * cell.width, rows * cell.height
    image = fine(picture, *box, cell.width, view.zoom, view.centre)
    columns, rows = -(-image.width // cell.width), -(-image.height // cell.height)
    image = _grounded(image, (columns * cell.width, rows * cell.height), view.ground)
    if terminal.kind is Kind.KITTY:
        data = kitty.encode(image, view.number)
    else:
        data = sixel.encode(image, terminal.colours)
    left, top = (view.area.width - columns) // 2, (view.area.height - rows) // 2
    return Drawn(data, Region(left, top, columns, rows), view.area)


def _grounded(image: "Image", size: tuple[int, int], ground: Colour) -> "Image":
    from PIL import Image

    whole = Image.new("RGB", size, ground)
    whole.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return whole


def _at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"
