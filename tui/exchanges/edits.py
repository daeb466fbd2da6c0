"""What was taken out and put in between two lists of lines (Myers, 1986), with bounded work.

Begin and end that are the same are found at once. Between them at most `MOST` lines may differ;
where more do, all of what is between is taken out and put in, and the second value says so.
"""

from collections.abc import Hashable, Sequence
from enum import Enum

MOST = 400
"""Lines that may differ: looking for more costs their square, and nobody reads them."""


class Edit(Enum):
    """What becomes of a line."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"


Edits = list[tuple[Edit, int]]
"""Each with the line's place: of what is put in, in the second list, of the others in the first."""


def edits(one: Sequence[Hashable], other: Sequence[Hashable]) -> tuple[Edits, bool]:
    """Return how the first becomes the second, and whether all of it was found."""
    known: dict[Hashable, int] = {}
    left = [known.setdefault(line, len(known)) for line in one]
    right = [known.setdefault(line, len(known)) for line in other]
    start = _same(left, right)
    end = _same(left[start:][::-1], right[start:][::-1])
    middle = _between(left[start : len(left) - end], right[start : len(right) - end])
    whole = middle is not None
    if middle is None:
        middle = [(Edit.OUT, place) for place in range(len(left) - start - end)]
        middle += [(Edit.IN, place) for place in range(len(right) - start - end)]
    first: Edits = [(Edit.KEPT, place) for place in range(start)]
    last: Edits = [(Edit.KEPT, place) for place in range(len(left) - end, len(left))]
    return first + [(edit, place + start) for edit, place in middle] + last, whole


def _same(one: list[int], other: list[int]) -> int:
    """Count what is the same at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    least = min(len(one), len(other))
    return next((place for place, (a, b) in pairs if a != b), least)


def _between(one: list[int], other: list[int]) -> Edits | None:
    """Find the fewest edits; None where they are too many.

    `furthest[k]` is how far one comes in the first list on the diagonal k with so many edits.
    """
    furthest, past = {1: 0}, list[dict[int, int]]()
    for number in range(min(MOST, len(one) + len(other)) + 1):
        past.append(dict(furthest))
        for diagonal in range(-number, number + 1, 2):
            x = _step(furthest, diagonal, number)
            while x < len(one) and x - diagonal < len(other) and one[x] == other[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(one) and x - diagonal >= len(other):
                return _back(past, len(one), len(other))
    return None


def _step(furthest: dict[int, int], diagonal: int, number: int) -> int:
    if _goes_down(furthest, diagonal, number):
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _back(past: list[dict[int, int]], x: int, y: int) -> Edits:
    """Go back along the way that was found."""
    made: Edits = []
    for number in range(len(past) - 1, -1, -1):
        furthest, diagonal = past[number], x - y
        begin = _step(furthest, diagonal, number) if number else 0
        while x > begin:
            x -= 1
            made.append((Edit.KEPT, x))
        y = x - diagonal
        if not number:
            break
        if _goes_down(furthest, diagonal, number):
            y -= 1
            made.append((Edit.IN, y))
        else:
            x -= 1
            made.append((Edit.OUT, x))
    return made[::-1]


def _goes_down(furthest: dict[int, int], diagonal: int, number: int) -> bool:
    return diagonal == -number or (
        diagonal != number and furthest[diagonal - 1] < furthest[diagonal + 1]
    )
