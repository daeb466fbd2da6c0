"""Rows of one view of an exchange: drawn where they are seen, and found, however many there are."""

import asyncio
from collections.abc import Callable, Iterator
from time import monotonic

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip

from tui.bodies.rows import HexRows, ReadyRows, Rows, TextRows
from tui.bodies.wrapped import find
from tui.widgets.searching import SearchableView
from tui.widgets.wire_rows.shown import shown
from tui.words import _

EFFORT = 1024 * 1024
"""Bytes whose rows are counted at once: some hundredths of a second, in a thread."""

PAUSE = 0.1
"""Seconds between two repaints while rows are counted."""

Maker = Callable[[int], Rows]
"""Makes rows for so many columns."""


class Sheet(SearchableView, can_focus=True):
    """Rows that somebody else makes, for the width that there is; begins at the top."""

    BINDINGS = [
        Binding("end", "to_end", _("End"), id="sheet.end", show=False, tooltip=_("Go to the end")),
        Binding("ctrl+end", "to_end", show=False),
    ]
    COMPONENT_CLASSES = {
        f"sheet--{name}"
        for name in ("title", "name", "string", "number", "tag", "faint", "odd", "bar", "sought")
    }

    counted: var[int] = var(100)
    """Percent of the bytes whose rows are known."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: Rows = ReadyRows([])
        self._make: Maker = lambda _columns: ReadyRows([])
        self._columns = 0
        self._styles: dict[str, Style] = {}
        self._found: tuple[str, int] | None = None
        """The words that were found last, and in which byte or row."""
        self._growing = asyncio.Lock()
        """Held while a thread counts rows: one at a time."""

    def show(self, make: Maker, *, stay: bool = False) -> None:
        """Show other rows, from their top or from the row that is in view."""
        self._make, self._found = make, None
        self._columns = 0
        self._lay_out(self.scroll_offset.y if stay else 0)

    def on_resize(self, _event: events.Resize) -> None:
        """Make the rows anew where they depend on the width."""
        if self.scrollable_size.width != self._columns:
            rows, top = self.rows, self.scroll_offset.y
            place = rows.start(top) if isinstance(rows, TextRows) else None
            self._found = None
            self._lay_out(top, place)

    def on_unmount(self) -> None:
        """Count no more."""
        self.workers.cancel_node(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It ends somewhere: there is nothing to follow."""
        return False if action == "follow" else super().check_action(action, parameters)

    def action_to_end(self) -> None:
        """Go to the end of what is known by now."""
        self.go_to(self.max_scroll_y)

    def action_find_on(self, by: int) -> None:
        """Go to the next place, or say that there is none; a thread reads what is large."""
        if isinstance(self.rows, ReadyRows):
            super().action_find_on(by)
        else:
            self._search(self.sought, by)

    def find_row(self, words: str, by: int) -> int | None:
        """Find words in rows that are all there."""
        start = self.scroll_offset.y
        if self._found is not None and self._found[0] == words:
            start = self._found[1] + by
        low, height = words.casefold(), self.rows.height
        for step in range(height):
            index = (start + by * step) % height
            if low in "".join(part.text for part in self.rows.row(index)).casefold():
                self._found = words, index
                return index
        return None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the window, with the theme's styles of this moment."""
        names = (name.removeprefix("sheet--") for name in self.COMPONENT_CLASSES)
        self._styles = {name: self.get_component_rich_style(f"sheet--{name}") for name in names}
        self._styles[""] = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window; here strangers' words become safe to see."""
        scroll_x, scroll_y = self.scroll_offset
        width, index = self.scrollable_size.width, scroll_y + y
        if index >= self.rows.height:
            return Strip.blank(self.size.width, self.rich_style)
        segments: list[Segment] = []
        for part in self.rows.row(index):
            text = shown(part.text.encode("utf-8", "surrogateescape"))
            segments.extend(self._marked(text, self._styles[part.style]))
        return Strip(segments).crop_extend(scroll_x, scroll_x + width, self.rich_style)

    def _marked(self, text: str, style: Style) -> Iterator[Segment]:
        words, low, place = self.sought.lower(), text.lower(), 0
        if words and len(low) == len(text):
            while (found := low.find(words, place)) >= 0:
                yield Segment(text[place:found], style)
                place = found + len(words)
                yield Segment(text[found:place], self._styles["sought"])
        yield Segment(text[place:], style)

    def _seek(self, words: str | None) -> None:
        if words is not None:
            self.sought = words
            if words:
                self.action_find_on(1)

    def _lay_out(self, top: int, place: int | None = None) -> None:
        self._columns = self.scrollable_size.width
        self.rows = self._make(self._columns)
        self._measure()
        self.go_to(min(top, self.max_scroll_y))
        self._count(self.rows, top, place)

    def _measure(self) -> None:
        rows = self.rows
        if isinstance(rows, TextRows) and rows.source.size:
            self.counted = rows.counted * 100 // rows.source.size
        else:
            self.counted = 100
        width = HexRows.width if isinstance(self.rows, HexRows) else 0
        self.virtual_size = Size(width, self.rows.height)
        self.refresh()

    @work(exclusive=True, group="count")
    async def _count(self, rows: Rows, top: int, place: int | None) -> None:
        """Count rows until all are known, and return to the one that was in view."""
        painted, returned, more = 0.0, False, True
        while more and rows is self.rows:
            more = await self._grow(rows)
            known = rows.counted > place if isinstance(rows, TextRows) and place else not more
            if not more or known != returned or monotonic() > painted + PAUSE:
                painted = monotonic()
                self._measure()
            if known and not returned:
                returned = True
                self.go_to(rows.at(place) if isinstance(rows, TextRows) and place else top)

    async def _grow(self, rows: Rows) -> bool:
        async with self._growing:
            return await asyncio.to_thread(rows.grow, EFFORT)

    @work(exclusive=True, group="search")
    async def _search(self, words: str, by: int) -> None:
        """Read until the words are found; what is under way ends when one looks for others."""
        rows = self.rows
        assert isinstance(rows, TextRows | HexRows)
        start = rows.start(self.scroll_offset.y)
        if self._found is not None and self._found[0] == words:
            start = self._found[1] + (by > 0)
        over: list[bool] = []
        try:
            place = await asyncio.to_thread(find, rows.source, words, start, by, lambda: bool(over))
        finally:
            over.append(True)
        if place is None:
            self.notify(_("That is nowhere here."), markup=False)
            return
        while rows is self.rows and rows.counted <= place and await self._grow(rows):
            pass
        if rows is self.rows:
            self._found = words, place
            self._measure()
            self.go_to(max(0, rows.at(place) - self.size.height // 2))
