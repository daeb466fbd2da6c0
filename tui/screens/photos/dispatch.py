"""The queue at work: starts what is due, hears how it ends, and writes it all into the journal.

    dispatch = Dispatch(archive, journal.place(address, port), changed=..., ended=...)
    await dispatch.open()              # what a program before had not ended goes on
    dispatch.place([Order(Kind.STORE, "a.jpg", path)])
    await dispatch.aclose()            # what has not ended goes on with the next program

Everything but threads' work happens on the event loop, on which `changed` and `ended` are called.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from tui.clients.archive.photo import Archive
from tui.screens.photos import receiving
from tui.screens.photos.carrying import Arrived, Load, Lost, carry
from tui.screens.photos.journal import Journal
from tui.screens.photos.transfer import Kind, Known, Order, Stage, Transfer
from tui.screens.photos.transfers import Transfers

LATER = 0.01
"""Seconds later than due that we look: a clock that is a little early would find nothing."""


class Dispatch:
    """One queue for one archive. `changed` is called when it is another one than before, `ended`
    when a transfer came to its end; how far those are that run is in `transfers`.
    """

    def __init__(
        self,
        archive: Archive,
        journal: Path | None,
        *,
        changed: Callable[[], object],
        ended: Callable[[Transfer], object],
    ) -> None:
        self.transfers = Transfers()
        self.journal = Journal(journal)
        self._archive = archive
        self._changed = changed
        self._ended = ended
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._own_copies: Path | None = None
        self._open = False

    async def open(self) -> int:
        """Take the queue up where a program before has left it; return how many go on."""
        await asyncio.to_thread(self.journal.open)
        continued = 0
        for record in self.journal.found:
            if (transfer := self.transfers.add(record.order, record.known)) is None:
                await asyncio.to_thread(receiving.discard, record.order, record.known)
                continue
            self._again.add(transfer.number)
            if record.stage is Stage.PAUSED:
                self.transfers.pause(transfer.number)
            elif record.stage is Stage.FAILED:
                self.transfers.end(transfer.number, Stage.FAILED, record.reason)
            else:
                continued += 1
        await asyncio.to_thread(self._clear_copies)
        self._open = True
        self.journal.begin(filter(_is_kept, self._all()))
        self._go_on()
        return continued

    def place(self, orders: Iterable[Order]) -> int:
        """Put orders into the queue; return how many touch what is on its way already."""
        added, refused = [], 0
        for order in orders:
            transfer = self.transfers.add(order)
            if transfer is None:
                refused += 1
            else:
                added.append(transfer)
        self._note(added)
        self._go_on()
        return refused

    def pause(self, transfers: Iterable[Transfer]) -> None:
        """Let these rest until they are resumed; what has come stays."""
        paused = [one for one in transfers if self.transfers.pause(one.number)]
        for transfer in paused:
            self._stop(transfer.number)
        self._note(paused)
        self._go_on()

    def resume(self, transfers: Iterable[Transfer]) -> None:
        """Let these go on."""
        self._note([one for one in transfers if self.transfers.resume(one.number)])
        self._go_on()

    def retry(self, transfer: Transfer) -> None:
        """Try a failed one again, or one that waits for the archive at once."""
        if self.transfers.retry(transfer.number):
            self._again.add(transfer.number)
            self._note([transfer])
            self._go_on()

    def hurry(self) -> None:
        """Do not wait any longer for an archive that is known to be back."""
        if self.transfers.reach.away:
            self.transfers.reach.hurry()
            self._go_on()

    def cancel(self, transfers: Iterable[Transfer]) -> None:
        """End these, or put them away where they have ended; nothing half is left."""
        over = set()
        for transfer in list(transfers):
            self._stop(transfer.number)
            if transfer.stage in (Stage.WAITING, Stage.RUNNING, Stage.PAUSED):
                self._end(transfer, Stage.CANCELLED)
            else:
                over.add(transfer.number)
                self._let_go(transfer)
        self.transfers.forget(over)
        self._go_on()

    async def aclose(self) -> None:
        """Stop; whatever has not ended stays in the journal."""
        self._open = False
        if self._timer is not None:
            self._timer.cancel()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self.journal.kept:
            for transfer in self._all():
                await asyncio.to_thread(receiving.discard, transfer.order, transfer.known)
        await asyncio.to_thread(self._clear_copies)
        self.journal.close()

    def _all(self) -> list[Transfer]:
        transfers = self.transfers
        return [*transfers.running, *transfers.waiting, *transfers.ended]

    def _go_on(self) -> None:
        """Start what is due, and look again when the next one is."""
        if not self._open:
            return
        for transfer in self.transfers.start():
            number = transfer.number
            task = asyncio.create_task(self._carry(transfer, self._tasks.get(number)))
            self._tasks[number] = task
            task.add_done_callback(partial(self._be_over, number))
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        moment = self.transfers.next_moment()
        if moment is not None:
            pause = max(0.0, moment - self.transfers.now()) + LATER
            self._timer = asyncio.get_running_loop().call_later(pause, self._go_on)
        self._changed()

    async def _carry(self, transfer: Transfer, before: asyncio.Task[None] | None) -> None:
        if before is not None:  # it was paused, and may still be closing its file
            await asyncio.wait([before])
        number = transfer.number
        load = Load(
            transfer.order,
            transfer.known,
            number in self._again,
            self._archive,
            self._copies() if transfer.order.strip_position else Path(),
            partial(self._learn, number),
            partial(self._move, number),
        )
        self._again.add(number)
        result = await carry(load)
        if self._tasks.get(number) is asyncio.current_task():
            self._hear(transfer, result)

    def _be_over(self, number: int, task: asyncio.Task[None]) -> None:
        if self._tasks.get(number) is task:
            del self._tasks[number]
        if not task.cancelled():
            task.result()

    def _hear(self, transfer: Transfer, result: Arrived | Lost) -> None:
        if isinstance(result, Arrived):
            verified = result.verified
            self._end(transfer, result.stage, result.reason, verified=verified)
        elif self.transfers.lose(transfer.number, result.reason, away=result.away):
            self._note([transfer])
            self._ended(transfer)
        self._go_on()

    def _move(self, number: int, moved: int, size: int) -> None:
        away = self.transfers.reach.away
        self.transfers.move(number, moved, size)
        if away and not self.transfers.reach.away:  # it is back: others need not wait any longer
            self._go_on()

    def _learn(self, number: int, known: Known) -> None:
        if (transfer := self.transfers.learn(number, known)) is not None:
            self._note([transfer])

    def _end(
        self, transfer: Transfer, stage: Stage, reason: str = "", *, verified: bool = False
    ) -> None:
        self.transfers.end(transfer.number, stage, reason, verified=verified)
        if stage is Stage.FAILED:
            self._note([transfer])
        else:
            self._let_go(transfer)
        self._ended(transfer)

    def _let_go(self, transfer: Transfer) -> None:
        """Forget what is over, and what came of it unless it arrived."""
        self._again.discard(transfer.number)
        if transfer.known.part is not None and transfer.stage is not Stage.DONE:
            receiving.discard(transfer.order, transfer.known)
        self.journal.forget([transfer.number])

    def _note(self, transfers: Iterable[Transfer]) -> None:
        self.journal.note(filter(_is_kept, transfers))

    def _stop(self, number: int) -> None:
        if (task := self._tasks.get(number)) is not None:
            task.cancel()

    def _copies(self) -> Path:
        if (copies := self.journal.copies) is not None:
            return copies
        if self._own_copies is None:
            self._own_copies = Path(tempfile.mkdtemp(prefix="vasistas-"))
        return self._own_copies

    def _clear_copies(self) -> None:
        """Remove copies that a killed program left, or ours."""
        for directory in (self.journal.copies, self._own_copies):
            if directory is not None:
                shutil.rmtree(directory, ignore_errors=True)


def _is_kept(transfer: Transfer) -> bool:
    """Say whether a transfer goes on with the next program: one that removes would come late."""
    over = (Stage.DONE, Stage.UNCONFIRMED, Stage.CANCELLED)
    return transfer.order.kind is not Kind.REMOVE and transfer.stage not in over
