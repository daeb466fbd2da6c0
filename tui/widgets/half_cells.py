"""Pictures as half-cells: two pixels a cell, the upper its background, the lower its foreground.

    strips(image, Depth.TRUE)     ->  a Strip for each two lines of pixels

Hardly a cell of a photo has the two colours of another, so it does not help to remember pairs; and
what Rich and Textual do for each pair (a style, its hash, its escape sequence) takes long. Here the
sequences of a line are written in one go, and its segments are made only where somebody looks at
them: a dialog that covers a part, a picture of the screen.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment
from rich.style import NULL_STYLE, Style
from rich_pixels import Renderer
from textual.strip import Strip

from tui.colours import Depth
from tui.widgets.inks import INKS, Cell, Ink
from tui.widgets.palettes import BRIGHT, FEW, MANY, dithered
from tui.widgets.shades import shades

if TYPE_CHECKING:
    from PIL.Image import Image

LOWER, UPPER, FULL = "▄", "▀", "█"

_STEPS = [round(round(byte / 255 * 127) * 255 / 127) for byte in range(256)] * 3
"""Every second value of a channel: nobody sees it, and neighbours that were nearly equal are."""

NOTHING = Strip((), 0)


class Row(Strip):
    """A line of a picture between two margins."""

    __slots__ = ("_after", "_before", "_cells", "_ink")

    def __init__(self, cells: list[Cell], ink: Ink) -> None:
        self._cells = cells
        self._ink = ink
        self._before = self._after = NOTHING
        super().__init__((), len(cells))
        del self._segments  # until somebody looks

    def crop_pad(self, cell_length: int, left: int, right: int, style: Style) -> Strip:
        """Return it between blank cells; whole, it remains what is written in one go."""
        if cell_length != self.cell_length or self._before or self._after:
            return super().crop_pad(cell_length, left, right, style)
        row = Row(self._cells, self._ink)
        row._before = Strip.blank(left, style) if left else NOTHING
        row._after = Strip.blank(right, style) if right else NOTHING
        row._cell_length = left + cell_length + right
        return row

    def render(self, console: Console) -> str:
        """Return what a terminal gets."""
        line = self._ink.sequences(self._cells)
        return f"{self._before.render(console)}{line}{self._after.render(console)}"

    def __getattr__(self, name: str) -> list[Segment]:
        """Make the segments when they are first looked at."""
        if name != "_segments":
            raise AttributeError(name)
        self._segments = [*self._before, *self._ink.segments(self._cells), *self._after]
        return self._segments


class HalfCells(Renderer):
    """Draws for rich-pixels, many times as fast as its own renderer."""

    def __init__(self, depth: Depth = Depth.TRUE) -> None:
        super().__init__()
        self._depth = depth

    def render(self, image: "Image", resize: tuple[int, int] | None = None) -> list[Segment]:
        """Return the segments of each line, and a newline after it."""
        width, height = resize or image.size
        even = image.convert("RGB").resize((width, height + height % 2))
        return [segment for row in strips(even, self._depth) for segment in (*row, Segment.line())]


def strips(
    image: "Image", depth: Depth, style: Style = NULL_STYLE, dark: bool = True
) -> Sequence[Strip]:
    """Draw an RGB image of even height, a strip for each two lines of pixels.

    Without colours it is drawn in the style of text, whose ground is dark, or not.
    """
    if depth is Depth.NONE:
        return shades(image, style, dark)
    ink = INKS[depth]
    if depth is Depth.TRUE:
        data = image.point(_STEPS).tobytes()
    else:
        data = dithered(image, MANY if depth is Depth.MANY else FEW)
    lines = _lines(data, ink.size, image.width)
    rows = zip(lines, lines, strict=True)
    if depth is Depth.FEW:
        return [Row(list(map(_few, upper, lower)), ink) for upper, lower in rows]
    glyphs = LOWER * image.width
    return [Row(list(zip(glyphs, upper, lower, strict=True)), ink) for upper, lower in rows]


def _lines(data: bytes, size: int, width: int) -> Iterator[list[bytes]]:
    """Give the colours of one line of pixels after the other."""
    step = size * width
    for start in range(0, len(data), step):
        yield [data[at : at + size] for at in range(start, start + step, size)]


def _few(upper: bytes, lower: bytes) -> Cell:
    """Keep bright colours out of the background, where not every terminal has them."""
    if upper[0] < BRIGHT:
        return LOWER, upper, lower
    if lower[0] < BRIGHT:
        return UPPER, lower, upper
    return (FULL, b"\0", upper) if upper == lower else (LOWER, upper, lower)
