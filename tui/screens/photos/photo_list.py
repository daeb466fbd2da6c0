"""A list of directories and photos: a cursor, and marks."""

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message

from tui.numbers import decimal
from tui.screens.photos.entries import Entry, Kind, place_of
from tui.screens.photos.keys import MARKING
from tui.widgets.rows import Piece, Rows, fitted

SIZES_FROM = 20
"""Cells from which on a row has room for a size beside its name."""

_SIZE = 5
"""Cells of a size."""


class PhotoList(Rows):
    """Entries to point at, to mark and to open."""

    BINDINGS = [*MARKING]

    class Chosen(Message):
        """Somebody wants to open an entry."""

        def __init__(self, source: "PhotoList", entry: Entry) -> None:
            super().__init__()
            self.source = source
            self.entry = entry

    class Marked(Message):
        """The marks changed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        self.marks: set[str] = set()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entries[self.cursor] if self.entries else None

    @property
    def selected(self) -> list[Entry]:
        """The marked files in the list's order; without marks, the file under the cursor."""
        if self.marks:
            return [entry for entry in self.entries if entry.name in self.marks]
        return [self.entry] if self.entry and self.entry.kind is Kind.FILE else []

    def fill(self, entries: Sequence[Entry], *, at: str = "", words: str = "") -> None:
        """Show these entries, the cursor on the one named `at`; marks of the same names stay."""
        here = self.cursor
        self.entries = entries
        self.marks &= {entry.name for entry in entries}
        self._tell()
        cursor = place_of(entries, at) if at else 0
        known = bool(entries) and entries[cursor].name == at
        self.set_rows(len(entries), cursor if known or not at else here, words)

    def unmark(self) -> None:
        """Take all marks away."""
        self.marks.clear()
        self._tell()

    def action_mark(self) -> None:
        """Mark this photo or take its mark away, and go on to the next one."""
        if self.entry is not None and self.entry.kind is Kind.FILE:
            self.marks ^= {self.entry.name}
            self._tell()
        self.action_move(1)

    def action_mark_all(self) -> None:
        """Mark every photo, or none where all are marked."""
        files = {entry.name for entry in self.entries if entry.kind is Kind.FILE}
        self.marks = set() if self.marks == files else files
        self._tell()

    def action_choose(self) -> None:
        """Open what the cursor points at."""
        if self.entry is not None:
            self.post_message(self.Chosen(self, self.entry))

    def on_click(self, event: Click) -> None:
        """Open with the second click on the same row."""
        if event.chain == 2:
            self.action_choose()

    def pieces(self, row: int, width: int) -> list[Piece]:
        """A mark, the name, and the size where it is known and has room."""
        entry = self.entries[row]
        mark = "•" if entry.name in self.marks else " "
        if entry.kind is not Kind.FILE:
            return [(" ", "plain"), (fitted(f"{entry.shown}/", width - 1), "name")]
        size = short_size(entry.size) if entry.size is not None and width >= SIZES_FROM else ""
        column = _SIZE + 1 if size else 0
        name = fitted(entry.shown, width - 1 - column) + " " * (column - len(size))
        return [(mark, "mark"), (name, "mark" if mark == "•" else "plain"), (size, "muted")]

    def _tell(self) -> None:
        self.refresh()
        self.post_message(self.Marked())


def short_size(size: int) -> str:
    """Say a size in at most `_SIZE` cells, as `ls -h` does."""
    amount, units = float(size), iter("BKMGTPE")
    unit = next(units)
    while amount >= 999.5:
        amount, unit = amount / 1024, next(units)
    return decimal(amount, ".1f" if amount < 9.95 and unit != "B" else ".0f") + unit
