"""The queue of photos on their way: what waits, what runs, how far and how fast. No I/O in here.

WAITING -> RUNNING -> DONE | UNCONFIRMED | FAILED
WAITING, RUNNING -> CANCELLED
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from pathlib import Path

AT_ONCE = 2
"""Transfers at a time: one more does not make a disk or a network faster."""

MOST = 20_000
"""Transfers that may wait: a whole directory of the greatest length that a list shows."""

WINDOW = 3.0
"""Seconds over which the speed is taken: it follows a change, and can be read meanwhile."""

SAMPLES = 64
"""Moments kept of one transfer for its speed."""


class Kind(Enum):
    """Which way a photo goes."""

    STORE = "store"
    FETCH = "fetch"
    REMOVE = "remove"


class Stage(Enum):
    """How far a transfer is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. `path` is the file here; `replace` lets it be overwritten."""

    kind: Kind
    name: str
    path: Path | None = None
    replace: bool = False

    @property
    def touches(self) -> tuple[str, str]:
        """What no other order may touch meanwhile: a file here, or a name there."""
        if self.kind is Kind.FETCH:
            return "here", str(self.path)
        return "there", self.name


@dataclass(slots=True)
class Transfer:
    """An order on its way; `reason` says in words why it failed."""

    number: int
    order: Order
    stage: Stage = Stage.WAITING
    moved: int = 0
    size: int = 0
    reason: str = ""
    samples: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=SAMPLES))


class Transfers:
    """All transfers since the last time that nothing was left to do."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._waiting: dict[int, Transfer] = {}
        self._running: dict[int, Transfer] = {}
        self._touched: set[tuple[str, str]] = set()
        self.ended: list[Transfer] = []
        """Those that have come to their end, the latest last."""

    @property
    def running(self) -> list[Transfer]:
        """Those under way."""
        return list(self._running.values())

    @property
    def waiting(self) -> list[Transfer]:
        """Those whose turn has not come, the next one first."""
        return list(self._waiting.values())

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""
        return bool(self._running or self._waiting)

    def add(self, order: Order) -> bool:
        """Put an order at the end; False where another touches the same, or too many wait."""
        if not self.busy:
            self.ended.clear()
        if order.touches in self._touched or len(self._waiting) >= MOST:
            return False
        transfer = Transfer(next(self._numbers), order)
        self._waiting[transfer.number] = transfer
        self._touched.add(order.touches)
        return True

    def start(self) -> list[Transfer]:
        """Return those whose turn it is now; they count as running from here on."""
        started = self.waiting[: AT_ONCE - len(self._running)]
        for transfer in started:
            self._running[transfer.number] = self._waiting.pop(transfer.number)
            transfer.stage = Stage.RUNNING
            transfer.samples.append((self._clock(), 0))
        return started

    def move(self, number: int, moved: int, size: int) -> None:
        """Note how far one is."""
        if (transfer := self._running.get(number)) is None:
            return
        transfer.moved, transfer.size = moved, size
        now = self._clock()
        if now - transfer.samples[-1][0] >= WINDOW / SAMPLES:
            transfer.samples.append((now, moved))

    def end(self, number: int, stage: Stage, reason: str = "") -> None:
        """Note how one ended; what had ended before stays as it was."""
        table = self._running if number in self._running else self._waiting
        if (transfer := table.pop(number, None)) is None:
            return
        transfer.stage, transfer.reason = stage, reason
        self._touched.discard(transfer.order.touches)
        self.ended.append(transfer)

    def forget(self) -> None:
        """Let go of what has ended."""
        self.ended.clear()

    def speed(self, transfer: Transfer) -> float | None:
        """Return the running one's bytes a second of late; None before one can tell."""
        now = self._clock()
        recent = [sample for sample in transfer.samples if now - sample[0] <= WINDOW]
        begin, before = recent[0] if recent else transfer.samples[-1]
        return (transfer.moved - before) / (now - begin) if now - begin >= 0.2 else None

    def seconds_left(self, transfer: Transfer) -> float | None:
        """Return how long it will take at its present speed; None where nobody can say."""
        speed = self.speed(transfer)
        return (transfer.size - transfer.moved) / speed if speed else None
