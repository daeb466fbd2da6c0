"""The archive as a grid: a picture and a name in each cell, and only those drawn that are seen."""

from collections.abc import Callable, Set

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.events import Click, MouseEvent, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from tui.clients.archive.photo import Archive, Photo
from tui.clients.failure import Failure
from tui.colours import depth
from tui.screens.photos.grid_cell import Cell, CellStyles
from tui.screens.photos.grid_layout import layout
from tui.screens.photos.lister import Lost
from tui.screens.photos.photo_rows import PhotoRows
from tui.screens.photos.thumbs import Thumbs
from tui.words import _


class Grid(PhotoRows):
    """Cells with a cursor. It fetches the thumbnails of what is seen, and of what may be seen next.

    `fetch` is to be called when the cursor or the list changed.
    """

    class Drew(Message):
        """A thumbnail came: the archive answers."""

    COMPONENT_CLASSES = {"grid--frame", "grid--empty"}
    DEFAULT_CSS = """
    Grid {
        scrollbar-gutter: stable;
        & > .grid--frame { color: $secondary; }
        & > .grid--empty { color: $text-muted; background: $surface; }
        &:focus > .grid--frame { color: $primary; }
    }
    """
    BINDINGS = [
        Binding("up", "step(-1)", _("Up"), id="grid.up", show=False, system=True),
        Binding("down", "step(1)", _("Down"), id="grid.down", show=False, system=True),
        Binding("left", "move(-1)", _("Left"), id="grid.left", show=False, system=True),
        Binding("right", "move(1)", _("Right"), id="grid.right", show=False, system=True),
    ]

    def __init__(
        self,
        photo_at: Callable[[int], Photo | None],
        marks: Set[str],
        archive: Archive,
        *,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(photo_at, marks, id=id)
        self.layout_now = layout(1, 0)
        self.thumbs = Thumbs(archive, self._show_thumb, self._tell_lost)
        self._top, self._forward = 0, True

    def on_mount(self) -> None:
        """Learn what the terminal can show."""
        self.thumbs.depth = depth(self.app)

    def on_unmount(self) -> None:
        """Fetch no more."""
        self.thumbs.close()

    def fetch(self) -> None:
        """Want what is seen, the cursor's surroundings first; then a screen in its direction."""
        if not self.layout_now.lines:
            return
        first, last = self.seen()
        if first != self._top:
            self._forward, self._top = first > self._top, first
        page = last - first + 1
        near = sorted(range(first, last + 1), key=lambda index: abs(index - self.cursor))
        ahead = (
            range(last + 1, last + 1 + page) if self._forward else range(first)[: -page - 1 : -1]
        )
        wanted = [*near, *ahead] if self.thumbs.small else near
        photos = [photo for index in wanted if (photo := self.photo_at(index)) is not None]
        self.thumbs.want(photos, *self.layout_now.picture)

    def set_rows(self, count: int, cursor: int, words: str = "") -> None:
        """Say how many photos there are now, where the cursor is, and what to say if none."""
        self._count = count
        self.cursor = max(0, min(cursor, count - 1))
        self._words = words
        self.virtual_size = self.layout_now.extent(count)
        self._fold()
        self._follow()
        self.refresh()
        self.call_after_refresh(self._follow)
        self.post_message(self.Pointed(self))

    def seen(self) -> tuple[int, int]:
        """Return the first and the last photo that there is room for on the screen."""
        shape = self.layout_now
        top = self.scroll_offset.y
        even = top % shape.height == 0
        bottom = top + (shape.down * shape.height if even else max(1, shape.lines)) - 1
        return top // shape.height * shape.across, (bottom // shape.height + 1) * shape.across - 1

    def refresh_photos(self, first: int, last: int) -> None:
        """Draw these photos again, as far as they are seen."""
        top, bottom = self.seen()
        for index in range(max(first, top), min(last, bottom) + 1):
            self._refresh_cell(index)

    def point(self, row: int) -> None:
        """Put the cursor on a photo, or as near to it as there are photos."""
        row = max(0, min(row, self._count - 1))
        if row != self.cursor:
            before, self.cursor = self.cursor, row
            self._refresh_cell(before)
            self._refresh_cell(row)
            self._follow()
            self.post_message(self.Pointed(self))

    def action_step(self, rows: int) -> None:
        """Move the cursor up or down; below the last row there is nothing."""
        across = self.layout_now.across
        last = (self._count - 1) // across
        if 0 <= self.cursor // across + rows <= last:
            self.point(self.cursor + rows * across)

    def action_page(self, pages: int) -> None:
        """Move the cursor by the rows that are seen at once."""
        across, down = self.layout_now.across, self.layout_now.down
        column, last = self.cursor % across, (self._count - 1) // across
        row = max(0, min(self.cursor // across + pages * down, last))
        self.point(row * across + column)

    def on_click(self, event: Click) -> None:
        """Point with the mouse."""
        event.prevent_default()
        place = event.get_content_offset(self)
        index = self._index_at(place) if place is not None else None
        if index is not None:
            self.point(index)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll by a whole row."""
        self._scroll_row(event, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll by a whole row."""
        self._scroll_row(event, -1)

    def on_resize(self, event: Resize) -> None:
        """Divide the area anew; the photos at the cursor stay in sight."""
        event.prevent_default()
        size = self.scrollable_content_region.size
        self.layout_now = layout(size.width, size.height)
        self.virtual_size = self.layout_now.extent(self._count)
        self._fold()
        self._follow()
        self.call_after_refresh(self._follow)
        self.refresh()
        self.post_message(self.Seen(self))

    def render_line(self, y: int) -> Strip:
        """Draw one line of all the cells that it goes through."""
        width = self.scrollable_content_region.width
        if self._count == 0:
            return super().render_line(y)
        shape = self.layout_now
        base, top = self.rich_style, self.scroll_offset.y
        if y >= shape.down * shape.height and top % shape.height == 0:
            return Strip.blank(width, base)  # not the first line of pictures alone
        row, line = divmod(y + top, shape.height)
        segments, styles = [Segment(" " * shape.margin, base)], self._cell_styles(base)
        for index in range(row * shape.across, min((row + 1) * shape.across, self._count)):
            segments += self._cell(index).line(line, styles)
        return Strip(segments).adjust_cell_length(width, base)

    def _cell(self, index: int) -> Cell:
        columns, rows = self.layout_now.picture
        photo = self.photo_at(index)
        return Cell(
            photo,
            self.thumbs.known(photo) if photo is not None else None,
            columns,
            rows,
            at_cursor=index == self.cursor,
            is_marked=photo is not None and photo.name in self.marks,
        )

    def _cell_styles(self, base: Style) -> CellStyles:
        style = self.get_component_rich_style
        return CellStyles(
            ground=base,
            empty=style("grid--empty"),
            frame=base + style("grid--frame", partial=True),
            plain=style("rows--plain"),
            mark=style("rows--mark"),
            cursor=style("rows--cursor"),
        )

    def _show_thumb(self, name: str) -> None:
        first, last = self.seen()
        for index in range(first, last + 1):
            if (photo := self.photo_at(index)) is not None and photo.name == name:
                self._refresh_cell(index)
                self.post_message(self.Drew())

    def _tell_lost(self, failure: Failure, pause: float) -> None:
        self.post_message(Lost(failure, pause))

    def _refresh_cell(self, index: int) -> None:
        self.refresh(self.layout_now.place(index).translate(-self.scroll_offset))

    def _index_at(self, place: Offset) -> int | None:
        shape = self.layout_now
        column = (place.x - shape.margin) // shape.width
        index = (place.y + self.scroll_offset.y) // shape.height * shape.across + column
        return index if 0 <= column < shape.across and 0 <= index < self._count else None

    def _scroll_row(self, event: MouseEvent, rows: int) -> None:
        event.prevent_default().stop()
        self.scroll_relative(y=rows * self.layout_now.height, animate=False)

    def _follow(self) -> None:
        """Scroll by whole rows."""
        shape = self.layout_now
        row, top = self.cursor // shape.across, round(self.scroll_y / shape.height)
        top = max(min(top, row), row - shape.down + 1)
        self.scroll_to(y=top * shape.height, animate=False, immediate=True)
