"""The pane of this machine: a directory to walk."""

import asyncio
import os
from pathlib import Path

from rich.cells import cell_len
from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.events import Resize
from textual.message import Message

from tui.printable import printable
from tui.reasons import reason
from tui.screens.photos.entries import Entry, Kind, of_directory
from tui.screens.photos.photo_list import PhotoList
from tui.screens.photos.subject import Subject
from tui.words import _


class LocalList(PhotoList):
    """A directory's entries. A directory that cannot be read leaves the one before."""

    BINDINGS = [
        Binding(
            "enter",
            "choose",
            _("Open"),
            id="photos.open_here",
            show=False,
            tooltip=_("Open the directory, or see the photo over the whole screen"),
        ),
        Binding(
            "backspace",
            "go_up",
            _("Up"),
            id="photos.up",
            show=False,
            tooltip=_("Go to the directory above"),
        ),
    ]

    class Read(Message):
        """A directory was read; `left_out` entries are too many to be shown."""

        def __init__(self, path: Path, entries: list[Entry], left_out: int, at: str) -> None:
            super().__init__()
            self.path = path
            self.entries = entries
            self.left_out = left_out
            self.at = at

    class Unreadable(Message):
        """A directory could not be read; `reason` is safe to draw."""

        def __init__(self, path: Path, reason: str) -> None:
            super().__init__()
            self.path = path
            self.reason = reason

    def __init__(self, directory: Path, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.directory = directory
        self.reel = LocalReel(self)

    def reload(self) -> None:
        """Read the directory again; the cursor stays on its entry."""
        self.read(self.directory, self.entry.name if self.entry else "")

    def action_go_up(self) -> None:
        """Go to the directory above, the cursor on the one that we leave."""
        if self.directory != self.directory.parent:
            self.read(self.directory.parent, self.directory.name)

    @work(exclusive=True, group="directory")
    async def read(self, path: Path, at: str = "") -> None:
        """Read a directory in a thread, since disks of networks are slow."""
        try:
            entries, left_out = await asyncio.to_thread(of_directory, path)
        except OSError as error:
            self.post_message(self.Unreadable(path, reason(error)))
        else:
            self.post_message(self.Read(path, entries, left_out, at))

    def on_local_list_read(self, event: Read) -> None:
        """Show what was read."""
        if event.path != self.directory:
            self.marks.clear()
        self.directory = event.path
        self._name_place()
        self.fill(event.entries, at=event.at, words=_("This directory is empty."))

    def on_resize(self, _event: Resize) -> None:
        """Show as much of the directory's name as there is room for."""
        self._name_place()

    def _name_place(self) -> None:
        """Say which directory this is: the end of its path, which tells it from the others."""
        path, width = printable(str(self.directory)), self.size.width - 4
        while cell_len(path) > width > 0:
            path = f"…{path[2:]}"
        self.border_title = Content(path)


class LocalReel:
    """The list as a row of what can be looked at."""

    def __init__(self, local: LocalList) -> None:
        self._local = local

    def __len__(self) -> int:
        return len(self._local.entries)

    def at(self, index: int) -> Subject | None:
        """Return a file; None for a directory."""
        if not 0 <= index < len(self):
            return None
        entry = self._local.entries[index]
        if entry.kind is not Kind.FILE:
            return None
        path = self._local.directory / entry.name
        return Subject(entry.name, path=path, changed=entry.changed)

    def go(self, index: int) -> None:
        """Move the cursor there."""
        self._local.point(index)


def first_directory() -> Path:
    """Return where one is, or home if that cannot be read or is no longer there."""
    try:
        here = Path.cwd()
    except OSError:
        return Path.home()
    return here if os.access(here, os.R_OK | os.X_OK) else Path.home()
