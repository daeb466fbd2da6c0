"""Universal time as a host tells it, carried from answer to answer by the monotonic clock.

A daytime sentence has whole seconds, so an answer does not say what time it is but between which
two moments it is: the sentence's second begins or ends somewhere around our question. Every answer
narrows that, and the display stays where it is as long as nothing contradicts it: seconds neither
skip nor stutter because somebody was asked again.
"""

from dataclasses import dataclass

from tui.clients.daytime import Reading

DRIFT = 1e-4
"""Seconds that two clocks may part in a second: twice what the quartz of a PC is sold with."""


@dataclass(frozen=True, slots=True)
class HostTime:
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
        return (self.high - self.low) / 2 + DRIFT * max(0.0, monotonic - self.learned)


def learn(known: HostTime | None, reading: Reading) -> HostTime:
    """Combine what was known with a new answer; where they contradict each other, it wins."""
    second = reading.sentence.moment.timestamp() - (reading.sentence.advance or 0.0) / 1000
    low, high = second - reading.answered_at, second + 1 - reading.asked_at
    if known is not None:
        slack = DRIFT * max(0.0, reading.answered_at - known.learned)
        both = max(low, known.low - slack), min(high, known.high + slack)
        if both[0] <= both[1]:
            low, high = both
    return HostTime(low, high, reading.answered_at)
