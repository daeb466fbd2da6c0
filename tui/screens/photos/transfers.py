"""The queue of photos on their way: what waits, what runs, how far and how fast. No I/O in here.

WAITING -> RUNNING -> DONE | UNCONFIRMED | FAILED
RUNNING -> WAITING                      the connection was lost: again by itself, after a pause
WAITING, RUNNING -> PAUSED -> WAITING
WAITING, RUNNING, PAUSED -> CANCELLED
FAILED -> WAITING                       a person says: again

Where the archive cannot be reached at all, nothing fails: everything waits, and one transfer at a
time asks whether it is back.
"""

import time
from collections.abc import Callable, Collection, Iterator
from itertools import count

from tui.clients.pauses import pauses
from tui.screens.photos.reach import Reach
from tui.screens.photos.transfer import NOTHING, Kind, Known, Order, Stage, Transfer

__all__ = ["NOTHING", "Kind", "Known", "Order", "Stage", "Transfer", "Transfers"]

AT_ONCE = 2
"""Transfers at a time: one more does not make a disk or a network faster."""

MOST = 20_000
"""Transfers that may wait: a whole directory of the greatest length that a list shows."""

TRIES = 7
"""Connections lost without a byte gained before a transfer counts as failed: a minute in all."""


class Transfers:
    """All transfers since the last time that nothing was left to do."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        rests: Callable[[], Iterator[float]] = pauses,
    ) -> None:
        self._clock = clock
        self.reach = Reach(rests)
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
        """Those whose turn has not come and those that pause, in the order of their numbers."""
        return list(self._waiting.values())

    @property
    def busy(self) -> bool:
        """Whether something runs, waits or pauses."""
        return bool(self._running or self._waiting)

    def now(self) -> float:
        """Return the moment by the queue's clock."""
        return self._clock()

    def add(self, order: Order, known: Known = NOTHING) -> Transfer | None:
        """Put an order at the end; None where another touches the same, or too many wait."""
        if not self.busy:
            self.ended = [one for one in self.ended if one.stage is Stage.FAILED]
        full = len(self._waiting) >= MOST or len(self.ended) >= 2 * MOST
        if full or order.touches in self._touched:
            return None
        transfer = Transfer(next(self._numbers), order, known=known)
        self._waiting[transfer.number] = transfer
        self._touched.add(order.touches)
        return transfer

    def start(self) -> list[Transfer]:
        """Return those whose turn it is now; they count as running from here on."""
        now = self._clock()
        room = AT_ONCE - len(self._running)
        if self.reach.away:
            room = 0 if self._running or now < self.reach.ask_at else 1
        started: list[Transfer] = []
        for transfer in self._waiting.values():
            if len(started) >= room:
                break
            if transfer.stage is Stage.WAITING and transfer.due <= now:
                started.append(transfer)
        for transfer in started:
            self._running[transfer.number] = self._waiting.pop(transfer.number)
            transfer.stage = Stage.RUNNING
            transfer.reason = ""
            transfer.pace.clear()
        return started

    def next_moment(self) -> float | None:
        """Return when `start` has something to return without anybody's doing; None for never."""
        if len(self._running) >= AT_ONCE or (self.reach.away and self._running):
            return None
        due = [one.due for one in self._waiting.values() if one.stage is Stage.WAITING]
        if not due:
            return None
        return max(min(due), self.reach.ask_at) if self.reach.away else min(due)

    def move(self, number: int, moved: int, size: int) -> None:
        """Note how far one is: the archive is there."""
        if (transfer := self._running.get(number)) is None:
            return
        self.reach.found()
        transfer.moved, transfer.size = moved, size
        if moved > transfer.farthest:
            transfer.farthest, transfer.tries = moved, 0
        transfer.pace.note(moved, self._clock())

    def learn(self, number: int, known: Known) -> Transfer | None:
        """Note what was learnt on the way."""
        if (transfer := self._running.get(number)) is not None:
            transfer.known = known
        return transfer

    def lose(self, number: int, reason: str, *, away: bool) -> bool:
        """Note a lost connection; True where that was the last try and the transfer has failed.

        `away`: the archive was not reached, which counts as no try.
        """
        if (transfer := self._running.get(number)) is None:
            return False
        transfer.reason = reason
        now = self._clock()
        if away:
            self.reach.missed(now)
        else:
            self.reach.found()
            transfer.tries += 1
            if transfer.tries >= TRIES:
                self.end(number, Stage.FAILED, reason)
                return True
            transfer.due = now + self.reach.rest(transfer.tries)
        self._put_back(transfer, Stage.WAITING)
        return False

    def pause(self, number: int) -> bool:
        """Let one rest until it is resumed; False where it neither runs nor waits."""
        if (transfer := self._running.get(number)) is not None:
            self._put_back(transfer, Stage.PAUSED)
            return True
        waiting = self._waiting.get(number)
        if waiting is None or waiting.stage is Stage.PAUSED:
            return False
        waiting.stage = Stage.PAUSED
        return True

    def resume(self, number: int) -> bool:
        """Let one that pauses wait for its turn again."""
        transfer = self._waiting.get(number)
        if transfer is None or transfer.stage is not Stage.PAUSED:
            return False
        transfer.stage, transfer.due, transfer.reason = Stage.WAITING, 0.0, ""
        return True

    def retry(self, number: int) -> bool:
        """Try a failed one again, or one that waits for its next try at once."""
        if (transfer := self._waiting.get(number)) is not None:
            transfer.due = 0.0
            self.reach.hurry()
            return transfer.stage is Stage.WAITING
        failed = [one for one in self.ended if one.number == number]
        for transfer in failed:
            if transfer.stage is not Stage.FAILED or transfer.order.touches in self._touched:
                return False
            self.ended.remove(transfer)
            self._touched.add(transfer.order.touches)
            transfer.tries, transfer.due, transfer.reason = 0, 0.0, ""
            self._put_back(transfer, Stage.WAITING)
        return bool(failed)

    def end(self, number: int, stage: Stage, reason: str = "", *, verified: bool = False) -> None:
        """Note how one ended; what had ended before stays as it was."""
        table = self._running if number in self._running else self._waiting
        if (transfer := table.pop(number, None)) is None:
            return
        if table is self._running and stage is not Stage.CANCELLED:
            self.reach.found()
        transfer.stage, transfer.reason, transfer.verified = stage, reason, verified
        transfer.pace.clear()
        self._touched.discard(transfer.order.touches)
        self.ended.append(transfer)

    def forget(self, numbers: Collection[int] | None = None) -> None:
        """Let go of what has ended, or of these."""
        if numbers is None:
            self.ended.clear()
        else:
            self.ended = [one for one in self.ended if one.number not in numbers]

    def speed(self, transfer: Transfer) -> float | None:
        """Return the running one's bytes a second of late; None before one can tell."""
        return transfer.pace.of(transfer.moved, self._clock())

    def seconds_left(self, transfer: Transfer) -> float | None:
        """Return how long it will take at its present speed; None where nobody can say."""
        speed = self.speed(transfer)
        return (transfer.size - transfer.moved) / speed if speed and speed > 0 else None

    def seconds_until(self, transfer: Transfer) -> float:
        """Return how long one that waits will wait at least."""
        moment = max(transfer.due, self.reach.ask_at if self.reach.away else 0.0)
        return max(0.0, moment - self._clock())

    def _put_back(self, transfer: Transfer, stage: Stage) -> None:
        """Let one wait, at the place that its number gives it."""
        self._running.pop(transfer.number, None)
        transfer.stage = stage
        self._waiting[transfer.number] = transfer
        self._waiting = dict(sorted(self._waiting.items()))
