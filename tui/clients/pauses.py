"""How long to wait: before the next try, longer each time; before the next line of many."""

from collections.abc import Callable, Iterator
from random import random as chance

FIRST = 1.0
"""Seconds before the second try: a service that is started again is back within one or two."""

LONGEST = 30.0
"""Seconds between two tries however long it lasts: a person does not wait longer for a host that
is back, and 1,024 programs that wait for it ask it 34 times a second."""

JITTER = 0.25
"""The part of a pause that chance decides: a host that was started again is not asked by everybody
in the same instant."""

BURST = 15
"""Lines sent at once: a service lets 20 pass."""

EVERY = 0.125
"""Seconds between two lines once the burst is spent: a service lets 10 pass in a second."""


def pauses(random: Callable[[], float] = chance) -> Iterator[float]:
    """Yield 1, 2, 4, 8, 16, 30, 30 … seconds for ever, each shortened by up to `JITTER` of itself.

    `random` returns numbers from 0 to 1.
    """
    pause = FIRST
    while True:
        yield pause * (1.0 - JITTER * random())
        pause = min(pause * 2, LONGEST)


class Pace:
    """How long to hold a line back, so that a burst does not break a service's limit of speed."""

    def __init__(self, burst: int = BURST, every: float = EVERY) -> None:
        self._ahead = burst * every
        self._every = every
        self._due = float("-inf")

    def delay(self, now: float) -> float:
        """Return the seconds to wait before the next line; `now` is a monotonic clock's."""
        self._due = max(self._due, now - self._ahead) + self._every
        return max(0.0, self._due - now)
