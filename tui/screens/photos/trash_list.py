"""The trash, in the place of the archive: what was deleted or replaced, the latest first."""

from collections.abc import Sequence
from datetime import datetime

from textual import work
from textual.binding import Binding
from textual.message import Message

from tui.clients.archive.photo import Archive, Trash, Trashed
from tui.clients.failure import Failure
from tui.failures import remedy, sentence
from tui.local_time import local, minute
from tui.printable import printable
from tui.screens.photos.entries import Entry
from tui.screens.photos.photo_list import PhotoList
from tui.widgets.rows import Piece
from tui.words import _

DATES_FROM = 44
"""Cells from which on a row has room for a date beside name and size."""

_DATE = 16
"""Cells of a date."""


class TrashList(PhotoList):
    """The entries' names are the ids of the trash: a photo's name may be there several times."""

    BINDINGS = [
        Binding(
            "enter,s",
            "restore",
            _("Restore"),
            id="trash.restore",
            tooltip=_("Put the marked photos, or this one, back into the archive"),
        ),
        Binding(
            "d,delete",
            "discard",
            _("Discard"),
            id="trash.discard",
            tooltip=_("Remove the marked photos, or this one, for good"),
        ),
    ]

    class Listed(Message):
        """The archive said what is in its trash."""

        def __init__(self, trash: Trash) -> None:
            super().__init__()
            self.trash = trash

    class Unreadable(Message):
        """The archive did not say it."""

        def __init__(self, failure: Failure) -> None:
            super().__init__()
            self.failure = failure

    class RestoreWanted(Message):
        """These are to be put back."""

        def __init__(self, items: list[Trashed]) -> None:
            super().__init__()
            self.items = items

    class DiscardWanted(Message):
        """These are to be removed for good."""

        def __init__(self, items: list[Trashed]) -> None:
            super().__init__()
            self.items = items

    def __init__(self, archive: Archive, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.total = 0
        """Photos in the trash, those included that the list does not show."""
        self._archive = archive
        self._items: dict[str, Trashed] = {}

    @property
    def chosen(self) -> list[Trashed]:
        """What is marked, or what is under the cursor."""
        return [self._items[entry.name] for entry in self.selected]

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing where nothing is."""
        return bool(self.entries) or action not in ("restore", "discard", "mark", "mark_all")

    @work(exclusive=True, group="trash")
    async def load(self) -> None:
        """Ask what is in the trash."""
        try:
            self.post_message(self.Listed(await self._archive.trash()))
        except Failure as failure:
            self.post_message(self.Unreadable(failure))

    def on_trash_list_listed(self, event: Listed) -> None:
        """Show it; the cursor stays where it was."""
        self._items = {item.id: item for item in event.trash.items}
        self.total = event.trash.total
        at = self.entry.name if self.entry else ""
        self.fill(_entries(event.trash.items), at=at, words=_("The trash is empty."))

    def on_trash_list_unreadable(self, event: Unreadable) -> None:
        """Say why there is nothing to see."""
        self._items = {}
        self.total = 0
        self.fill((), words=f"{sentence(event.failure)}\n\n{remedy(event.failure)}")

    def action_restore(self) -> None:
        """Say that these are wanted back."""
        if items := self.chosen:
            self.post_message(self.RestoreWanted(items))

    def action_discard(self) -> None:
        """Say that these are not wanted any more."""
        if items := self.chosen:
            self.post_message(self.DiscardWanted(items))

    def action_choose(self) -> None:
        """Restore with a double click too."""
        self.action_restore()

    def pieces(self, row: int, width: int) -> list[Piece]:
        """A photo, and when it was deleted where there is room."""
        if width < DATES_FROM:
            return super().pieces(row, width)
        deleted = moment(self._items[self.entries[row].name].deleted)
        return [*super().pieces(row, width - _DATE - 2), (f"  {deleted:>{_DATE}}", "muted")]


def moment(when: datetime) -> str:
    """Write a moment in this machine's time, to the minute."""
    return minute(local(when))


def _entries(items: Sequence[Trashed]) -> list[Entry]:
    return [Entry(item.id, printable(item.name), size=item.size) for item in items]
