"""What a picture may be for both sides: the formats that are tried, how large, how it is fitted.

Numbers and words alone; whoever decodes brings the library.
"""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""What is tried: Pillow knows many more, some of which run other programs."""

PIXELS = 100_000_000
"""Pixels of a picture that we decode: 300 MB of memory, and more than any camera of a lab takes."""

GROUND = (118, 118, 118)
"""Behind what is transparent: the grey on which black signs and white ones are both seen."""

TURNED = frozenset({5, 6, 7, 8})
"""The EXIF orientations in which width and height change places."""


class NotAPicture(Exception):
    """The bytes are no picture that we show; the text says why, for a log."""


def fit(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Return the greatest size within the box in the proportions of `size`, and not above it."""
    width, height = size
    scale = min(box[0] / width, box[1] / height, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))
