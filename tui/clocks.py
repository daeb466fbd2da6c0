"""The clocks of this machine, for whoever is given them; a test gives others."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import random

CLOSE = 0.001
"""Seconds within which clocks are read that are compared: a process may be held in between."""

TRIES = 5
"""Readings until one is taken as it is: a machine that is that busy is late in everything."""


def boot_clock() -> float | None:
    """Read the clock that runs also while the machine sleeps; None where there is none.

    On macOS that is CLOCK_MONOTONIC, which is not what `time.monotonic` reads there.
    """
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return None


@dataclass(frozen=True, slots=True)
class Clocks:
    """One that only ever runs, the one that people set, and one that runs in sleep too.

    `chance` returns numbers from 0 to 1: not everybody asks at the same moment.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    chance: Callable[[], float] = random
    boot: Callable[[], float | None] = boot_clock
    """None on a system that has no such clock."""

    def together(self) -> tuple[float, float, float | None]:
        """Read the monotonic, the wall and the boot clock at one moment."""
        for _ in range(TRIES):
            before = self.monotonic()
            wall, booted = self.wall(), self.boot()
            if self.monotonic() - before < CLOSE:
                break
        return before, wall, booted

    def steady(self) -> float:
        """Return a moment of the best clock for spans that a person measures."""
        booted = self.boot()
        return self.monotonic() if booted is None else booted
