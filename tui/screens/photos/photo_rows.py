"""What the grid and the list with columns share: they draw the photos of somebody else's album."""

from collections.abc import Callable, Set

from textual.events import Click, Resize
from textual.message import Message

from tui.clients.archive.photo import Photo
from tui.widgets.rows import Rows


class PhotoRows(Rows):
    """Photos by number; `photo_at` gives None for one that is still on its way."""

    DEFAULT_CSS = """
    PhotoRows {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .rows--muted { color: $text-muted; }
        & > .rows--mark { color: $accent; text-style: bold; }
        & > .rows--cursor { background: $secondary 25%; }
        &:focus > .rows--cursor { color: $background; background: $primary; }
    }
    """

    class Seen(Message):
        """Other photos are seen now."""

        def __init__(self, rows: "PhotoRows") -> None:
            super().__init__()
            self.rows = rows

        def can_replace(self, message: Message) -> bool:
            """Only what is seen in the end is of interest."""
            return isinstance(message, PhotoRows.Seen) and message.rows is self.rows

    class Opened(Message):
        """The photo was clicked twice."""

    def __init__(
        self,
        photo_at: Callable[[int], Photo | None],
        marks: Set[str],
        *,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self.photo_at = photo_at
        self.marks = marks

    def heading(self) -> str:
        """Return the line above the photos, "" for none."""
        return ""

    def seen(self) -> tuple[int, int]:
        """Return the first and the last photo that there is room for on the screen."""
        top = self.scroll_offset.y
        return top, top + max(1, self.scrollable_content_region.height) - 1

    def refresh_photos(self, first: int, last: int) -> None:
        """Draw these photos again, as far as they are seen."""
        top, bottom = self.seen()
        first, last = max(first, top), min(last, bottom)
        if first <= last:
            self.refresh_lines(first, last - first + 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that other photos are seen."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Seen(self))

    def on_resize(self, _event: Resize) -> None:
        """Say that more or fewer photos are seen."""
        self.post_message(self.Seen(self))

    def on_click(self, event: Click) -> None:
        """Open with the second click on the same photo."""
        if event.chain == 2:
            self.post_message(self.Opened())
