"""The list of requests that have a name, in their groups."""

import asyncio
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from textual import work
from textual.events import Click
from textual.message import Message

from tui import numbers
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.screens.web import past_keys
from tui.screens.web.past_line import asked
from tui.screens.web.past_naming import trouble
from tui.widgets.rows import Piece, Rows, fitted
from tui.words import _

if TYPE_CHECKING:
    from tui.exchanges.collection import Collection


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a name, or the title of a group, which has none."""

    shown: str
    name: str = ""


class CollectionList(Rows):
    """Rows of the collection; what is in its files is read when somebody looks at one."""

    BINDINGS = past_keys.COLLECTION

    class Wanted(Message):
        """Something is to be done with a draft; `why`: edit, send or export."""

        def __init__(self, draft: Draft, why: str) -> None:
            super().__init__()
            self.draft = draft
            self.why = why

    class RenameWanted(Message):
        """This one is to have another name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class RemoveWanted(Message):
        """This one is to be removed."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Seen(Message):
        """The cursor came to one: these words say what is in it."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, collection: "Collection", *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.entries: list[Entry] = []
        self._collection = collection
        self._match = ""

    def on_mount(self) -> None:
        """Read the names."""
        self.narrow("")

    def narrow(self, match: str, at: str = "") -> None:
        """Show the names in which this is found, the cursor on one of them."""
        self._match = match
        self._read(at or self.name_here)

    @property
    def name_here(self) -> str:
        """The name under the cursor; empty on the title of a group."""
        return self.entries[self.cursor].name if self.entries else ""

    @property
    def counted(self) -> str:
        """How many names are listed."""
        return numbers.whole(sum(bool(entry.name) for entry in self.entries))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing where nothing is."""
        if action in ("want", "rename", "remove"):
            return bool(self.name_here)
        return super().check_action(action, parameters)

    def pieces(self, row: int, width: int) -> list[Piece]:
        """Draw a group's title, or a name below it."""
        entry = self.entries[row]
        if not entry.name:
            return [(fitted(f" {entry.shown}/", width), "name")]
        return [
            (
                fitted(f"   {entry.shown}" if "/" in entry.name else f" {entry.shown}", width),
                "plain",
            )
        ]

    def point(self, row: int) -> None:
        """Go there; what can be done is another thing on a title."""
        super().point(row)
        self.refresh_bindings()

    def on_click(self, event: Click) -> None:
        """Edit with the second click on the same row."""
        if event.chain == 2:
            self.action_want("edit")

    def action_rename(self) -> None:
        """Say that this one is to have another name."""
        self.post_message(self.RenameWanted(self.name_here))

    def action_remove(self) -> None:
        """Say that this one is not wanted any more."""
        self.post_message(self.RemoveWanted(self.name_here))

    @work(exclusive=True, group="want")
    async def action_want(self, why: str) -> None:
        """Read the file, and say what is to be done with what is in it."""
        try:
            draft = await self._load(self.name_here)
        except (Unfit, OSError) as error:
            self.notify(trouble(error), severity="error", markup=False)
        else:
            self.post_message(self.Wanted(draft, why))

    def on_rows_pointed(self) -> None:
        """Read what is under the cursor."""
        self._look(self.name_here)

    @work(exclusive=True, group="look")
    async def _look(self, name: str) -> None:
        try:
            words = asked(await self._load(name)) if name else ""
        except (Unfit, OSError) as error:
            words = trouble(error)
        self.post_message(self.Seen(words))

    async def _load(self, name: str) -> Draft:
        return await asyncio.to_thread(self._collection.load, name)

    @work(exclusive=True, group="read")
    async def _read(self, at: str) -> None:
        try:
            names = await asyncio.to_thread(self._collection.names)
        except (Unfit, OSError) as error:
            self.set_rows(0, 0, trouble(error))
            return
        low = self._match.casefold()
        self.entries = entries([name for name in names if low in name.casefold()])
        places = [place for place, entry in enumerate(self.entries) if entry.name]
        here = [place for place in places if self.entries[place].name == at]
        words = _("Nothing has a name yet: n gives one to what was asked before.")
        if self._match:
            words = _("Nothing was found.")
        self.set_rows(len(self.entries), next(iter(here or places), 0), words)
        self.refresh_bindings()


def entries(names: list[str]) -> list[Entry]:
    """Return names below their groups, those without a group first."""
    made = []
    ordered = sorted(names, key=lambda name: (_group(name).casefold(), name.casefold()))
    for group, those in groupby(ordered, _group):
        if group:
            made.append(Entry(printable(group)))
        made += [Entry(printable(name.rpartition("/")[2]), name) for name in those]
    return made


def _group(name: str) -> str:
    return name.rpartition("/")[0]
