"""A photo's file -> a small JPEG: upright, in sRGB, without transparency; of an animation, one.

    reduce(file, (320, 240))     ->  the bytes of a JPEG that fits into 320 × 240 pixels

This runs in the thumbnailer's process alone, where damaged files can do no harm. What is no
picture raises NotAPicture. Only the header is read before the number of pixels is known.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms
from PIL.ExifTags import Base

from protocol import pictures
from protocol.pictures import NotAPicture

QUALITY = 82
"""Of the JPEG: 320 × 240 pixels in some 15 KB, and nobody sees the loss."""

_SHARP = 1.5
"""The JPEG decoder leaves so many times the size wanted, for the careful filter to end with."""

_COPIED = 16_000_000
"""Pixels above which a picture with transparency or a palette is thinned out before it is shrunk:
each step in between would cost a copy of it."""

_PROFILE = 4 * 1024 * 1024
"""Bytes of a colour profile that is honoured; those of printers have 2 MB."""

_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    AttributeError,
    RuntimeError,
    struct.error,
    ImageCms.PyCMSError,
)
"""What Pillow raises over damaged files of the formats that are tried."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By EXIF orientation; 1 is upright."""


def reduce(file: BinaryIO, box: tuple[int, int]) -> bytes:
    """Return the JPEG. A picture that is smaller than the box keeps its size."""
    with _opened(file) as image:
        width, height = image.size
        if width * height > pictures.PIXELS:
            raise NotAPicture(f"{width} x {height} pixels are too many")
        orientation = _orientation(image)
        if orientation in pictures.TURNED:
            box = box[1], box[0]
        size = pictures.fit(image.size, box)
        profile = image.info.get("icc_profile")
        image.draft("RGB", (int(size[0] * _SHARP), int(size[1] * _SHARP)))
        image.load()
        small = _shrunk(image, size)
        if orientation in _UPRIGHT:
            small = small.transpose(_UPRIGHT[orientation])
        written = BytesIO()
        _opaque(small, profile).save(written, "JPEG", quality=QUALITY)
        return written.getvalue()


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Image.Image]:
    """Open with the formats that we allow; whatever Pillow says is one error."""
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, and not at a warning
    try:
        with (
            warnings.catch_warnings(action="ignore"),  # of what is broken and can yet be read
            Image.open(file, formats=pictures.FORMATS) as image,
        ):
            yield image
    except _DAMAGED as error:
        raise NotAPicture(f"{type(error).__name__}: {error}"[:200]) from error


def _orientation(image: Image.Image) -> int:
    """Tell how it must be turned; Pillow turns a TIFF itself."""
    if image.format == "TIFF":
        return 1
    try:
        return int(image.getexif().get(Base.Orientation, 1))
    except _DAMAGED:
        return 1


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Shrink to the size, in one of the modes L, RGB, RGBA, CMYK."""
    if image.mode[0] in "IF":
        return _eight_bits(image.resize(size, Image.Resampling.LANCZOS))
    clear = image.has_transparency_data
    if clear or image.mode not in ("L", "RGB", "CMYK"):
        image = _thinned(image).convert("RGBA" if clear else "RGB")
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _thinned(image: Image.Image) -> Image.Image:
    """Leave out pixels where there are very many."""
    if image.width * image.height <= _COPIED:
        return image
    scale = (_COPIED / (image.width * image.height)) ** 0.5
    size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    return image.resize(size, Image.Resampling.NEAREST)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Spread deep greys, as scanners and microscopes give them, over what a screen can show."""
    deep = image.convert("I").convert("F") if image.mode.startswith("I;") else image.convert("F")
    low, high = (edge for edge in deep.getextrema() if isinstance(edge, float))
    scale = 255 / (high - low or 1)
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _opaque(image: Image.Image, profile: object) -> Image.Image:
    """Bring the colours into sRGB, and put a neutral ground behind what is transparent."""
    if image.mode != "RGBA":
        return _in_srgb(image, profile)
    picture = Image.new("RGB", image.size, pictures.GROUND)
    picture.paste(_in_srgb(image.convert("RGB"), profile), mask=image.getchannel("A"))
    return picture


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Follow the colour profile, if there is one that fits the picture; else the colours stay."""
    if isinstance(profile, bytes) and 0 < len(profile) <= _PROFILE:
        try:
            return _transform(profile, image.mode).apply(image)
        except _DAMAGED:
            pass
    return image.convert("RGB")


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    """Make ready to convert from a profile: photos of one camera share theirs."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.ImageCmsTransform(source, _srgb(), mode, "RGB")


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
