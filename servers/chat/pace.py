"""How fast one session may speak: a burst, then so many messages a second.

Whoever does not stop is listened to less and less: the session rests before it reads on, and the
system's own flow control reaches the one who floods. Time comes in as an argument; no lock, since
a pace belongs to its session's thread.
"""

import time
from collections.abc import Callable

REST = 1.0
"""Seconds without listening once as many messages were refused as a burst holds: a refusal costs
as much as a message, so refusals have a pace too."""

EMPTY = 8
"""Empty lines that cost as much time as one refusal."""


class Pace:
    """One session's speed; `per_second` 0 means that there is no limit."""

    def __init__(
        self, burst: int, per_second: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._tokens = float(burst)
        self._refilled = clock()
        self._refused = 0.0

    def allows(self) -> bool:
        """Spend the time of one message, if there is any to spend."""
        if not self._per_second:
            return True
        self._refill()
        if self._tokens < 1:
            self._refused += 1
            return False
        self._tokens -= 1
        return True

    def has(self, messages: int) -> bool:
        """Say whether there is the time of so many messages."""
        if not self._per_second:
            return True
        self._refill()
        return self._tokens >= messages

    def spend(self, messages: int) -> None:
        """Spend the time of so many messages, which there is."""
        if self._per_second:
            self._tokens -= messages

    def waste(self, lines: int) -> None:
        """Note that so many lines were empty."""
        if self._per_second:
            self._refused += lines / EMPTY

    def rest(self) -> float:
        """Return for how many seconds the session should not listen."""
        if self._refused < self._burst:
            return 0.0
        self._refused = 0.0
        return REST

    def _refill(self) -> None:
        now = self._clock()
        self._tokens += (now - self._refilled) * self._per_second
        self._refilled = now
        if self._tokens >= self._burst:
            self._tokens = float(self._burst)
            self._refused = 0.0
