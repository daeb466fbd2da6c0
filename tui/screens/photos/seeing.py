"""Bytes, here or come from the archive -> what is seen. All of it but `box` belongs into a thread.

Words take the place of pictures that cannot be drawn.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from protocol.pictures import fit
from tui.clients.archive.digests import read_digest
from tui.clients.archive.photo import Photo
from tui.clients.failure import Failure, Step
from tui.exif import Exif
from tui.exif import read as read_exif
from tui.failures import sentence
from tui.picture import Facts, NoPicture, Picture, load, measure, side
from tui.reasons import reason
from tui.screens.photos.sights import MOST, Frame, Seen
from tui.words import _

THUMBNAIL = 1024
"""Pixels of the greatest thumbnail that an archive makes."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a photo says of itself; `words` says why there is nothing."""

    exif: Exif | None = None
    sha256: str | None = None
    words: str = ""


def describe(source: Path | bytes, given_up: threading.Event) -> Description:
    """Read what a photo says of itself; of a file, the digest too, unless nobody waits for it."""
    found = read_exif(source)
    if isinstance(source, bytes):
        return Description(found)
    try:
        return Description(found, read_digest(source, given_up))
    except OSError as error:
        return Description(found, words=reason(error))


def see(source: Path | bytes, frame: Frame) -> Seen:
    """Decode as many pixels as the frame can show."""

    def decode() -> Picture:
        facts = measure(source)
        return load(source, min(MOST, side(facts, frame.columns, frame.rows, frame.zoom)))

    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
    except OSError:  # which decoding finds too, and says in words
        size = None
    return _said(decode, size)


def see_thumbnail(data: bytes, photo: Photo) -> Seen:
    """Decode a thumbnail; the facts are those of the photo where the archive knows them."""

    def decode() -> Picture:
        small = load(data, THUMBNAIL)
        if not (width := photo.width) or not (height := photo.height):
            return small
        if abs(width / height - small.image.width / small.image.height) > 0.1 * width / height:
            return small  # the list is older than the photo
        kind = (photo.type or "").rpartition("/")[2].upper()
        return Picture(small.image, Facts(kind, width, height))

    return _said(decode, photo.size, sure=photo.width is not None)


def box(photo: Photo, frame: Frame) -> tuple[int, int] | None:
    """Return the size of the thumbnail that the frame can show; None where it takes the photo."""
    area = round(frame.columns * frame.zoom), round(2 * frame.rows * frame.zoom)
    if photo.width and photo.height:
        area = fit((photo.width, photo.height), area)
    elif frame.zoom > 1:  # whether there is more than a small picture shows is not known
        return None
    elif frame.zoom == 1:
        area = min(area[0], THUMBNAIL), min(area[1], THUMBNAIL)
    return area if max(area) <= THUMBNAIL else None


def refused(failure: Failure, size: int | None) -> Seen:
    """Say why the archive gives no picture."""
    if failure.step is Step.REFUSED and failure.code == "image":
        words = _("This is no picture that the archive can draw.")
        return Seen(None, words, size)
    return Seen(None, sentence(failure), size, lasting=False)


def _said(decode: Callable[[], Picture], size: int | None, *, sure: bool = True) -> Seen:
    try:
        return Seen(decode(), "", size, sure)
    except NoPicture as no:
        words = _("This is no picture we can draw: {reason}.").format(reason=no)
        return Seen(None, words, size)
