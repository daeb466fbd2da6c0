"""How often a source may be asked: never too often, less often when it does not answer.

A service of whole seconds is best asked when, by what is known, its second just begins: the
answer then halves what is not known.
"""

from collections.abc import Callable
from math import ceil, inf

from protocol.places import Kind

FLOORS = {Kind.DAYTIME: 4.0, Kind.TIME: 4.0, Kind.SNTP: 16.0}
"""Seconds between two questions to one server, at the least. NIST bans who asks it more often than
every 4 s; RFC 4330, section 10, asks for 15 s."""

MARGIN = 0.1
"""Seconds above the floor: whoever sends the question takes the moment a little later than we."""

QUICK = 4
"""Questions at the beginning that come faster, so that a minute is enough for a good answer."""

JITTER = 0.1
"""The part of an interval that chance adds: nobody asks in step with everybody else."""

LONGEST = 1024.0
"""Seconds between two questions to a source that does not answer, or that asked to be spared."""

SPARED = 86400.0
"""Seconds between two questions, at the most, however often a source asks to be spared."""


class Manners:
    """When one source may be asked again. Moments are the monotonic clock's."""

    def __init__(self, kind: Kind, interval: float, chance: Callable[[], float]) -> None:
        self.floor = FLOORS[kind] + MARGIN
        self.interval = max(interval, self.floor)
        """Seconds between two questions as a rule; grows where the source asks for that."""
        self._chance = chance
        self._asked = -inf
        self._answers = 0
        self._misses = 0
        self._spared = 0.0
        self._due = -inf

    def ask(self, monotonic: float) -> None:
        """A question leaves; whatever comes of it, the next is not before the floor."""
        self._asked, self._due = monotonic, monotonic + self.interval

    def answered(self, *, again: bool = False) -> None:
        """An answer came; `again` where it wants another soon."""
        self._misses, self._answers = 0, self._answers + 1
        quick = again or self._answers <= QUICK
        pause = min(max(2 * self.floor, self._spared), self.interval) if quick else self.interval
        self._due = self._asked + pause * (1 + JITTER * self._chance())

    def missed(self) -> None:
        """No answer came: ask later, and later each time."""
        longest = max(self.interval, min(4 * self.interval, LONGEST))
        pause = max(min(self.floor * 2.0 ** min(self._misses, 20), longest), self._spared)
        self._misses += 1
        self._due = self._asked + pause * (1 + JITTER * self._chance())

    def spare(self) -> None:
        """The source asks to be asked less often: half as often from now on."""
        self._spared = self.interval = min(max(2 * self.interval, 2 * self.floor), SPARED)
        self._due = self._asked + self.interval * (1 + JITTER * self._chance())

    def stop(self) -> None:
        """The source does not want to be asked at all."""
        self._due = inf

    def hurry(self, monotonic: float) -> None:
        """Ask as soon as that is allowed, where it is allowed at all."""
        if self._due < inf:
            self._due = max(monotonic, self._asked + max(self.floor, self._spared))

    def meet(self, offset: float, journey: float) -> None:
        """Put the question off by less than a second, so that it arrives as a second begins.

        `offset` is universal time minus the monotonic clock, `journey` the seconds to the source.
        """
        if self._due < inf:
            arrival = self._due + offset + journey
            late = ceil(arrival) - arrival
            self._due += late

    def due_in(self, monotonic: float) -> float:
        """Return the seconds until the next question, 0 for at once, infinity for never."""
        return max(0.0, self._due - monotonic, self._asked + self.floor - monotonic)
