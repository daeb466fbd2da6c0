"""Rows of one view of an exchange, laid out for the width that there is, however many there are."""

import asyncio
from collections.abc import Callable
from time import monotonic

from textual import events, work
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import var

from tui.bodies.lines import TextRows
from tui.bodies.rows import HexRows, ReadyRows, Rows
from tui.bodies.source import Source
from tui.screens.web.sheet_finding import FindingView
from tui.words import _

EFFORT = 1024 * 1024
"""Bytes whose rows are counted at once: some milliseconds, in a thread."""

PAUSE = 0.1
"""Seconds between two repaints while rows are counted."""

Maker = Callable[[int], Rows]
"""Makes rows for so many columns."""


class Sheet(FindingView):
    """Rows that somebody else makes; begins at the top. `more` says that their source grew."""

    BINDINGS = [
        Binding("end", "to_end", _("End"), id="sheet.end", show=False, tooltip=_("Go to the end")),
        Binding("ctrl+end", "to_end", show=False),
    ]
    counted: var[int] = var(100)
    """Percent of the bytes whose rows are known."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.chasing = False
        """The end is kept in view where it was: it is a stream that one looks at."""
        self.patient = False
        """The source still comes, and whoever fetches it needs the processor more than we do."""
        self._make: Maker = lambda _columns: ReadyRows([])
        self._slow = False
        self._columns = 0
        self._drawn: Rows | None = None
        """The rows whose first measure was taken."""
        self._more = asyncio.Event()
        """There is something to count."""

    def show(self, make: Maker, *, stay: bool = False, slow: bool = False) -> None:
        """Show other rows, from their top or from the row that is in view.

        Where they are slow to make, a thread makes them.
        """
        self._make, self._slow = make, slow
        self._columns = 0
        self._lay_out(self.scroll_offset.y if stay else 0)

    def more(self) -> None:
        """Count what came since."""
        self._more.set()

    def on_resize(self, _event: events.Resize) -> None:
        """Make the rows anew where they depend on the width."""
        if self.scrollable_size.width != self._columns:
            rows, top = self.rows, self.scroll_offset.y
            place = rows.start(top) if isinstance(rows, TextRows) else None
            self._lay_out(top, place)

    def on_unmount(self) -> None:
        """Count no more."""
        self.workers.cancel_node(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The end is a key of its own here."""
        return False if action == "follow" else super().check_action(action, parameters)

    def action_to_end(self) -> None:
        """Go to the end of what is known by now."""
        self.go_to(self.max_scroll_y)

    def _lay_out(self, top: int, place: int | None = None) -> None:
        self.forget_found()
        self._columns = self.scrollable_size.width
        if self._slow:
            self._make_rows(self._columns, top)
        else:
            self.workers.cancel_group(self, "make")
            self._have(self._make(self._columns), top, place)

    @work(exclusive=True, group="make")
    async def _make_rows(self, columns: int, top: int) -> None:
        before, make = self.rows, self._make
        rows = await asyncio.to_thread(make, columns)
        if isinstance(before, ReadyRows) and before.height:
            top = top * rows.height // before.height
        self._have(rows, top, None)

    def _have(self, rows: Rows, top: int, place: int | None) -> None:
        self.rows = rows
        self._measure()
        self.go_to(min(top, self.max_scroll_y))
        if not isinstance(rows, ReadyRows):
            self._more.set()
            self._count(rows, top, place)
        else:
            self.workers.cancel_group(self, "count")

    def _measure(self) -> None:
        rows, top, follows = self.rows, self.scroll_offset.y, self.following
        if isinstance(rows, TextRows) and rows.source.size:
            self.counted = min(100, rows.counted * 100 // rows.source.size)
        else:
            self.counted = 100
        before, width = self.virtual_size, HexRows.width if isinstance(rows, HexRows) else 0
        self._resize(Size(width, rows.height))
        if self.chasing and follows:
            self.stay(top)
        if self._drawn is not rows or before.height < top + self.size.height:
            self._drawn = rows
            self.refresh()

    def _resize(self, size: Size) -> None:
        """Have other rows below; where only their number changed, the screen stays laid out."""
        if size.width == self.virtual_size.width and self._drawn is self.rows:
            self.set_reactive(Sheet.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    @work(exclusive=True, group="count")
    async def _count(self, rows: Rows, top: int, place: int | None) -> None:
        """Count rows whenever there are more, and return to the one that was in view."""
        painted, returned = 0.0, False
        while rows is self.rows:
            await self._more.wait()
            self._more.clear()
            more = await asyncio.to_thread(rows.grow, EFFORT)
            if more:
                self._more.set()
            known = rows.counted > place if isinstance(rows, TextRows) and place else not more
            if known != returned or not more or monotonic() > painted + PAUSE:
                painted = monotonic()
                self._measure()
            if known and not returned:
                returned = True
                if place or top:
                    self.go_to(rows.at(place) if isinstance(rows, TextRows) and place else top)
            if self.patient:
                await asyncio.sleep(PAUSE)

    async def known(self, source: Source, place: int) -> bool:
        """Have the rows of a source counted up to a place; return whether they are shown."""
        more = True
        while more and isinstance(self.rows, TextRows) and self.rows.counted < place:
            more = await asyncio.to_thread(self.rows.grow, EFFORT)
        self._measure()
        rows = self.rows
        return isinstance(rows, TextRows | HexRows) and rows.source is source
