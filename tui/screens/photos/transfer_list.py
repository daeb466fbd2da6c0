"""The photos on their way: a bar, a speed and the time left for each; what failed, and why."""

from collections.abc import Iterable
from pathlib import Path

from textual import work
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from tui.clients.archive.photo import Archive
from tui.screens.photos import transfer_rows
from tui.screens.photos.dispatch import Dispatch
from tui.screens.photos.transfer import Order, Stage, Transfer
from tui.screens.photos.transfers import Transfers
from tui.widgets.rows import Piece, Rows
from tui.words import _

REDRAW = 0.2
"""Seconds between two looks at the bars: they move, and little is sent over ssh."""

ARRIVED = 2
"""Of those that went well, so many are shown while others are under way."""

_NOT_WELL = (Stage.FAILED, Stage.UNCONFIRMED, Stage.CANCELLED)


class TransferList(Rows):
    """What runs, then what did not end well, then what has just arrived, then what waits."""

    BINDINGS = [
        Binding(
            "p",
            "pause",
            _("Pause"),
            id="transfers.pause",
            tooltip=_("Let the one under the cursor rest, or go on"),
        ),
        Binding(
            "P",
            "pause_all",
            _("Pause all"),
            id="transfers.pause_all",
            show=False,
            tooltip=_("Let all of them rest, or go on"),
        ),
        Binding(
            "enter",
            "retry",
            _("Try again"),
            id="transfers.retry",
            tooltip=_("Try a failed one again, or one that waits for the archive at once"),
        ),
        Binding(
            "delete,d",
            "cancel_this",
            _("Cancel"),
            id="transfers.cancel",
            tooltip=_("Cancel the one under the cursor, or put it away"),
        ),
        Binding(
            "D",
            "cancel_all",
            _("Cancel all"),
            id="transfers.cancel_all",
            show=False,
            tooltip=_("Cancel all of them; where all have ended, put them away"),
        ),
    ]

    class Ended(Message):
        """A transfer came to its end."""

        def __init__(self, transfer: Transfer) -> None:
            super().__init__()
            self.transfer = transfer

    def __init__(self, archive: Archive, journal: Path | None, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._dispatch = Dispatch(
            archive,
            journal,
            changed=self._be_changed,
            ended=lambda transfer: self.post_message(self.Ended(transfer)),
        )
        self._shown: list[Transfer] = []
        self._drawn: dict[int, list[Piece]] = {}
        self._tick: Timer | None = None
        self._changed = False
        """Whether the queue is no longer what is drawn; small files end faster than one draws."""

    @property
    def transfers(self) -> Transfers:
        """The queue."""
        return self._dispatch.transfers

    def on_mount(self) -> None:
        """Go on with what was not ended; be there only while there is something to show."""
        self._tick = self.set_interval(REDRAW, self._redraw, pause=True)
        self._refill()
        self._open()

    async def on_unmount(self) -> None:
        """Stop; the next program goes on."""
        await self._dispatch.aclose()

    @work
    async def _open(self) -> None:
        self.border_subtitle = transfer_rows.going_on(await self._dispatch.open())
        for words in transfer_rows.warnings(self._dispatch.journal):
            self.notify(words, severity="warning", markup=False)

    def place(self, orders: Iterable[Order]) -> int:
        """Put orders into the queue; return how many are on their way already."""
        return self._dispatch.place(orders)

    def action_cancel_this(self) -> None:
        """Cancel the one under the cursor, or put it away."""
        self._dispatch.cancel(self._pointed())

    def hurry(self) -> None:
        """Ask the archive at once, for somebody else has reached it."""
        self._dispatch.hurry()

    def action_cancel_all(self) -> None:
        """Cancel all; where all have ended, put them away."""
        pending = [*self.transfers.running, *self.transfers.waiting]
        self._dispatch.cancel(pending or self.transfers.ended)

    def action_retry(self) -> None:
        """Try the one under the cursor again."""
        for transfer in self._pointed():
            self._dispatch.retry(transfer)

    def action_pause(self) -> None:
        """Let the one under the cursor rest, or go on."""
        self._toggle(self._pointed())

    def action_pause_all(self) -> None:
        """Let all rest; where all do, let them go on."""
        self._toggle([*self.transfers.running, *self.transfers.waiting])

    def _toggle(self, transfers: list[Transfer]) -> None:
        moving = [one for one in transfers if one.stage in (Stage.WAITING, Stage.RUNNING)]
        if moving:
            self._dispatch.pause(moving)
        else:
            self._dispatch.resume(transfers)

    def _pointed(self) -> list[Transfer]:
        return self._shown[self.cursor : self.cursor + 1]

    def _be_changed(self) -> None:
        if self._tick is not None:
            (self._tick.resume if self.transfers.busy else self._tick.pause)()
        self._changed = True
        if not self.transfers.busy:
            self.border_subtitle = ""
        if not self.display or not self.transfers.busy:
            self._refill()

    def _redraw(self) -> None:
        """Draw the rows anew that say something else than they did."""
        if self._changed:
            self._refill()
            return
        self._entitle()
        width = self.scrollable_content_region.width
        first = self.scroll_offset.y
        for row in range(first, min(len(self._shown), first + self.size.height)):
            if self.pieces(row, width) != self._drawn.get(row):
                self.refresh_line(row)

    def _refill(self) -> None:
        """Show the queue as it is now; the cursor stays with its transfer."""
        self._changed = False
        pointed = {one.number for one in self._pointed()}
        ended = self.transfers.ended
        bad = [one for one in reversed(ended) if one.stage in _NOT_WELL]
        good = [one for one in ended[-ARRIVED:] if one.stage is Stage.DONE]
        self._shown = [*self.transfers.running, *bad, *reversed(good), *self.transfers.waiting]
        self.display = bool(bad) or self.transfers.busy
        self._entitle()
        rows = (row for row, one in enumerate(self._shown) if one.number in pointed)
        self._drawn.clear()
        self.set_rows(len(self._shown), next(rows, self.cursor))

    def _entitle(self) -> None:
        """Say how many there are; a title that is set paints the whole list, though it be equal."""
        if self.border_title != (words := transfer_rows.title(self.transfers)):
            self.border_title = words

    def pieces(self, row: int, width: int) -> list[Piece]:
        """Say how one transfer is doing."""
        return transfer_rows.pieces(self._shown[row], self.transfers, width)

    def render_line(self, y: int) -> Strip:
        """Draw a line, and remember what it says."""
        row = y + self.scroll_offset.y
        if row < len(self._shown):
            self._drawn[row] = self.pieces(row, self.scrollable_content_region.width)
        return super().render_line(y)
