"""What the clock's screen is given: this machine's clocks, and what became of a question."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import random

from textual.message import Message

from tui.clients.daytime import Reading
from tui.clients.failure import Failure


@dataclass(frozen=True, slots=True)
class Clocks:
    """This machine's clocks: one that only ever runs, and the one that people set.

    `chance` returns numbers from 0 to 1. By it the questions fall on different moments of a
    second, so that each answer tells something new; nor does everybody ask at the same moment.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    chance: Callable[[], float] = random


class Answered(Message):
    """The host told the time."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class Unanswered(Message):
    """The host did not tell the time."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure
