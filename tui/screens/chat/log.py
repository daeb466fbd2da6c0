"""The talk itself: a bounded log that follows until one scrolls up, and says what came since."""

from collections.abc import Iterable

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.screens.chat.conversation import Line
from tui.screens.chat.rows import SPEAKERS, Row, day_row, fold, rows_of

_STYLES = ("time", "rule", "text", "muted", "us", "mention", "wrong", "doubt")


class ChatLog(ScrollView, can_focus=False):
    """Draws the lines of one conversation; rows out of sight are folded, never painted."""

    COMPONENT_CLASSES = {
        *(f"chat-log--{name}" for name in _STYLES),
        *(f"chat-log--speaker-{number}" for number in range(SPEAKERS)),
    }

    class Scrolled(Message):
        """What is in sight changed: ask `follows` and `newer`."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._folded: dict[int, tuple[Line, list[Row]]] = {}
        self._rows: list[Row] = []
        self._owners: list[int] = []
        """For each row, the number of its line."""
        self._width = 0
        self._hint = ""
        self._last_seen = 0
        self._told = True
        self.newer = 0
        """Lines that came since the end was last in sight."""
        self.follows = True
        """Whether the newest line is in sight and stays so."""

    def show(self, lines: Iterable[Line], hint: str = "") -> None:
        """Draw these lines, or the hint where there are none; one who scrolled up stays there."""
        self._lines = tuple(lines)
        self._hint = hint
        self._draw()

    def page(self, by: int) -> None:
        """Scroll by so many pages, one row of the last staying in sight."""
        height = max(1, self.scrollable_content_region.height - 1)
        self.scroll_relative(y=by * height, animate=False)

    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self.follows = True
        self._draw()

    def on_resize(self, _event: Resize) -> None:
        """Fold anew for another width."""
        self._draw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Note whether the end is in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.follows = round(new_value) >= self.max_scroll_y
        self._tell()

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        place = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        base = self.rich_style
        if place >= len(self._rows):
            return Strip.blank(width, base)
        segments = [
            Segment(text, self.get_component_rich_style(f"chat-log--{style}"))
            for text, style in self._rows[place]
        ]
        return Strip(segments).adjust_cell_length(width, base).crop(0, width)

    def _draw(self) -> None:
        """Fold what is new, and keep the place: the end, or the line at the top."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        follows, top = self.follows, self._top()
        self._fold(width)
        self.virtual_size = Size(width, len(self._rows))
        end = self.max_scroll_y
        self.scroll_to(y=end if follows else min(end, self._place(*top)), animate=False)
        self.follows = follows
        self.refresh()
        self._tell()

    def _fold(self, width: int) -> None:
        known = self._folded if width == self._width else {}
        self._width = width
        self._folded = {}
        self._rows, self._owners = [], []
        day = None
        for line in self._lines:
            if (date := line.moment.astimezone().date()) != day:
                day = date
                self._rows.append(day_row(day, width))
                self._owners.append(line.number)
            before, rows = known.get(line.number, (None, []))
            rows = rows if before is line else rows_of(line, width)
            self._folded[line.number] = (line, rows)
            self._rows += rows
            self._owners += [line.number] * len(rows)
        if not self._lines:
            self._rows = [((f" {row}", "muted"),) for row in fold(self._hint, width - 2)]

    def _top(self) -> tuple[int, int]:
        """Name the line at the top of what is in sight, and how many of its rows are above."""
        place = self.scroll_offset.y
        if place >= len(self._owners):
            return 0, 0
        number = self._owners[place]
        return number, place - self._owners.index(number)

    def _place(self, number: int, below: int) -> int:
        """Find the row of a line again; the oldest row, where the line fell away."""
        return self._owners.index(number) + below if number in self._owners else 0

    def _tell(self) -> None:
        if self.follows:
            self._last_seen = self._lines[-1].number if self._lines else 0
        newer = sum(line.number > self._last_seen for line in self._lines)
        if (self._told, self.newer) != (self.follows, newer):
            self._told, self.newer = self.follows, newer
            self.post_message(self.Scrolled())
