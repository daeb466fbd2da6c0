"""The two lists and the preview, side by side: which list is in use, and what it points at."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus

from tui.screens.photos.archive_list import ArchiveList
from tui.screens.photos.carrying import Where
from tui.screens.photos.entries import Kind
from tui.screens.photos.large import Large
from tui.screens.photos.local_list import LocalList
from tui.screens.photos.photo_list import PhotoList
from tui.screens.photos.preview import Preview
from tui.screens.photos.rows import Rows
from tui.words import _, ngettext


class Panes(Horizontal):
    """Keys act upon `active`, the list that had the focus last."""

    def __init__(self, directory: Path, where: Where, *, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.local = LocalList(directory, id="photos-here")
        self.archive = ArchiveList(where, id="photos-there")
        self.preview = Preview(where, id="photos-preview")
        self.active: PhotoList = self.local
        self._large: Large | None = None

    def compose(self) -> ComposeResult:
        """Here, there, and how it looks."""
        yield self.local
        yield self.archive
        yield self.preview

    def on_mount(self) -> None:
        """Name what is named."""
        self.archive.border_title = _("The archive")
        self.preview.border_title = _("Preview")

    def read(self) -> None:
        """Read both lists."""
        self.local.reload()
        self.archive.load()

    @on(DescendantFocus)
    def change_list(self, event: DescendantFocus) -> None:
        """Let keys act upon the list that one is in."""
        if isinstance(event.widget, PhotoList) and event.widget is not self.active:
            self.active = event.widget
            self._look()

    @on(Rows.Pointed)
    def look(self, event: Rows.Pointed) -> None:
        """Show what the cursor points at."""
        if event.rows is self.active:
            self._look()

    @on(PhotoList.Marked)
    def count_marks(self) -> None:
        """Say how many are marked."""
        for pane in (self.local, self.archive):
            marked = len(pane.marks)
            words = ngettext("{number} marked", "{number} marked", marked) if marked else ""
            pane.border_subtitle = words

    @on(PhotoList.Chosen)
    def open_entry(self, event: PhotoList.Chosen) -> None:
        """Walk into a directory, or show a photo large."""
        if event.entry.kind is Kind.PARENT:
            self.local.go_up()
        elif event.entry.kind is Kind.DIRECTORY:
            self.local.read(self.local.directory / event.entry.name)
        else:
            self._large = Large(event.entry, event.source.action_move)
            self.app.push_screen(self._large, self._close_large)
            self._look()

    @on(Preview.Saw)
    def show_large(self, event: Preview.Saw) -> None:
        """Hand what was seen to the large view, if it is open."""
        if self._large is not None and event.entry is self.active.entry:
            self._large.show(event.entry, event.seen)

    def _close_large(self, _nothing: None) -> None:
        self._large = None

    def _look(self) -> None:
        here = self.local.directory if self.active is self.local else None
        self.preview.look_at(self.active.entry, here)
