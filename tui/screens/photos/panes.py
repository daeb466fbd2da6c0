"""The places of the photo screen: this machine with a preview, the archive, its trash.

Where there is room this machine is beside the archive; else one place is seen at a time. The trash
is in the archive's place.
"""

from enum import Enum
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.widget import Widget

from tui.clients.archive.photo import Archive
from tui.screens.photos.archive_messages import Chosen, Pointed
from tui.screens.photos.archive_view import ArchiveView
from tui.screens.photos.entries import Kind
from tui.screens.photos.local_list import LocalList
from tui.screens.photos.looking import Looker
from tui.screens.photos.preview import Preview
from tui.screens.photos.subject import Reel, Subject
from tui.screens.photos.trash_list import TrashList
from tui.screens.photos.viewer import Viewer
from tui.widgets.rows import Rows
from tui.words import _

WIDE = 120
"""Columns from which on this machine and the archive have room side by side."""


class Place(Enum):
    """Where one is: keys act upon what is there."""

    THERE = "there"
    HERE = "here"
    TRASH = "trash"


class Panes(Horizontal):
    """Keys act upon `place`, the one that had the focus last."""

    class Moved(Message):
        """One is in another place now."""

    def __init__(
        self,
        directory: Path,
        archive: Archive,
        *,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self.local = LocalList(directory, id="photos-here")
        self.archive = ArchiveView(archive, id="photos-there")
        self.trash = TrashList(archive, id="photos-trash")
        self.looker = Looker(archive)
        self.preview = Preview(self.looker, id="photos-preview")
        self.place = Place.THERE
        self.trash_shown = False
        """Whether the trash is where the archive is otherwise."""
        self._side = Container(self.local, self.preview, id="photos-side")

    def compose(self) -> ComposeResult:
        """Here, how it looks, and there."""
        yield self._side
        yield self.archive
        yield self.trash

    def on_mount(self) -> None:
        """Name what is named, and begin in the archive."""
        self.preview.border_title = _("Preview")
        self.go(Place.THERE)

    def on_unmount(self) -> None:
        """End the looker's threads."""
        self.looker.close()

    def on_resize(self, _event: Resize) -> None:
        """Show as many places as there is room for."""
        self._arrange()
        self._look()

    @property
    def widget(self) -> Widget:
        """What is in the place where one is."""
        return {
            Place.HERE: self.local,
            Place.THERE: self.archive,
            Place.TRASH: self.trash,
        }[self.place]

    @property
    def something(self) -> tuple[bool, bool]:
        """Whether there is something to act upon: here, and there."""
        entry = self.local.entry
        here = entry is not None and entry.kind is not Kind.PARENT
        return here or bool(self.local.marks), bool(self.archive.selected)

    def read(self) -> None:
        """Read everything that is seen again."""
        self.local.reload()
        self.read_archive()

    def read_archive(self) -> None:
        """Ask for the archive's list again, and for its trash where that is seen."""
        self.archive.load()
        if self.trash_shown:
            self.trash.load()

    def go(self, place: Place) -> None:
        """Go to a place, and see it."""
        self.place = place
        if place is not Place.HERE:
            self.trash_shown = place is Place.TRASH
        self._arrange()
        self._look()
        self.widget.focus()
        self.post_message(self.Moved())

    @on(DescendantFocus)
    def change_place(self, event: DescendantFocus) -> None:
        """Let keys act upon the place that one is in, also where the mouse went there."""
        for place, widget in (
            (Place.HERE, self.local),
            (Place.THERE, self.archive),
            (Place.TRASH, self.trash),
        ):
            if place is not self.place and widget in event.widget.ancestors_with_self:
                self.place = place
                self._look()
                self.post_message(self.Moved())

    @on(Rows.Pointed)
    def look_here(self, event: Rows.Pointed) -> None:
        """Show what the cursor of this machine points at."""
        if event.rows is self.local and self.place is Place.HERE:
            self._look()

    @on(Pointed)
    def look_there(self) -> None:
        """Show what the archive's cursor points at."""
        if self.place is Place.THERE:
            self._look()

    @on(LocalList.Chosen)
    def open_here(self, event: LocalList.Chosen) -> None:
        """Walk into a directory, or show a photo over the whole screen."""
        if event.entry.kind is Kind.PARENT:
            self.local.action_go_up()
        elif event.entry.kind is Kind.DIRECTORY:
            self.local.read(self.local.directory / event.entry.name)
        else:
            self._open(self.local.reel, self.local.cursor)

    @on(Chosen)
    def open_there(self, event: Chosen) -> None:
        """Show a photo over the whole screen."""
        self._open(self.archive.reel, event.index)

    def _open(self, reel: Reel, index: int) -> None:
        self.app.push_screen(Viewer(reel, index, self.looker))

    def _arrange(self) -> None:
        """Show both sides where there is room, else the one where one is."""
        wide, here = self.app.size.width >= WIDE, self.place is Place.HERE
        self._side.display = wide or here
        self.archive.display = (wide or not here) and not self.trash_shown
        self.trash.display = (wide or not here) and self.trash_shown

    def _look(self) -> None:
        if self._side.display:
            self.preview.look_at(self._subject())

    def _subject(self) -> Subject | None:
        match self.place:
            case Place.HERE:
                return self.local.reel.at(self.local.cursor)
            case Place.THERE if (photo := self.archive.photo) is not None:
                return Subject(photo.name, photo=photo)
        return None
