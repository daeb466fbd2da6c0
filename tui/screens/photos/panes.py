"""The two lists and the preview, side by side: which list is in use, and what it points at."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus

from protocol import config
from tui.clients.archive.classic_archive import Classic
from tui.clients.archive.photo import Photo
from tui.screens.photos.archive_list import ArchiveList
from tui.screens.photos.carrying import Where
from tui.screens.photos.entries import Kind
from tui.screens.photos.local_list import LocalList
from tui.screens.photos.looking import Looker
from tui.screens.photos.photo_list import PhotoList
from tui.screens.photos.preview import Preview
from tui.screens.photos.rows import Rows
from tui.screens.photos.subject import Subject
from tui.screens.photos.viewer import Viewer
from tui.words import _, ngettext


class Panes(Horizontal):
    """Keys act upon `active`, the list that had the focus last."""

    def __init__(self, directory: Path, where: Where, *, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.local = LocalList(directory, id="photos-here")
        self.archive = ArchiveList(where, id="photos-there")
        self.looker = Looker(Classic(config.Archive(where[0], where[1]), where[2]))
        self.preview = Preview(self.looker, id="photos-preview")
        self.active: PhotoList = self.local

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
            row = _Row(event.source, self._directory)
            self.app.push_screen(Viewer(row, event.source.cursor, self.looker))

    def on_unmount(self) -> None:
        """End the threads."""
        self.looker.close()

    @property
    def _directory(self) -> Path | None:
        return self.local.directory if self.active is self.local else None

    def _look(self) -> None:
        self.preview.look_at(_Row(self.active, self._directory).at(self.active.cursor))


class _Row:
    """A list as a reel: the photos of a directory, or of the archive where there is none."""

    def __init__(self, shown: PhotoList, directory: Path | None) -> None:
        self._list = shown
        self._directory = directory

    def __len__(self) -> int:
        return len(self._list.entries)

    def at(self, index: int) -> Subject | None:
        """Return what is there, unless it is a directory."""
        if not 0 <= index < len(self) or self._list.entries[index].kind is not Kind.FILE:
            return None
        entry = self._list.entries[index]
        if self._directory is None:
            return Subject(entry.name, photo=Photo(entry.name))
        return Subject(entry.name, self._directory / entry.name, changed=entry.changed)

    def go(self, index: int) -> None:
        """Move the cursor."""
        self._list.point(index)
