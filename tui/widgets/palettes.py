"""Terminals of 256 and of 16 colours: photos dithered to what they have, at the speed of C.

    dithered(image, MANY)     ->  a byte a pixel: the number of a colour of the terminal

The error of a pixel is handed on to its neighbours (Floyd and Steinberg).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color
from rich.color_triplet import ColorTriplet

if TYPE_CHECKING:
    from PIL.Image import Image


_CURVE = 1.4
"""Bytes are raised to this power before they are dithered. The eye mixes dots as light, for which
it would be 2.2; but in eight bits the dark colours then lose their hue. With 1 all dots together
are too bright."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a terminal, in the order of their numbers."""

    first: int
    colours: tuple[ColorTriplet, ...]

    def triplet(self, number: int) -> ColorTriplet:
        """Return what a colour looks like."""
        return self.colours[number - self.first]


MANY = Palette(16, tuple(Color.from_ansi(number).get_truecolor() for number in range(16, 256)))
"""The cube and the greys of terminals with 256 colours; the first 16 are anybody's choice."""

_DIM = ("000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa")
_LIT = ("555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff")

FEW = Palette(0, tuple(ColorTriplet(*bytes.fromhex(colour)) for colour in (*_DIM, *_LIT)))
"""The sixteen of the Linux console, and of VGA before it; other terminals differ a little."""

BRIGHT = 8
"""The first of the bright colours among the sixteen."""


def dithered(image: "Image", palette: Palette) -> bytes:
    """Return the number of a colour for each pixel of an RGB image."""
    from PIL.Image import Dither

    curved = image.point(curve() * 3)
    places = curved.quantize(palette=_known(palette), dither=Dither.FLOYDSTEINBERG).tobytes()
    return places.translate(_numbers(palette.first))


@lru_cache(maxsize=2)
def _known(palette: Palette) -> "Image":
    """Make the palette as Pillow wants it."""
    from PIL import Image

    image, found = Image.new("P", (1, 1)), curve()
    image.putpalette(bytes(found[value] for colour in palette.colours for value in colour))
    return image


@lru_cache(maxsize=1)
def curve() -> list[int]:
    """Return what a byte is dithered as."""
    return [round(255 * (byte / 255) ** _CURVE) for byte in range(256)]


@lru_cache(maxsize=2)
def _numbers(first: int) -> bytes:
    """Return the number of a colour for its place in the palette."""
    return bytes(min(255, place + first) for place in range(256))
