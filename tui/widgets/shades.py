"""Pictures without colours: each cell one of five shades of whatever colour text has."""

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.palettes import curve

if TYPE_CHECKING:
    from PIL.Image import Image

LEVELS = " ░▒▓█"
"""Nothing, a quarter, a half, three quarters, all of a cell."""


def shades(image: "Image", style: Style, dark: bool) -> list[Strip]:
    """Draw an RGB image, two lines of pixels a strip; `dark` says what the style's ground is."""
    from PIL import Image
    from PIL.Image import Dither

    rest = len(LEVELS) - 1
    grounds = Image.new("P", (1, 1))
    grounds.putpalette([255 * level // rest for level in range(rest + 1) for _ in "rgb"])
    cells = image.point(curve() * 3).convert("L").resize((image.width, image.height // 2))
    found = cells.convert("RGB").quantize(palette=grounds, dither=Dither.FLOYDSTEINBERG).tobytes()
    text = "".join(LEVELS[level if dark else rest - level] for level in found)
    width = image.width
    return [
        Strip([Segment(text[at : at + width], style)], width) for at in range(0, len(text), width)
    ]
