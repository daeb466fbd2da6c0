"""What a photo says of itself: when, with what, and where it was taken."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.pictures import FORMATS
from tui.decoding import DAMAGED
from tui.numbers import decimal
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from PIL.Image import Exif as Directory
    from PIL.Image import Image

_EXIF, _GPS = 0x8769, 0x8825
_MAKE, _MODEL, _DATE = 0x010F, 0x0110, 0x0132
_EXPOSURE, _APERTURE, _SPEED, _DATE_TAKEN = 0x829A, 0x829D, 0x8827, 0x9003
_FOCAL, _FOCAL_35, _LENS = 0x920A, 0xA405, 0xA434
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

WORDS = 120
"""Characters of a camera's or a lens's name that are shown: a line of the panel, and more."""


@dataclass(frozen=True, slots=True)
class Exif:
    """What was found; all texts are safe to draw, "" and None are unknown.

    `taken` is the camera's own time, which knows no zone. `position` is latitude and longitude in
    degrees; `placed` is true where there is position data at all, were it incomplete.
    """

    taken: datetime | None = None
    camera: str = ""
    lens: str = ""
    exposure: str = ""
    position: tuple[float, float] | None = None
    placed: bool = False


def read(source: Path | bytes) -> Exif:
    """Read what there is; nothing where there is none, or the file is damaged.

    The first part of a file may do: JPEGs have it there.
    """
    try:
        with _opened(source) as image:
            return _of(image.getexif())
    except DAMAGED:
        return Exif()


def words(position: tuple[float, float]) -> str:
    """Say a place on Earth: `48.85837° N, 2.29448° E`."""
    latitude, longitude = position
    return _("{latitude}° {north_or_south}, {longitude}° {east_or_west}").format(
        latitude=decimal(abs(latitude), ".5f"),
        north_or_south=_("N") if latitude >= 0 else _("S"),
        longitude=decimal(abs(longitude), ".5f"),
        east_or_west=_("E") if longitude >= 0 else _("W"),
    )


@contextmanager
def _opened(source: Path | bytes) -> Iterator["Image"]:
    from PIL import Image

    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = None  # nothing is decoded here
    file = BytesIO(source) if isinstance(source, bytes) else source
    with Image.open(file, formats=FORMATS) as image:
        yield image


def _of(found: "Directory") -> Exif:
    details, places = found.get_ifd(_EXIF), found.get_ifd(_GPS)
    maker, model = _text(found.get(_MAKE)), _text(found.get(_MODEL))
    told = model.lower().startswith(maker.lower())
    return Exif(
        taken=_moment(_text(details.get(_DATE_TAKEN) or found.get(_DATE))),
        camera=model if told else f"{maker} {model}".strip(),
        lens=_text(details.get(_LENS)),
        exposure=_exposure(details),
        position=_position(places),
        placed=bool(places),
    )


def _text(value: object) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    return printable(" ".join(text.split("\0")[0].split()))[:WORDS] if isinstance(text, str) else ""


def _moment(text: str) -> datetime | None:
    """Understand `2017:08:22 14:57:08`."""
    with suppress(ValueError):
        return datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the camera's own time knows no zone
    return None


def _exposure(details: dict[int, object]) -> str:
    """Say how it was taken: `1/250 s  f/2.8  ISO 100  35 mm`."""
    seconds, aperture = _number(details.get(_EXPOSURE)), _number(details.get(_APERTURE))
    speed = details.get(_SPEED)
    speed = _number(speed[0] if isinstance(speed, tuple) and speed else speed)
    focal, focal_35 = _number(details.get(_FOCAL)), _number(details.get(_FOCAL_35))
    said = []
    if seconds:
        said.append(f"{decimal(seconds, '.3g')} s" if seconds >= 0.3 else f"1/{1 / seconds:.0f} s")
    if aperture:
        said.append(f"f/{decimal(aperture, '.3g')}")
    if speed:
        said.append(f"ISO {speed:.0f}")
    if focal:
        length = f"{decimal(focal, '.3g')} mm"
        said.append(f"{length} (≙ {focal_35:.0f} mm)" if focal_35 else length)
    return "  ".join(said)


def _number(value: object) -> float:
    """Return a number above zero and within what a camera knows, else 0."""
    try:
        number = float(value)  # type: ignore[arg-type]  # Pillow's rationals, integers, or anything
    except (TypeError, ValueError, ArithmeticError):
        return 0.0
    return number if 1e-6 < number < 1e7 else 0.0


def _position(places: dict[int, object]) -> tuple[float, float] | None:
    latitude = _degrees(places.get(_LATITUDE), places.get(_LATITUDE_REF), "S")
    longitude = _degrees(places.get(_LONGITUDE), places.get(_LONGITUDE_REF), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _degrees(value: object, reference: object, negative: str) -> float | None:
    """Understand degrees, minutes and seconds, and which half of the globe they are in."""
    if not isinstance(value, tuple) or not 1 <= len(value) <= 3:
        return None
    try:
        parts = [float(part) for part in value]
    except (TypeError, ValueError, ArithmeticError):
        return None
    degrees = sum(part / 60**place for place, part in enumerate(parts))
    return (-degrees if _text(reference).upper() == negative else degrees) if degrees >= 0 else None
