"""Universal time as far as it is known, carried from answer to answer by the monotonic clock.

Every answer narrows what is known, and the display stays where it is as long as nothing
contradicts it: seconds neither skip nor stutter because somebody was asked again.
"""

from dataclasses import dataclass

from tui.timekeeping.sample import Sample

DRIFT = 1e-4
"""Seconds that two clocks may part in a second: twice what the quartz of a PC is sold with."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Universal time minus the monotonic clock lies between `low` and `high`, as of `learned`."""

    low: float
    high: float
    learned: float

    @property
    def offset(self) -> float:
        """The best guess: the middle."""
        return (self.low + self.high) / 2

    def at(self, monotonic: float) -> float:
        """Return universal time, in seconds since 1970, at a moment of the monotonic clock."""
        return monotonic + self.offset

    def error(self, monotonic: float) -> float:
        """Return how many seconds the time may be off, either way."""
        return (self.high - self.low) / 2 + self._slack(monotonic)

    def widened(self, monotonic: float) -> "Bounds":
        """Return what is left of the knowledge at a later moment."""
        slack = self._slack(monotonic)
        return Bounds(self.low - slack, self.high + slack, max(monotonic, self.learned))

    def _slack(self, monotonic: float) -> float:
        return DRIFT * max(0.0, monotonic - self.learned)


def bounds_of(sample: Sample) -> Bounds:
    """Return what one answer says, the drift while it was under way included."""
    slack = DRIFT * max(0.0, sample.delay)
    return Bounds(sample.low - slack, sample.high + slack, sample.answered_at)


def learn(known: Bounds | None, sample: Sample) -> Bounds:
    """Combine what was known with a new answer; where they contradict each other, it wins."""
    new = bounds_of(sample)
    if known is None:
        return new
    old = known.widened(new.learned)
    low, high = max(new.low, old.low), min(new.high, old.high)
    return Bounds(low, high, new.learned) if low <= high else new


def contradiction(known: Bounds, sample: Sample) -> float:
    """Return by how many seconds an answer leaves what was known: 0 where both can be true.

    More than 0 where the answer says that it is later.
    """
    new, old = bounds_of(sample), known.widened(sample.answered_at)
    if new.low > old.high:
        return new.low - old.high
    return min(0.0, new.high - old.low)
