"""An open image file -> RGB pixels for a screen: upright, in sRGB, opaque, no more than are needed.

Shrinking comes first, so that the other steps have little to do: the JPEG decoder leaves out what
is not wanted, and squares of whole pixels become one, as light mixes. Careful filters are for the
view alone, which then goes straight to its cells.
"""

import math
import struct
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from protocol.pictures import GROUND
from tui import light

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsTransform

DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    AttributeError,
    struct.error,
)
"""What Pillow raises over damaged files; a fuzzed file of each format taught us."""

_COPIED = 18_000_000
"""Pixels above which a picture is made smaller in a simpler way before it is shrunk with care: each
of the steps in between costs a copy of it."""

_SMALL = 800
"""Pixels of the longer side that are kept even where fewer are wanted: to shrink them twice would
take longer."""

_PROFILE = 4 * 1024 * 1024
"""Bytes of a colour profile that is honoured; those of printers have 2 MB."""

_USUAL = b"sRGB IEC61966"
"""In the profiles of colours that are sRGB already, as most cameras write them."""


def prepare(image: "Image", side: int) -> "Image":
    """Decode; keep `side` pixels of the longer side or up to twice as many, if there are many.

    Raises what Pillow does: `DAMAGED`.
    """
    turn, profile = orientation(image), image.info.get("icc_profile")
    longer = max(image.size)
    if longer > side:
        width, height = (max(1, length * side // longer) for length in image.size)
        image.draft("RGB", (width, height))
    image.load()
    return _turned(_in_srgb(_shrunk(image, side), profile), turn)


def orientation(image: "Image") -> int:
    """Tell how EXIF says that it must be turned; Pillow turns a TIFF itself."""
    from PIL.ExifTags import Base

    if image.format == "TIFF":
        return 1
    try:
        return int(image.getexif().get(Base.Orientation, 1))
    except DAMAGED:  # a picture with a damaged EXIF block is a picture all the same
        return 1


def _shrunk(image: "Image", side: int) -> "Image":
    """Shrink by a whole number, to one of the modes L, RGB, CMYK."""
    if image.mode[0] in "IF":
        return _eight_bits(image, max(1, max(image.size) // side))
    if image.has_transparency_data:
        image = _on_ground(_thinned(image).convert("RGBA"))
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = _thinned(image).convert("RGB")
    image = _halved(image, side)
    factor = max(1, max(image.size) // side)
    if factor == 1 or max(image.size) <= _SMALL:
        return image
    return image.reduce(factor) if image.mode == "CMYK" else light.reduced(image, factor)


def _thinned(image: "Image") -> "Image":
    """Leave out pixels where there are very many."""
    from PIL.Image import Resampling

    if image.width * image.height <= _COPIED:
        return image
    scale = (_COPIED / (image.width * image.height)) ** 0.5
    size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    return image.resize(size, Resampling.NEAREST)


def _halved(image: "Image", side: int) -> "Image":
    """Make squares of bytes one where there are very many: light would take four times the room."""
    factor = math.ceil((image.width * image.height / _COPIED) ** 0.5)
    factor = min(factor, max(image.size) // side)
    return image.reduce(factor) if factor > 1 else image


def _eight_bits(image: "Image", factor: int) -> "Image":
    """Spread deep greys, as scanners and microscopes give them, over what a screen can show."""
    from PIL.Image import Resampling

    size = max(1, image.width // factor), max(1, image.height // factor)
    small = image.resize(size, Resampling.BOX)
    deep = small.convert("I").convert("F") if small.mode.startswith("I;") else small.convert("F")
    low, high = (edge for edge in deep.getextrema() if isinstance(edge, float))
    scale = 255 / (high - low or 1)
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _on_ground(image: "Image") -> "Image":
    """Put a neutral ground behind what is transparent."""
    from PIL import Image

    ground = Image.new("RGBA", image.size, (*GROUND, 255))
    ground.alpha_composite(image)
    return ground.convert("RGB")


def _in_srgb(image: "Image", profile: object) -> "Image":
    """Follow the colour profile, if there is one that fits the picture; else the colours stay."""
    if isinstance(profile, bytes) and 0 < len(profile) <= _PROFILE and _USUAL not in profile:
        from PIL.ImageCms import PyCMSError

        try:
            return _transform(profile, image.mode).apply(image)
        except (*DAMAGED, PyCMSError):
            pass
    return image.convert("RGB")


@lru_cache(maxsize=4)
def _transform(profile: bytes, mode: str) -> "ImageCmsTransform":
    """Make ready to convert from a profile: photos of one camera share theirs."""
    from PIL import ImageCms

    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.ImageCmsTransform(source, srgb, mode, "RGB")


def _turned(image: "Image", turn: int) -> "Image":
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(ways[turn]) if turn in ways else image
