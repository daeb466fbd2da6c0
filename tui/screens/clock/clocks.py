"""The clocks of this machine that the screen is given; a test gives others."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import random


@dataclass(frozen=True, slots=True)
class Clocks:
    """One that only ever runs, and the one that people set.

    `chance` returns numbers from 0 to 1. By it the questions fall on different moments of a
    second, so that each answer tells something new; nor does everybody ask at the same moment.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    chance: Callable[[], float] = random
