"""The list of what was asked before, the newest first; pages come as the cursor nears the end.

What is forgotten here is gone from the list at once, and from the disk when the list is closed:
until then it can be taken back.
"""

import asyncio
from bisect import bisect
from datetime import UTC, datetime
from typing import ClassVar

from textual import work
from textual.events import Click
from textual.message import Message

from tui import numbers
from tui.exchanges.entry import Kept
from tui.exchanges.kept import History
from tui.exchanges.unfit import Unfit
from tui.screens.web import past_keys, past_line
from tui.screens.web.past_line import Line
from tui.widgets.rows import Piece, Rows
from tui.words import _

PAGE = 200
"""Exchanges that are read at once: several windows."""

AHEAD = 60
"""Rows before the end at which more are read."""

BESIDE = 2
"""Exchanges that are compared."""


class HistoryList(Rows):
    """Rows of the history; the exchanges themselves, with their bodies, stay on the disk."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--warn"}
    BINDINGS = past_keys.HISTORY

    class Wanted(Message):
        """Something is to be done with an exchange; `why`: look, again, name or export."""

        def __init__(self, kept: Kept, why: str) -> None:
            super().__init__()
            self.kept = kept
            self.why = why

    class Compared(Message):
        """Two are to be laid side by side, the older one left."""

        def __init__(self, one: Kept, other: Kept) -> None:
            super().__init__()
            self.one = one
            self.other = other

    class ClearWanted(Message):
        """All of it is to be forgotten."""

    def __init__(self, history: History, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.lines: list[Line] = []
        self.marks: list[int] = []
        """The ids of those that are marked, in the order in which they were."""
        self.forgotten: list[Line] = []
        """Those that will be forgotten, the latest last."""
        self.more = False
        """There are older ones that were not read yet."""
        self._history = history
        self._match = ""
        self._asked = 0
        """The id before which was read last."""
        self._today = datetime.now(UTC).astimezone()

    def on_mount(self) -> None:
        """Read the newest."""
        self.narrow("")

    def narrow(self, match: str) -> None:
        """Show those in which this is found."""
        self._match, self._asked = match, 0
        self._today = datetime.now(UTC).astimezone()
        self._read(None)

    async def on_unmount(self) -> None:
        """Take what was forgotten from the disk, even where the program is left."""
        try:
            while self.forgotten:
                await asyncio.to_thread(self._history.forget, self.forgotten.pop().id)
        except Unfit as unfit:
            self.app.notify(unfit.words, severity="error", markup=False)

    async def clear_all(self) -> None:
        """Take all of it from the disk."""
        try:
            await asyncio.to_thread(self._history.clear)
        except Unfit as unfit:
            self.notify(unfit.words, severity="error", markup=False)
        self.forgotten, self.marks = [], []
        self.narrow(self._match)

    @property
    def line(self) -> Line | None:
        """What the cursor points at."""
        return self.lines[self.cursor] if self.lines else None

    @property
    def counted(self) -> str:
        """How many are listed, and whether there are more."""
        return numbers.whole(len(self.lines)) + ("+" if self.more else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing where nothing is."""
        if action == "undo":
            return bool(self.forgotten)
        if action in ("want", "mark", "compare", "forget", "clear"):
            return bool(self.lines)
        return super().check_action(action, parameters)

    def pieces(self, row: int, width: int) -> list[Piece]:
        """Draw an exchange."""
        one = self.lines[row]
        return past_line.pieces(one, width, self._today, marked=one.id in self.marks)

    def point(self, row: int) -> None:
        """Go there, and read on before the end is reached."""
        super().point(row)
        self._read_on(self.cursor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read on where one scrolls without the cursor, too."""
        super().watch_scroll_y(old_value, new_value)
        self._read_on(int(new_value) + self.size.height)

    def on_click(self, event: Click) -> None:
        """Look with the second click on the same row."""
        if event.chain == 2:
            self.action_want("look")

    def action_mark(self) -> None:
        """Mark this one or take its mark away; the oldest mark gives way to a third."""
        if self.line is None:
            return
        if self.line.id in self.marks:
            self.marks.remove(self.line.id)
        else:
            self.marks = [*self.marks, self.line.id][-BESIDE:]
        self.refresh()
        self.action_move(1)

    def action_forget(self) -> None:
        """Take this one off the list, and from the disk when the list is closed."""
        if self.line is None:
            return
        self.forgotten.append(self.line)
        self.marks = [one for one in self.marks if one != self.line.id]
        del self.lines[self.cursor]
        self._fill(self.cursor)

    def action_clear(self) -> None:
        """Say that all of it is to be forgotten."""
        self.post_message(self.ClearWanted())

    def action_undo(self) -> None:
        """Bring back what was forgotten last."""
        back = self.forgotten.pop()
        place = bisect(self.lines, -back.id, key=lambda line: -line.id)
        self.lines.insert(place, back)
        self._fill(place)

    @work(exclusive=True, group="want")
    async def action_want(self, why: str) -> None:
        """Fetch the exchange, and say what is to be done with it."""
        if self.line is not None and (kept := await self._get(self.line.id)) is not None:
            self.post_message(self.Wanted(kept, why))

    @work(exclusive=True, group="want")
    async def action_compare(self) -> None:
        """Fetch the two that are marked, or the one that is and the one under the cursor."""
        here = [self.line.id] if self.line and self.line.id not in self.marks else []
        pair = (self.marks + here)[:BESIDE]
        if len(pair) < BESIDE:
            self.notify(_("Mark one with the space bar, then compare it with another."))
            return
        one, other = [await self._get(number) for number in sorted(pair)]
        if one is not None and other is not None:
            self.post_message(self.Compared(one, other))

    async def _get(self, number: int) -> Kept | None:
        try:
            kept = await asyncio.to_thread(self._history.get, number)
        except Unfit as unfit:
            self.notify(unfit.words, severity="error", markup=False)
            return None
        if kept is None:
            self.notify(_("It is no longer kept."), severity="warning")
        return kept

    def _read_on(self, row: int) -> None:
        last = self.lines[-1].id if self.lines else 0
        if self.more and row >= len(self.lines) - AHEAD and last != self._asked:
            self._asked = last
            self._read(last)

    @work(exclusive=True, group="read")
    async def _read(self, before: int | None) -> None:
        """Read a page, and those of it that were not forgotten meanwhile."""
        try:
            found = await asyncio.to_thread(self._history.list, self._match, before, PAGE)
        except Unfit as unfit:
            self.set_rows(len(self.lines), self.cursor, unfit.words)
            return
        cursor = self.cursor if before is not None else 0
        self.more = len(found) == PAGE
        gone = {line.id for line in self.forgotten}
        new = [past_line.line(kept) for kept in found if kept.id not in gone]
        self.lines = [*self.lines, *new] if before is not None else new
        self._fill(cursor)

    def _fill(self, cursor: int) -> None:
        words = _("Nothing was found.") if self._match else _("Nothing was asked yet.")
        self.set_rows(len(self.lines), cursor, words)
        self.refresh_bindings()
