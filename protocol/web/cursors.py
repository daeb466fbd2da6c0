"""Where a page of the list begins: after a photo, or after the place at which that stood.

    S: "next": "plage.jpg"                        by name
    S: "next": "1503413828000000000/plage.jpg"    by time and size: a photo may change, or go

No photo's name has a `/`, so the two cannot be mistaken for each other.
"""

import re
from dataclasses import dataclass

from protocol import names

_PLACED = re.compile(r"(-?[0-9]{1,21})/(.*)", re.ASCII | re.DOTALL)
"""The year 9999 has 21 digits, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The photo at which a page ended; `place` is when or how large it was then."""

    name: str
    place: int | None = None


def parse_cursor(text: str) -> Cursor:
    """Read an `after`; raises RemoteProtocolError `nom`."""
    if match := _PLACED.fullmatch(text):
        return Cursor(names.photo(match[2]), int(match[1]))
    return Cursor(names.photo(text))


def render_cursor(cursor: Cursor) -> str:
    """Write a `next`, the inverse of `parse_cursor`."""
    return cursor.name if cursor.place is None else f"{cursor.place}/{cursor.name}"
