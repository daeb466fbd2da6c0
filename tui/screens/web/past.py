"""What was asked before, and the requests that have a name: two lists, one is seen; Tab changes.

picked = await app.push_screen_wait(Past(history, collection))
picked        # Picked: a draft to edit, or to send; Kept: an exchange to look at; None: nothing
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalGroup
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import ContentSwitcher, Static

from tui.dialogs import Confirm
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.exchanges.kept import History
from tui.screens.web import past_line, past_naming
from tui.screens.web.past_collection import CollectionList
from tui.screens.web.past_history import HistoryList
from tui.settings import styles
from tui.widgets.filter_line import FilterLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.rows import Rows
from tui.words import _

if TYPE_CHECKING:
    from tui.exchanges.collection import Collection

PLACES = ("past-history", "past-collection")
"""The two lists."""

Tend = Callable[[App[None], "Collection"], Awaitable[str]]
"""Changes the collection; returns words about it."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A draft that was chosen: to be edited, or to be sent at once."""

    draft: Draft
    send: bool


class Past(ModalScreen["Picked | Kept | None"]):
    """Closes with what was chosen; what was forgotten in the list is then forgotten for good."""

    CSS_PATH = [styles() / "dialogs.tcss", styles() / "web_past.tcss"]
    AUTO_FOCUS = "HistoryList"
    BINDINGS = [
        Binding(
            "slash",
            "filter",
            _("Filter"),
            id="past.filter",
            key_display="/",
            show=False,
            tooltip=_("Show only those in which some words are"),
        ),
        Binding("tab,shift+tab", "turn", _("Other list"), id="past.turn", show=False),
        Binding("escape,ctrl+r", "leave", _("Close"), id="past.close", show=False),
    ]

    def __init__(self, history: History, collection: "Collection") -> None:
        super().__init__()
        self._collection = collection
        self._history = history

    def compose(self) -> ComposeResult:
        """Names of the lists, what is looked for, a list, and a word about what is pointed at."""
        with VerticalGroup(id="past"):
            with Horizontal(id="past-top"):
                places = Static(id="past-places", markup=False)
                places.auto_links = False
                yield places
                yield Static(_("Tab: other list · /: filter · Esc: close"), id="past-hint")
            yield FilterLine(self._back, _("Some words of it. Enter keeps them, Esc shows all"))
            with ContentSwitcher(initial=PLACES[0]):
                yield HistoryList(self._history, id=PLACES[0])
                yield CollectionList(self._collection, id=PLACES[1])
            yield Static(id="past-detail", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Say which list is seen."""
        self._show_places()

    @property
    def place(self) -> str:
        """The list that is seen."""
        return self.query_one(ContentSwitcher).current or PLACES[0]

    @property
    def listed(self) -> HistoryList | CollectionList:
        """The list that is seen."""
        if self.place == PLACES[0]:
            return self.query_one(HistoryList)
        return self.query_one(CollectionList)

    def action_turn(self) -> None:
        """Go to the other list."""
        self.action_go(PLACES[1 - PLACES.index(self.place)])

    def action_go(self, place: str) -> None:
        """Go to a list, and show all of it."""
        line = self.query_one(FilterLine)
        if line.value:
            self.listed.narrow("")
        line.close()
        self.query_one(ContentSwitcher).current = place
        self.query_one("#past-detail", Static).update("", layout=False)
        self._show_places()
        self.listed.focus()
        self.listed.post_message(Rows.Pointed(self.listed))

    def action_filter(self) -> None:
        """Type what is looked for."""
        self.query_one(FilterLine).open()

    def action_leave(self) -> None:
        """Show all again where something was looked for; otherwise close."""
        line = self.query_one(FilterLine)
        if line.value:
            line.close()
            self.listed.narrow("")
        else:
            self.leave_with(None)

    def leave_with(self, chosen: "Picked | Kept | None") -> None:
        """Close; a second key in one breath means the same."""
        if self.is_current:
            self.dismiss(chosen)

    @on(FilterLine.Typed)
    def narrow(self, event: FilterLine.Typed) -> None:
        """Show those in which it is found."""
        self.listed.narrow(event.text)

    @on(HistoryList.Wanted)
    def history_wanted(self, event: HistoryList.Wanted) -> None:
        """Do what is wanted with an exchange."""
        if event.why == "look":
            self.leave_with(event.kept)
        elif event.why == "again":
            self.leave_with(Picked(event.kept.draft, send=True))
        elif event.why == "name":
            self._tend(partial(past_naming.give, draft=event.kept.draft))
        else:
            self._export(event.kept, event.kept.draft)

    @on(HistoryList.ClearWanted)
    @work(exclusive=True, group="tend")
    async def clear(self) -> None:
        """Forget all of it, after a question."""
        question = _("Forget all that was asked before?")
        detail = _("The history on the disk is emptied, and nothing brings it back.")
        dialog = Confirm(question, detail, _("Forget all"), _("Keep"), careful=True)
        if await self.app.push_screen_wait(dialog):
            await self.query_one(HistoryList).clear_all()

    @on(HistoryList.Compared)
    def compare(self, event: HistoryList.Compared) -> None:
        """Lay two side by side."""
        from tui.screens.web.differing import Differing

        self.app.push_screen(Differing(event.one, event.other))

    @on(CollectionList.Wanted)
    def collection_wanted(self, event: CollectionList.Wanted) -> None:
        """Do what is wanted with a draft."""
        if event.why == "export":
            self._export(None, event.draft)
        else:
            self.leave_with(Picked(event.draft, send=event.why == "send"))

    @on(CollectionList.RenameWanted)
    def rename_wanted(self, event: CollectionList.RenameWanted) -> None:
        """Ask for another name."""
        self._tend(partial(past_naming.rename, name=event.name))

    @on(CollectionList.RemoveWanted)
    def removal_wanted(self, event: CollectionList.RemoveWanted) -> None:
        """Remove it, after a question."""
        self._tend(partial(past_naming.remove, name=event.name))

    @on(Rows.Pointed)
    def pointed(self, event: Rows.Pointed) -> None:
        """Say more of an exchange than its row has room for."""
        if isinstance(event.rows, HistoryList) and event.rows is self.listed:
            self._show_places()
            line = event.rows.line
            said = past_line.detail(line) if line is not None else ""
            self.query_one("#past-detail", Static).update(Content(said), layout=False)

    @on(CollectionList.Seen)
    def seen(self, event: CollectionList.Seen) -> None:
        """Say what is in a file."""
        if isinstance(self.listed, CollectionList):
            self._show_places()
            self.query_one("#past-detail", Static).update(Content(event.words), layout=False)

    @work(exclusive=True, group="tend")
    async def _tend(self, tend: Tend) -> None:
        """Change something in the collection, say so, and list it anew."""
        if words := await tend(self.app, self._collection):
            self.notify(words, markup=False)
            self.query_one(CollectionList).narrow(self.query_one(FilterLine).value)

    def _export(self, kept: Kept | None, draft: Draft) -> None:
        from tui.screens.web.exporting import Exporting

        self.app.push_screen(Exporting(kept, draft))

    def _back(self) -> None:
        self.listed.focus()

    def _show_places(self) -> None:
        history, collection = self.query_one(HistoryList), self.query_one(CollectionList)
        words = (
            _("Asked before: {number}").format(number=history.counted),
            _("Collection: {number}").format(number=collection.counted),
        )
        names = Content(" ").join(
            Content.styled(f" {word} ", "reverse bold" if place == self.place else "").stylize(
                Style.from_meta({"@click": f"screen.go('{place}')"})
            )
            for place, word in zip(PLACES, words, strict=True)
        )
        self.query_one("#past-places", Static).update(names, layout=False)
