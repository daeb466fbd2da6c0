"""The clocks of this machine that the screen is given; a test gives others."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import random

if sys.platform == "linux":

    def _boot() -> float | None:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

else:

    def _boot() -> float | None:
        return None


@dataclass(frozen=True, slots=True)
class Clocks:
    """One that only ever runs, the one that people set, and one that runs while we sleep.

    `chance` returns numbers from 0 to 1. By it not everybody asks at the same moment.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    chance: Callable[[], float] = random
    boot: Callable[[], float | None] = _boot
    """None on a system that has no such clock."""

    def steady(self) -> float:
        """Return a moment of the best clock for spans that a person measures."""
        boot = self.boot()
        return self.monotonic() if boot is None else boot
