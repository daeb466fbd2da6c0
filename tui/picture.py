"""A photo's bytes -> a picture that is ready to be drawn: upright, small, without transparency.

    measure(Path("plage.jpg"))            ->  Facts("JPEG", 3024, 4032)
    load(data)                            ->  Picture(image, facts)
    fit(picture, columns=40, rows=20)     ->  an image for 40 columns and 20 lines of half-cells

Everything here blocks and belongs into a thread; the functions share nothing. What cannot be
drawn raises NoPicture, which says why in words. Pillow is imported when the first picture comes.
"""

import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.pictures import FORMATS, GROUND, PIXELS, TURNED
from tui import tiff
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 640
"""Pixels of the longer side of what `load` keeps: enough for 640 columns, or 320 lines."""

BYTES = 512 * 1024 * 1024
"""Bytes of a file that we read a picture from: the greatest photo that a host takes."""

_DECODED = 16_000_000
"""Pixels above which a picture is thinned out before it is shrunk with care: each of the steps
in between would cost a copy of it."""

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


class NoPicture(Exception):
    """The file cannot be drawn; the text says why, in words that are safe to show."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says it is: its format, and its size as one sees it, upright."""

    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """An RGB image of at most `KEPT` pixels on each side, and the facts of its original."""

    image: "Image"
    facts: Facts


def measure(source: Path | bytes) -> Facts:
    """Read the header alone; whether so many pixels can be drawn is not asked."""
    with _opened(source) as image:
        return _facts(image)


def load(source: Path | bytes) -> Picture:
    """Decode, turn upright by EXIF, shrink to at most `KEPT` pixels. Of an animation: the first."""
    with _opened(source) as image:
        facts = _facts(image)
        if facts.width * facts.height > PIXELS:
            words = _("{width} × {height} pixels are more than the {limit} million that we decode")
            raise NoPicture(
                words.format(width=facts.width, height=facts.height, limit=PIXELS // 1_000_000)
            )
        if facts.format == "TIFF":
            return Picture(tiff.load(source), facts)
        return Picture(prepare(image), facts)


def prepare(image: "Image") -> "Image":
    """Decode an open image, and make of it what is kept; raises what Pillow does."""
    image.draft("RGB", (KEPT, KEPT))
    image.load()
    return _opaque(_upright(_shrunk(image)))


def fit(picture: Picture, columns: int, rows: int) -> "Image":
    """Shrink to an area of half-cells, each cell 1 × 2 pixels: in proportion, of even height."""
    from PIL.Image import Resampling

    image = picture.image
    scale = min(columns / image.width, 2 * rows / image.height, 1.0)
    height = max(2, round(image.height * scale) // 2 * 2)
    width = max(1, min(columns, round(image.width * height / image.height)))
    return image.resize((width, height), Resampling.LANCZOS)


@contextmanager
def _opened(source: Path | bytes) -> Iterator["Image"]:
    """Open with the formats that we allow; whatever Pillow says becomes words."""
    from PIL import Image, UnidentifiedImageError

    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, and not at a warning
    try:
        with Image.open(_file(source), formats=FORMATS) as image:
            yield image
    except UnidentifiedImageError:
        words = _("its bytes are none of {formats}")
        raise NoPicture(words.format(formats=", ".join(FORMATS))) from None
    except DAMAGED as error:
        raise NoPicture(reason(error)) from error


def _file(source: Path | bytes) -> Path | BytesIO:
    if isinstance(source, bytes):
        return BytesIO(source)
    facts = source.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise NoPicture(_("it is not a file"))
    if facts.st_size > BYTES:
        raise NoPicture(_("the file is larger than {limit} MiB").format(limit=BYTES >> 20))
    return source


def reason(error: BaseException) -> str:
    """Say in words what Pillow found."""
    if isinstance(error, OSError) and error.strerror:
        return printable(error.strerror)
    if any(word in str(error).lower() for word in ("truncated", "end of file", "unexpected end")):
        return _("the file is cut short")
    return _("the file is damaged ({reason})").format(reason=printable(str(error))[:120])


def _facts(image: "Image") -> Facts:
    width, height = image.size
    if image.format != "TIFF" and _orientation(image) in TURNED:  # Pillow turns a TIFF itself
        width, height = height, width
    kind = "JPEG" if image.format == "MPO" else image.format or ""  # telephones put two into one
    return Facts(kind, width, height)


def _orientation(image: "Image") -> int:
    from PIL.ExifTags import Base

    try:
        return int(image.getexif().get(Base.Orientation, 1))
    except DAMAGED:
        return 1


def _shrunk(image: "Image") -> "Image":
    """Shrink to `KEPT`, first by leaving out pixels where there are very many."""
    from PIL.Image import Resampling

    if image.width * image.height > _DECODED:
        step = (image.width * image.height / _DECODED) ** 0.5
        thin = (max(1, int(image.width / step)), max(1, int(image.height / step)))
        image = image.resize(thin, Resampling.NEAREST)
    scale = min(KEPT / image.width, KEPT / image.height, 1.0)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if image.mode[0] in "IF":
        return _eight_bits(image.resize(size, Resampling.LANCZOS))
    clear = image.has_transparency_data
    return image.convert("RGBA" if clear else "RGB").resize(size, Resampling.LANCZOS)


def _eight_bits(image: "Image") -> "Image":
    """Spread deep greys, as scanners and microscopes give them, over what a screen can show."""
    deep = image.convert("I").convert("F") if image.mode.startswith("I;") else image.convert("F")
    low, high = (edge for edge in deep.getextrema() if isinstance(edge, float))
    scale = 255 / (high - low or 1)
    return deep.point(lambda value: value * scale - low * scale).convert("L").convert("RGB")


def _upright(image: "Image") -> "Image":
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except DAMAGED:  # a picture with a damaged EXIF block is a picture all the same
        return image


def _opaque(image: "Image") -> "Image":
    if image.mode == "RGB":
        return image
    from PIL import Image

    ground = Image.new("RGBA", image.size, (*GROUND, 255))
    ground.alpha_composite(image)
    return ground.convert("RGB")
