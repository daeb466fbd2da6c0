"""Where most of several intervals meet: whoever does not take part is wrong, if most are right.

Keith Marzullo's algorithm as RFC 5905, section 11.2.1, uses it, with the honest answer where two
places are met by equally many: everything from the first to the last of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The place that most intervals have in common."""

    low: float
    high: float
    members: tuple[int, ...]
    """Which intervals take part, by their number."""
    places: int
    """In how many separate places equally many meet; more than 1: it is not known which."""

    def majority(self, number: int) -> bool:
        """Do more than half of `number` agree, and on one place?"""
        return self.places == 1 and 2 * len(self.members) > number


def agree(intervals: Sequence[Interval]) -> Agreement:
    """Find where most intervals meet; there must be at least one."""
    ends = sorted(
        [(low, 0, index) for index, (low, _) in enumerate(intervals)]
        + [(high, 1, index) for index, (_, high) in enumerate(intervals)]
    )
    inside: set[int] = set()
    most: list[tuple[float, frozenset[int]]] = []
    count = 0
    for place, leaving, index in ends:
        if leaving:
            inside.discard(index)
            continue
        inside.add(index)
        if len(inside) > count:
            count, most = len(inside), []
        if len(inside) == count:
            most.append((place, frozenset(inside)))
    low, members = most[0]
    high = min(intervals[index][1] for index in most[-1][1])
    return Agreement(low, high, tuple(sorted(members)), len(most))
