"""A second hand: draws each second as it begins, by whatever clock it is given."""

from collections.abc import Callable
from math import floor

from textual.message_pump import MessagePump
from textual.timer import Timer

SHORTEST = 0.001
"""Seconds: a timer of Textual must not be set to none at all."""

LONGEST = 2.0
"""Seconds until the clock is looked at again, whatever it said: it may have been set meanwhile."""


class Ticker:
    """Calls `draw` with the second, once for each; the next look is when the next one begins.

    `now` returns seconds and their fraction. A clock that goes back by a second or less holds the
    display until it has caught up, so that no second is seen twice.
    """

    def __init__(
        self, pump: MessagePump, now: Callable[[], float], draw: Callable[[int], None]
    ) -> None:
        self._pump = pump
        self._now = now
        self._draw = draw
        self._timer: Timer | None = None
        self._shown: int | None = None

    def begin(self) -> None:
        """Draw by a clock that may be another than before: there is no second to hold."""
        self._shown = None
        self.tick()

    def tick(self, *, anyway: bool = False) -> None:
        """Look at the clock, draw where a new second began or `anyway`, come back for the next."""
        now = self._now()
        second = floor(now)
        if self._shown is not None and second == self._shown - 1:
            second = self._shown
        if anyway or second != self._shown:
            self._shown = second
            self._draw(second)
        if self._timer is not None:
            self._timer.stop()
        delay = min(max(SHORTEST, second + 1 - self._now()), LONGEST)
        self._timer = self._pump.set_timer(delay, self.tick)
