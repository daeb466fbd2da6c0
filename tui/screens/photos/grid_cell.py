"""A cell of the archive's grid: a picture, the name below it, and at both sides the cursor."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from tui.clients.archive.photo import Photo
from tui.printable import printable
from tui.screens.photos.thumb_memory import Thumb


@dataclass(frozen=True, slots=True)
class CellStyles:
    """What cells are drawn with: around a picture, or in place of one; the cursor; names."""

    ground: Style
    empty: Style
    frame: Style
    plain: Style
    mark: Style
    cursor: Style
    """Goes over the style of a name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is to draw, in a picture of so many columns and rows, and below it.

    Photo and thumb are None while they are on their way.
    """

    photo: Photo | None
    thumb: Thumb | None
    columns: int
    rows: int
    at_cursor: bool
    is_marked: bool

    def line(self, number: int, styles: CellStyles) -> Iterator[Segment]:
        """Draw a line of a cell: of its picture, or its name below that."""
        yield Segment("▐" if self.at_cursor else " ", styles.frame)
        if number < self.rows:
            yield from self._picture_line(number, styles)
        else:
            yield self._name_line(styles)
        yield Segment("▌" if self.at_cursor else " ", styles.frame)

    def _picture_line(self, number: int, styles: CellStyles) -> Iterator[Segment]:
        strips = self.thumb.strips if self.thumb is not None else ()
        if not strips:
            words = self.thumb.words if self.thumb is not None else "…"
            text = centred(words if number == self.rows // 2 else "", self.columns)
            yield Segment(text, styles.empty)
            return
        at = number - (self.rows - len(strips)) // 2
        if not 0 <= at < len(strips):
            yield Segment(" " * self.columns, styles.ground)
            return
        strip = strips[at]
        left = (self.columns - strip.cell_length) // 2
        yield Segment(" " * left, styles.ground)
        yield from strip
        yield Segment(" " * (self.columns - strip.cell_length - left), styles.ground)

    def _name_line(self, styles: CellStyles) -> Segment:
        name = printable(self.photo.name) if self.photo is not None else "…"
        if self.is_marked:
            name = f"• {shortened(name, self.columns - 2)}"
        style = styles.mark if self.is_marked else styles.plain
        if self.at_cursor:
            style += styles.cursor
        return Segment(centred(name, self.columns), style)


def centred(text: str, width: int) -> str:
    """Put a text in the middle of so many cells, cut if it is longer."""
    text = shortened(text, width)
    left = (width - cell_len(text)) // 2
    return " " * left + text + " " * (width - left - cell_len(text))


def shortened(name: str, width: int) -> str:
    """Cut a name to so many cells at the most. Neighbours differ in their ends: more of that stays.

    A list of one name a row has room for more, and cuts elsewhere.
    """
    if cell_len(name) <= width:
        return name
    head = set_cell_size(name, max(0, (width - 1) // 3)).rstrip()
    tail = name[-width:]
    while tail and cell_len(head) + 1 + cell_len(tail) > width:
        tail = tail[1:]
    return f"{head}…{tail}" if width else ""
