"""The photos on their way: a bar, a speed and the time left for each; what failed, and why."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from tui import numbers
from tui.printable import printable
from tui.screens.photos.carrying import Where, carry
from tui.screens.photos.rows import Piece, Rows, fitted
from tui.screens.photos.transfers import Kind, Order, Stage, Transfer, Transfers
from tui.words import _

REDRAW = 0.2
"""Seconds between two looks at the bars: they move, and little is sent over ssh."""

_SIGNS = {Kind.STORE: "↑", Kind.FETCH: "↓", Kind.REMOVE: "×"}
_ENDS = {
    Stage.FAILED: ("✗", "bad"),
    Stage.UNCONFIRMED: ("?", "mark"),
    Stage.CANCELLED: ("–", "muted"),
}
_NAME = 24
"""Cells for a name where there is room."""


class TransferList(Rows):
    """What runs, then what did not end well, then what waits; a worker for each that runs."""

    class Ended(Message):
        """A transfer came to its end."""

        def __init__(self, transfer: Transfer) -> None:
            super().__init__()
            self.transfer = transfer

    class _Carried(Message):
        """A worker is at its end: how, and why."""

        def __init__(self, number: int, stage: Stage, reason: str) -> None:
            super().__init__()
            self.number = number
            self.stage = stage
            self.reason = reason

    def __init__(self, where: Where, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.transfers = Transfers()
        self._where = where
        self._shown: list[Transfer] = []
        self._workers: dict[int, Worker[None]] = {}
        self._tick: Timer | None = None
        self._changed = False
        """Whether the queue is no longer what is drawn; small files end faster than one draws."""

    def on_mount(self) -> None:
        """Be there only while there is something to show."""
        self._tick = self.set_interval(REDRAW, self._redraw, pause=True)
        self._refill()

    def place(self, orders: Iterable[Order]) -> int:
        """Put orders into the queue; return how many are on their way already."""
        refused = sum(not self.transfers.add(order) for order in orders)
        self._go_on()
        return refused

    def cancel(self) -> None:
        """Cancel the one under the cursor where the list has the focus, else everything.

        Where nothing is under way, put away what did not end well.
        """
        pending = [*self.transfers.running, *self.transfers.waiting]
        if not pending:
            self.transfers.forget()
        elif self.has_focus:
            pending = [one for one in pending if one is self._shown[self.cursor]]
        for transfer in pending:
            if (worker := self._workers.get(transfer.number)) is not None:
                worker.cancel()
            self._end(transfer, Stage.CANCELLED)
        self._go_on()

    def on_transfer_list__carried(self, event: _Carried) -> None:
        """Note how one ended, and let the next one start."""
        found = [one for one in self.transfers.running if one.number == event.number]
        for transfer in found:
            self._end(transfer, event.stage, event.reason)
        self._go_on()

    @work(group="carry")
    async def _carry(self, number: int, order: Order) -> None:
        def progress(moved: int, size: int) -> None:
            self.transfers.move(number, moved, size)

        self.post_message(self._Carried(number, *await carry(order, self._where, progress)))

    def _end(self, transfer: Transfer, stage: Stage, reason: str = "") -> None:
        self.transfers.end(transfer.number, stage, reason)
        self._workers.pop(transfer.number, None)
        self.post_message(self.Ended(transfer))

    def _go_on(self) -> None:
        for transfer in self.transfers.start():
            self._workers[transfer.number] = self._carry(transfer.number, transfer.order)
        if self._tick is not None:
            (self._tick.resume if self.transfers.running else self._tick.pause)()
        self._changed = True
        if not self.display or not self.transfers.busy:
            self._refill()

    def _redraw(self) -> None:
        if self._changed:
            self._refill()
        self.refresh()

    def _refill(self) -> None:
        self._changed = False
        ended = [one for one in self.transfers.ended if one.stage in _ENDS]
        self._shown = [*self.transfers.running, *reversed(ended), *self.transfers.waiting]
        self.display = bool(self._shown)
        pending = len(self.transfers.running) + len(self.transfers.waiting)
        words = _("Under way: {number} of {total}")
        total = pending + len(self.transfers.ended)
        self.border_title = words.format(number=pending, total=total) if pending else ""
        self.set_rows(len(self._shown), self.cursor)

    def pieces(self, row: int, width: int) -> list[Piece]:
        """One transfer: which way, which photo, and how it is doing."""
        transfer = self._shown[row]
        name = fitted(printable(transfer.order.name), min(_NAME, width // 3))
        if transfer.stage in _ENDS:
            sign, style = _ENDS[transfer.stage]
            return [(f"{sign} ", style), (f"{name} ", "plain"), (_end(transfer), style)]
        sign = _SIGNS[transfer.order.kind]
        if transfer.stage is Stage.WAITING:
            return [(f"{sign} ", "muted"), (f"{name} ", "muted"), (_("waits"), "muted")]
        words = self._pace(transfer)
        room = width - cell_len(name) - cell_len(words) - 4
        share = transfer.moved / transfer.size if transfer.size else 0.0
        done = round(share * max(0, room))
        bar = [("━" * done, "good"), (f"{'─' * (room - done)} ", "muted")]
        return [(f"{sign} ", "good"), (f"{name} ", "plain"), *bar, (words, "muted")]

    def _pace(self, transfer: Transfer) -> str:
        """How much of it, how fast, how long: always as wide, so that nothing dances."""
        if not transfer.size or transfer.order.kind is Kind.REMOVE:
            return _("asking").rjust(26)
        share = f"{100 * transfer.moved // transfer.size} %"
        speed = self.transfers.speed(transfer)
        pace = _("{size}/s").format(size=numbers.size(round(speed))) if speed is not None else ""
        left = self.transfers.seconds_left(transfer)
        return f"{share:>5} {pace:>12} {duration(left) if left is not None else '':>7}"


def duration(seconds: float) -> str:
    """Say how long: 8 s, 3 min, 2 h."""
    if seconds < 90:
        return _("{number} s").format(number=round(seconds))
    if seconds < 5400:
        return _("{number} min").format(number=round(seconds / 60))
    return _("{number} h").format(number=round(seconds / 3600))


def _end(transfer: Transfer) -> str:
    match transfer.stage:
        case Stage.UNCONFIRMED:
            return _("Sent, not confirmed: this archive does not say what it kept.")
        case Stage.CANCELLED:
            return _("Cancelled; nothing half is left.")
        case _:
            return transfer.reason
