"""A photo's bytes -> a picture that is ready to be drawn: upright, small, without transparency.

    measure(Path("plage.jpg"))            ->  Facts("JPEG", 3024, 4032)
    load(data)                            ->  Picture(image, facts)
    fit(picture, columns=40, rows=20)     ->  an image for 40 columns and 20 lines of half-cells
    view(picture, 40, 20, zoom=4, centre=(0.5, 0.2))    ->  a part of it, four times as large

Everything here blocks and belongs into a thread; the functions share nothing. What cannot be
drawn raises NoPicture, which says why in words. Pillow is imported when the first picture comes.
"""

import math
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

GREATEST = 8.0
"""Half-cells that a pixel of a photo becomes at most, each way."""

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
    """An RGB image, on no side larger than was asked for, and the facts of its original."""

    image: "Image"
    facts: Facts


def measure(source: Path | bytes) -> Facts:
    """Read the header alone; whether so many pixels can be drawn is not asked."""
    with _opened(source) as image:
        return _facts(image)


def load(source: Path | bytes, side: int = KEPT) -> Picture:
    """Decode, turn upright by EXIF, shrink to at most `side` pixels. Of an animation: the first."""
    with _opened(source) as image:
        facts = _facts(image)
        if facts.width * facts.height > PIXELS:
            words = _("{width} × {height} pixels are more than the {limit} million that we decode")
            raise NoPicture(
                words.format(width=facts.width, height=facts.height, limit=PIXELS // 1_000_000)
            )
        if facts.format == "TIFF":
            return Picture(tiff.load(source, side), facts)
        return Picture(prepare(image, side), facts)


def prepare(image: "Image", side: int) -> "Image":
    """Decode an open image, and make of it what is kept; raises what Pillow does."""
    image.draft("RGB", (side, side))
    image.load()
    return _opaque(_upright(_shrunk(image, side)))


def fit(picture: Picture, columns: int, rows: int) -> "Image":
    """Shrink to an area of half-cells, each cell 1 × 2 pixels: in proportion, of even height."""
    return view(picture, columns, rows)


def scale(facts: Facts, columns: int, rows: int, zoom: float = 1.0) -> float:
    """Tell how large a pixel of the photo is drawn: 1.0 is half a cell. At most `GREATEST`."""
    whole = min(columns / facts.width, 2 * rows / facts.height, 1.0)
    return min(whole * zoom, GREATEST)


def side(facts: Facts, columns: int, rows: int, zoom: float = 1.0) -> int:
    """Tell what to `load` for a view that is as sharp as it can be."""
    drawn = min(1.0, scale(facts, columns, rows, zoom))
    return max(1, math.ceil(max(facts.width, facts.height) * drawn))


def view(
    picture: Picture,
    columns: int,
    rows: int,
    zoom: float = 1.0,
    centre: tuple[float, float] = (0.5, 0.5),
) -> "Image":
    """Draw the part around `centre` (0 to 1 of width and height) that fills an area of half-cells.

    Zoom 1 shows all of the picture, which is never enlarged for that.
    """
    from PIL.Image import Resampling

    image, drawn = picture.image, scale(picture.facts, columns, rows, zoom)
    across, down = picture.facts.width * drawn, picture.facts.height * drawn
    height = max(2, min(2 * rows, round(down)) // 2 * 2)
    width = max(1, min(columns, round(across * height / down if down <= 2 * rows else across)))
    left, right = _span(centre[0], min(1.0, width / across), image.width)
    top, bottom = _span(centre[1], min(1.0, height / down), image.height)
    return image.resize((width, height), Resampling.LANCZOS, box=(left, top, right, bottom))


def _span(centre: float, share: float, length: int) -> tuple[float, float]:
    """Return where a share of a length begins and ends: around the centre, as far as it can be."""
    begin = min(max(centre - share / 2, 0.0), 1.0 - share)
    return begin * length, min((begin + share) * length, float(length))


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


def _shrunk(image: "Image", side: int) -> "Image":
    """Shrink to `side`, first by leaving out pixels where there are very many."""
    from PIL.Image import Resampling

    if image.width * image.height > _DECODED:
        step = (image.width * image.height / _DECODED) ** 0.5
        thin = (max(1, int(image.width / step)), max(1, int(image.height / step)))
        image = image.resize(thin, Resampling.NEAREST)
    scale = min(side / image.width, side / image.height, 1.0)
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
