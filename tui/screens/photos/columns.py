"""The archive as a list with columns: name, date, size, pixels, and who archived it."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from tui.clients.archive.photo import Photo
from tui.local_time import day, local
from tui.printable import printable
from tui.screens.photos.photo_list import short_size
from tui.screens.photos.photo_rows import PhotoRows
from tui.widgets.rows import Piece, fitted
from tui.words import _

NAME = 16
"""Cells that a name has at the least: other columns make room for it, the last one first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the name: its heading, its cells, and what stands in it."""

    heading: str
    width: int
    say: Callable[[Photo], str]
    right: bool = False


def _date(photo: Photo) -> str:
    return day(local(photo.moment)) if photo.moment else ""


def _size(photo: Photo) -> str:
    return "" if photo.size is None else short_size(photo.size)


def _by(photo: Photo) -> str:
    return printable(photo.by or "")


def _pixels(photo: Photo) -> str:
    known = photo.width is not None and photo.height is not None
    return f"{photo.width} × {photo.height}" if known else ""


COLUMNS = (
    Column(_("Date"), 10, _date),
    Column(_("Size"), 6, _size, right=True),
    Column(_("Pixels"), 11, _pixels, right=True),
    Column(_("By"), 12, _by),
)


class Columns(PhotoRows):
    """The photos of an album, one in each row."""

    def __init__(
        self,
        photo_at: Callable[[int], Photo | None],
        marks: Set[str],
        *,
        details: bool,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(photo_at, marks, id=id)
        self._columns = COLUMNS if details else ()

    def heading(self) -> str:
        """Name the columns; the name of a photo needs no heading where it is alone."""
        width = self.scrollable_content_region.width
        columns = fitting(self._columns, width)
        if not columns:
            return ""
        words = [_fill(column, column.heading) for column in columns]
        return "  ".join(["  " + fitted(_("Name"), _room(columns, width)), *words])

    def pieces(self, row: int, width: int) -> list[Piece]:
        """The cursor and a mark, the name, and the columns there is room for."""
        columns = fitting(self._columns, width)
        name = _room(columns, width)
        lead = "▸" if row == self.cursor else " "
        photo = self.photo_at(row)
        if photo is None:
            return [(lead, "plain"), (fitted(" …", name + 1), "muted")]
        marked = photo.name in self.marks
        said = "".join(f"  {_fill(column, column.say(photo))}" for column in columns)
        return [
            (lead, "plain"),
            ("•" if marked else " ", "mark"),
            (fitted(printable(photo.name), name), "mark" if marked else "plain"),
            (said, "muted"),
        ]


def described(photo: Photo) -> str:
    """Say on one line what is known of a photo."""
    said = (column.say(photo).strip() for column in COLUMNS)
    return "  ".join([printable(photo.name), *filter(None, said)])


def fitting(columns: tuple[Column, ...], width: int) -> tuple[Column, ...]:
    """Return the columns that leave room for names, on a list of `width` cells."""
    while columns and _room(columns, width) < NAME:
        columns = columns[:-1]
    return columns


def _room(columns: tuple[Column, ...], width: int) -> int:
    return max(0, width - 2 - sum(column.width + 2 for column in columns))


def _fill(column: Column, words: str) -> str:
    cut = fitted(words, column.width)
    return cut.rstrip().rjust(column.width) if column.right else cut
