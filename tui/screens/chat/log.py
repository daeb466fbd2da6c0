"""The talk itself: a bounded log that follows until one scrolls up, and says what came since."""

from collections.abc import Iterable, Mapping, Sequence

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.screens.chat.conversation import Line
from tui.screens.chat.folding import Folded, PictureRow, Sheet, folded
from tui.screens.chat.rows import SPEAKERS, fold, gutter_width

_STYLES = ("time", "rule", "text", "muted", "us", "mention", "wrong", "doubt", "fresh")

_NOBODY = 2**63
"""The number of no line."""


class ChatLog(ScrollView, can_focus=False):
    """Draws the lines of one conversation; rows out of sight are folded, never painted."""

    COMPONENT_CLASSES = {
        *(f"chat-log--{name}" for name in (*_STYLES, "sought")),
        *(f"chat-log--speaker-{number}" for number in range(SPEAKERS)),
    }

    class Scrolled(Message):
        """What is in sight changed: ask `follows`, `newer` and `in_sight`."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet = Sheet()
        self._width = 0
        self._folded = Folded()
        self._last_seen: int | None = None
        self._wanted = _NOBODY
        self._sought = _NOBODY
        """The line that somebody went to: it stands out until they go back to the newest."""
        self._told: tuple[bool, int, float] = (True, 0, 0.0)
        self.pictures: Mapping[str, Sequence[Strip]] = {}
        """Small pictures of photos that are named in the talk, as far as they have come."""
        self.newer = 0
        """Lines that came since the end was last in sight."""
        self.follows = True
        """Whether the newest line is in sight and stays so."""

    def show(self, lines: Iterable[Line], hint: str = "", top: str = "", fresh: int = 0) -> None:
        """Draw these lines, or the hint where there are none; one who scrolled up stays there.

        `top` stands above the first line, and a rule above the line whose number is `fresh`.
        """
        self._sheet = Sheet(tuple(lines), hint, top, fresh)
        self._draw()

    def page(self, by: int) -> None:
        """Scroll by so many pages, one row of the last staying in sight."""
        height = max(1, self.scrollable_content_region.height - 1)
        self.scroll_relative(y=by * height, animate=False)

    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self.follows = True
        self._sought = _NOBODY
        self._draw()

    def go_to(self, number: int) -> None:
        """Have a line in the middle of what is in sight, and let it stand out."""
        self._wanted = self._sought = number
        self.follows = False
        self._draw()

    @property
    def is_near_top(self) -> bool:
        """Whether less than a page lies above what is in sight."""
        return self.scroll_offset.y < self.size.height

    def in_sight(self) -> list[Line]:
        """Return the lines of which something is in sight."""
        top = self.scroll_offset.y
        numbers = set(self._folded.owners[top : top + self.size.height])
        return [line for line in self._sheet.lines if line.number in numbers]

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
        if place >= len(self._folded.rows):
            return Strip.blank(width, base)
        row = self._folded.rows[place]
        if isinstance(row, PictureRow):
            return self._picture(row, width)
        segments = [
            Segment(text, self.get_component_rich_style(f"chat-log--{style}"))
            for text, style in row
        ]
        strip = Strip(segments).adjust_cell_length(width, base).crop(0, width)
        if self._folded.owners[place : place + 1] == [self._sought]:
            sought = self.get_component_rich_style("chat-log--sought", partial=True)
            return Strip(Segment.apply_style(strip, post_style=sought), strip.cell_length)
        return strip

    def _picture(self, row: PictureRow, width: int) -> Strip:
        strips = self.pictures.get(row.name, ())
        if row.place >= len(strips):
            return Strip.blank(width, self.rich_style)
        left = gutter_width(width)
        strip = strips[row.place]
        if strip.cell_length + left > width:
            strip = strip.crop(0, max(0, width - left))
        right = width - left - strip.cell_length
        return strip.crop_pad(strip.cell_length, left, right, self.rich_style)

    def _draw(self) -> None:
        """Fold what is new, and keep the place: the end, or the line at the top."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        follows, top = self.follows, self._top()
        self._fold(width)
        self.virtual_size = Size(width, len(self._folded.rows))
        end = self.max_scroll_y
        place = end if follows else self._place(*top)
        if self._wanted in self._folded.owners:
            row = self._folded.owners.index(self._wanted)
            place, follows, self._wanted = max(0, row - self.size.height // 2), False, _NOBODY
        self.scroll_to(y=min(end, place), animate=False, immediate=True)
        self.follows = follows
        self.refresh()
        self._tell()

    def _fold(self, width: int) -> None:
        known = self._folded if width == self._width else Folded()
        self._width = width
        heights = {name: len(strips) for name, strips in self.pictures.items()}
        self._folded = folded(self._sheet, width, known, heights)
        if not self._sheet.lines:
            hint = fold(self._sheet.hint, width - 2)
            self._folded.rows = [((f" {row}", "muted"),) for row in hint]

    def _top(self) -> tuple[int, int]:
        """Name the first line in sight, and how many rows below the top its first row is."""
        place = self.scroll_offset.y
        owners = self._folded.owners
        number = next((owner for owner in owners[place:] if owner), 0)
        return number, place - owners.index(number) if number else 0

    def _place(self, number: int, below: int) -> int:
        """Find the row of a line again; the oldest row, where the line fell away."""
        owners = self._folded.owners
        return max(0, owners.index(number) + below) if number in owners else 0

    def _tell(self) -> None:
        lines = self._sheet.lines
        if self.follows:
            self._last_seen = lines[-1].number if lines else None
        self.newer = 0
        for line in reversed(lines):
            if line.number == self._last_seen:
                break
            self.newer += 1
        told = (self.follows, self.newer, self.scroll_y)
        if self._told != told:
            self._told = told
            self.post_message(self.Scrolled())
