"""Words found in rows of any size: a thread reads, it is said how far it is, esc gives up."""

import asyncio

from textual import work
from textual.binding import Binding
from textual.reactive import var
from textual.timer import Timer

from tui.bodies.finding import Finding
from tui.bodies.lines import TextRows
from tui.bodies.rows import HexRows, ReadyRows, Rows
from tui.bodies.source import Source
from tui.screens.web.sheet_rows import Found, RowView
from tui.words import _

SAID = 0.2
"""Seconds between two words about how far a search is."""

ALL = 100
"""Percent, when nothing is being done."""


class FindingView(RowView):
    """Rows in which words are found."""

    BINDINGS = [
        Binding(
            "escape",
            "give_up",
            _("Give up"),
            id="sheet.give_up",
            tooltip=_("Look for the words no longer"),
        )
    ]
    searched: var[int] = var(ALL, bindings=True)
    """Percent of what there is, while words are looked for; 100: nobody looks for any."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._finding: Finding | None = None
        self._telling: Timer | None = None

    def on_mount(self) -> None:
        """Be ready to say how far a search is."""
        self._telling = self.set_interval(SAID, self._tell_how_far, pause=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to give up only what was begun."""
        if action == "give_up":
            return self.searched < ALL
        return super().check_action(action, parameters)

    def action_give_up(self) -> None:
        """Look no further."""
        self.workers.cancel_group(self, "search")

    def action_find_on(self, by: int) -> None:
        """Go to the next place, or say that there is none."""
        self._search(self.sought, by)

    def forget_found(self) -> None:
        """Mark nothing: other rows come."""
        self._found, self._found_rows = None, range(0)

    async def known(self, _source: Source, _place: int) -> bool:
        """Have the rows of a source counted up to a place; return whether they are shown."""
        raise NotImplementedError

    def _seek(self, words: str | None) -> None:
        if words is not None:
            self.sought = words
            self.forget_found()
            if words:
                self.action_find_on(1)

    @work(exclusive=True, group="search")
    async def _search(self, words: str, by: int) -> None:
        """Read until the words are found; what is under way ends when one looks for others."""
        rows = self.rows
        finding = self._finding = Finding(words)
        if self._telling is not None:
            self._telling.resume()
        try:
            found = await asyncio.to_thread(self._find, rows, finding, by)
            if found is None:
                self.notify(_("That is nowhere here."), markup=False)
            elif await self._is_known(rows, found):
                self._go_to_found(found)
        finally:
            finding.give_up()
            if self._finding is finding and self._telling is not None:
                self._telling.pause()
                self.searched = ALL

    def _find(self, rows: Rows, finding: Finding, by: int) -> Found | None:
        last = self._found if self._found and self._found.words == finding.words else None
        top = self.scroll_offset.y
        if isinstance(rows, TextRows | HexRows):
            start = last.begin + max(0, by) if last else rows.start(top)
            place = finding.in_source(rows.source, start, by)
            return None if place is None else Found(finding.words, *place)
        index = finding.in_rows(rows, last.begin + by if last else top, by)
        return None if index is None else Found(finding.words, index, index + 1)

    async def _is_known(self, rows: Rows, found: Found) -> bool:
        """Tell whether what was found can be shown; the rows may have been made anew meanwhile."""
        if isinstance(rows, TextRows | HexRows):
            return await self.known(rows.source, found.end)
        return rows is self.rows

    def _go_to_found(self, found: Found) -> None:
        rows, self._found = self.rows, found
        if isinstance(rows, TextRows | HexRows):
            self._found_rows = range(rows.at(found.begin), rows.at(found.end - 1) + 1)
        else:
            self._found_rows = range(found.begin, found.end)
        self.refresh()
        if not self._is_seen(self._found_rows.start):
            self.go_to(max(0, self._found_rows.start - self.size.height // 2))

    def _is_seen(self, row: int) -> bool:
        top = self.scroll_offset.y
        return isinstance(self.rows, ReadyRows) and top <= row < top + self.size.height

    def _tell_how_far(self) -> None:
        if self._finding is not None:
            self.searched = min(ALL - 1, self._finding.percent)
