"""Shrinks pictures as light mixes, and says what half of the light is.

    resized(image, (50, 50))     ->  dots of black and white become the grey (188, 188, 188)

The bytes of a picture are no amounts of light: 128 is a fifth of 255's. Who takes their mean
darkens what is fine and bright: stars, lit windows, writing. So bytes become light (0 to 65535),
are filtered, and become bytes again. The curve is that of sRGB (IEC 61966-2-1).
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 65535
"""The light of a byte of 255; Pillow's tables go as far."""

_COARSE = 2.0
"""A picture is averaged in squares as long as so many pixels for each one wanted are left: it takes
a third of the time, and is not seen."""


def of(byte: int) -> int:
    """Return the light of a byte."""
    share = byte / 255
    return round(MOST * (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4))


@lru_cache(maxsize=1)
def _lights() -> list[int]:
    return [of(byte) for byte in range(256)]


@lru_cache(maxsize=1)
def _bytes() -> list[int]:
    """Return the byte for each light."""
    bounds = [(of(byte) + of(byte + 1)) / 2 for byte in range(255)]
    table: list[int] = []
    for byte, bound in enumerate([*bounds, MOST]):
        table += [byte] * (int(bound) + 1 - len(table))
    return table


def resized(
    image: "Image", size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> "Image":
    """Return an RGB image, or the box of one, in another size: by Lanczos, in amounts of light."""
    from PIL import Image

    lights = [
        band.point(_lights(), "I").resize(
            size, Image.Resampling.LANCZOS, box=box, reducing_gap=_COARSE
        )
        for band in image.split()
    ]
    return _as_bytes(lights, image.mode)


def reduced(image: "Image", factor: int) -> "Image":
    """Return an image of mode RGB or L, each square of pixels made one, in amounts of light."""
    return _as_bytes(
        [band.point(_lights(), "I").reduce(factor) for band in image.split()], image.mode
    )


def _as_bytes(lights: list["Image"], mode: str) -> "Image":
    """Make an image of bands of light: as one tall band, since a look at the table costs most."""
    from PIL import Image

    width, height = lights[0].size
    tall = Image.new("I", (width, height * len(lights)))
    for number, light in enumerate(lights):
        tall.paste(light, (0, number * height))
    tall = tall.point(_bytes(), "L")
    tops = range(0, tall.height, height)
    return Image.merge(mode, [tall.crop((0, top, width, top + height)) for top in tops])
