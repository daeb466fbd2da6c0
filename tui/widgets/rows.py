"""A list that draws only what is seen: 20,000 rows cost no more than 20."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.words import _

Piece = tuple[str, str]
"""Text that is safe to draw, and the name of its style: plain, muted, name, mark, good, bad."""


class Rows(ScrollView, can_focus=True):
    """Rows with a cursor. Subclasses say how many there are, and what one row looks like."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"rows--{name}" for name in ("cursor", "plain", "muted", "name", "mark", "good", "bad")
    }
    BINDINGS = [
        Binding("up", "move(-1)", _("Up"), id="rows.up", show=False, system=True),
        Binding("down", "move(1)", _("Down"), id="rows.down", show=False, system=True),
        Binding("pageup", "page(-1)", _("Page up"), id="rows.page_up", show=False, system=True),
        Binding(
            "pagedown", "page(1)", _("Page down"), id="rows.page_down", show=False, system=True
        ),
        Binding("home", "point(0)", _("First"), id="rows.first", show=False, system=True),
        Binding("end", "point(-1)", _("Last"), id="rows.last", show=False, system=True),
    ]

    class Pointed(Message):
        """The cursor came to rest on another row, or the row below it changed."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        def can_replace(self, message: Message) -> bool:
            """Only the last place of a cursor that runs is of interest."""
            return isinstance(message, Rows.Pointed) and message.rows is self.rows

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.cursor = 0
        """The row that keys act upon; 0 where there is none."""
        self._count = 0
        self._words = ""
        self._folded: list[Content] = []

    @property
    def words(self) -> str:
        """What is said where there is no row."""
        return self._words

    def pieces(self, row: int, width: int) -> list[Piece]:
        """Draw a row of `width` cells."""
        raise NotImplementedError

    def set_rows(self, count: int, cursor: int, words: str = "") -> None:
        """Say how many rows there are now, where the cursor is, and what to say if none."""
        self._count = count
        self.cursor = max(0, min(cursor, count - 1))
        self._words = words
        self.virtual_size = Size(1, count)
        self._fold()
        self._follow()
        self.refresh()
        self.call_after_refresh(self._follow)  # before the layout there is nothing to scroll
        self.post_message(self.Pointed(self))

    def render_line(self, y: int) -> Strip:
        """Draw what is seen on this line."""
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if self._count == 0:
            text = self._folded[y].plain if y < len(self._folded) else ""
            return self._strip([(text, "muted")], width)
        if row >= self._count:
            return Strip.blank(width, self.rich_style)
        return self._strip(self.pieces(row, width), width, at_cursor=row == self.cursor)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.point(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen at once."""
        self.point(self.cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_point(self, row: int) -> None:
        """Move the cursor to a row, counted from the end where it is negative."""
        self.point(row if row >= 0 else self._count + row)

    def point(self, row: int) -> None:
        """Put the cursor on a row, or as near to it as there are rows."""
        row = max(0, min(row, self._count - 1))
        if row == self.cursor:
            return
        self.refresh_line(self.cursor)
        self.cursor = row
        self.refresh_line(row)
        self._follow()
        self.post_message(self.Pointed(self))

    def on_click(self, event: Click) -> None:
        """Point with the mouse."""
        place = event.get_content_offset(self)
        if place is not None and self._count and place.y + self.scroll_offset.y < self._count:
            self.point(place.y + self.scroll_offset.y)

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in sight, and fold the words anew."""
        self._fold()
        self._follow()
        self.refresh()

    def _fold(self) -> None:
        width = self.scrollable_content_region.width  # 0 before the layout
        self._folded = Content(self._words).wrap(width) if width and self._words else []

    def _follow(self) -> None:
        if self._count:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, immediate=True)

    def _strip(self, pieces: list[Piece], width: int, *, at_cursor: bool = False) -> Strip:
        base = self.rich_style
        over = self.get_component_rich_style("rows--cursor") if at_cursor else Style.null()
        segments = [
            Segment(text, self.get_component_rich_style(f"rows--{name}") + over)
            for text, name in pieces
        ]
        return Strip(segments).adjust_cell_length(width, base + over)


def fitted(text: str, width: int) -> str:
    """Cut a text in its middle to exactly `width` cells: the end of a name tells files apart."""
    width = max(0, width)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    tail = text[-(width // 3) :] if width >= 9 else ""
    while cell_len(tail) > width // 3:
        tail = tail[1:]
    head = set_cell_size(text, max(0, width - cell_len(tail) - 1))
    return set_cell_size(f"{head}…{tail}", width)
