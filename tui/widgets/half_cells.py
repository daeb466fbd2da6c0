"""Pictures as half-cells by rich-pixels, fast enough to follow a cursor through a list."""

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich_pixels import HalfcellRenderer
from textual.strip import Strip

from tui.colours import Depth

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, ...]

STYLES = 16_384
"""Pairs of colours that are remembered: the cells of a screen of 200 × 50, and half as many."""


class OpaqueCells(HalfcellRenderer):
    """Draws an RGB image of even height, its styles made once and kept.

    The renderer that it stands in for parses a style for each cell, which takes a tenth of a
    second for a screen.
    """

    def render(self, image: "Image", resize: tuple[int, int] | None = None) -> list[Segment]:
        """Return a segment for each cell, and a newline after each line of them."""
        small = image.resize(resize) if resize else image
        data, width = small.tobytes(), small.width
        colours = [tuple(data[at : at + 3]) for at in range(0, len(data), 3)]
        segments = []
        for row in range(0, len(colours), 2 * width):
            upper, lower = colours[row : row + width], colours[row + width : row + 2 * width]
            segments += [Segment("▄", _style(*pair)) for pair in zip(lower, upper, strict=True)]
            segments.append(Segment.line())
        return segments


@lru_cache(STYLES)
def _style(lower: Colour, upper: Colour) -> Style:
    return Style.from_color(Color.from_rgb(*lower), Color.from_rgb(*upper))


def strips(image: "Image", depth: Depth = Depth.TRUE) -> list[Strip]:
    """Draw an RGB image of even height, a strip for each two lines of pixels."""
    lines = Segment.split_lines(OpaqueCells().render(image))
    return [Strip(line, image.width) for line in lines]
