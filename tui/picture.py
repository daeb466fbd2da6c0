"""A photo's bytes -> a picture that is ready to be drawn: upright, small, without transparency.

    measure(Path("plage.jpg"))            ->  Facts("JPEG", 3024, 4032)
    load(data)                            ->  Picture(image, facts)
    fit(picture, columns=40, rows=20)     ->  an image for 40 columns and 20 lines of half-cells
    view(picture, 40, 20, zoom=4, centre=(0.5, 0.2))    ->  a part of it, four times as large
    fine(picture, 400, 400, grain=10)     ->  an image for as many pixels of the terminal

Everything here blocks and belongs into a thread; the functions share nothing. What cannot be
drawn raises NoPicture, which says why in words. Pillow is imported when the first picture comes.
"""

import math
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.pictures import FORMATS, PIXELS, TURNED
from tui import light, reasons, tiff
from tui.decoding import DAMAGED, orientation, prepare
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 400
"""Pixels of the longer side of what `load` keeps at least: enough for 400 columns, or 200 lines.
It keeps less than twice as many, in a megabyte on average."""

GREATEST = 8.0
"""Half-cells that a pixel of a photo becomes at most, each way."""

_REACH = 3
"""Pixels of the drawn image whose originals Lanczos looks at, each way."""

BYTES = 512 * 1024 * 1024
"""Bytes of a file that we read a picture from: the greatest photo that a host takes."""


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
    """An RGB image, maybe of fewer pixels, and the facts of its original."""

    image: "Image"
    facts: Facts


def measure(source: Path | bytes) -> Facts:
    """Read the header alone; whether so many pixels can be drawn is not asked."""
    with _opened(source) as image:
        return _facts(image)


def load(source: Path | bytes, side: int = KEPT) -> Picture:
    """Decode, turn upright, keep at least `side` pixels each way. Of an animation: the first."""
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
    drawn = scale(picture.facts, columns, rows, zoom)
    across, down = picture.facts.width * drawn, picture.facts.height * drawn
    seen_across = min(1.0, columns / across)
    seen_down = min(1.0, 2 * rows / down)
    height = 2 * rows if seen_down < 1 else max(2, round(down) // 2 * 2)
    wide = round(across * height / down) if seen_down == 1 else round(across)
    size = (columns if seen_across < 1 else max(1, min(columns, wide)), min(height, 2 * rows))
    return _drawn(picture, size, (*_span(centre[0], seen_across), *_span(centre[1], seen_down)))


def fine(
    picture: Picture,
    width: int,
    height: int,
    grain: float,
    zoom: float = 1.0,
    centre: tuple[float, float] = (0.5, 0.5),
) -> "Image":
    """Draw the same part as `view`, in a box of the terminal's own pixels: `grain` of them are as
    wide as a half-cell.
    """
    facts = picture.facts
    drawn = min(min(width / facts.width, height / facts.height, grain) * zoom, GREATEST * grain)
    across, down = max(1, round(facts.width * drawn)), max(1, round(facts.height * drawn))
    size = min(width, across), min(height, down)
    spans = _span(centre[0], size[0] / across), _span(centre[1], size[1] / down)
    return _drawn(picture, size, (*spans[0], *spans[1]))


def _span(centre: float, share: float) -> tuple[float, float]:
    """Return where a share begins and ends: around the centre, as far as it can be."""
    begin = min(max(centre - share / 2, 0.0), 1.0 - share)
    return begin, min(begin + share, 1.0)


def _drawn(
    picture: Picture, size: tuple[int, int], part: tuple[float, float, float, float]
) -> "Image":
    """Cut out a part (left, right, top, bottom, each from 0 to 1), and draw it in a size."""
    from PIL.Image import Resampling

    image = picture.image
    left, right, top, bottom = (
        share * length
        for share, length in zip(part, (image.width,) * 2 + (image.height,) * 2, strict=True)
    )
    ratio = max((right - left) / size[0], (bottom - top) / size[1])
    margin = math.ceil(_REACH * max(1.0, ratio))
    from_x, from_y = max(0, int(left) - margin), max(0, int(top) - margin)
    to_x = min(image.width, math.ceil(right) + margin)
    to_y = min(image.height, math.ceil(bottom) + margin)
    image = image.crop((from_x, from_y, to_x, to_y))
    box = (left - from_x, top - from_y, right - from_x, bottom - from_y)
    if ratio <= 0.5 and picture.image.width == picture.facts.width:
        return image.resize(size, Resampling.NEAREST, box=box)
    return light.resized(image, size, box)


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
        return reasons.reason(error)
    if any(word in str(error).lower() for word in ("truncated", "end of file", "unexpected end")):
        return _("the file is cut short")
    return _("the file is damaged ({reason})").format(reason=printable(str(error))[:120])


def _facts(image: "Image") -> Facts:
    width, height = image.size
    if orientation(image) in TURNED:
        width, height = height, width
    kind = "JPEG" if image.format == "MPO" else image.format or ""  # telephones put two into one
    return Facts(kind, width, height)
