"""A picture, centred in its area; or the words that stand in for one.

It is drawn in half-cells, at once. Where the terminal has graphics, its own pixels follow: they are
made on a thread named `graphics`, one picture at a time, and drawn over the half-cells.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from textual import work
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.colours import depth
from tui.graphics.terminal import Kind, Terminal, found
from tui.picture import GREATEST, Picture, scale, side, view

if TYPE_CHECKING:
    from tui.graphics.drawn import Drawn
    from tui.graphics.sheet import Sheet

REST = 0.05
"""Seconds that a view rests before real pixels are made of it: keys repeat sooner."""

FINEST = 1024
"""Pixels of the longer side that a picture is asked for as a whole, for real pixels: the greatest
thumbnail of an archive, for more of which the whole photo would have to come."""


class Pixels(Widget):
    """Shows a picture that is at hand; it opens no file and asks nobody.

    The picture is fitted anew where its area changes. That takes some milliseconds, so it needs no
    thread.
    """

    DEFAULT_CSS = """
    Pixels {
        width: 1fr;
        height: 1fr;
        content-align: center middle;
        text-align: center;
        color: $foreground;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._words = ""
        self._picture: Picture | None = None
        self._strips: Sequence[Strip] = []
        self._fitted_to = Size(0, 0)
        self._zoom = 1.0
        self._centre = (0.5, 0.5)
        self._sheet: Sheet | None = None
        self._drawn: Drawn | None = None
        self._number = 0

    @property
    def picture(self) -> Picture | None:
        """What is shown, if it is a picture."""
        return self._picture

    @property
    def words(self) -> str:
        """What is said where there is no picture."""
        return self._words

    @property
    def scale(self) -> float:
        """How large a pixel of the photo is drawn; 1.0 is half a cell."""
        if self._picture is None:
            return 1.0
        return scale(self._picture.facts, *self.size, self._zoom)

    @property
    def wanted(self) -> int:
        """The side of the picture to load for what is shown to be as sharp as it can be."""
        return side(self._picture.facts, *self.size, self._zoom) if self._picture else 0

    def fine(self, columns: int, rows: int) -> tuple[int, int]:
        """Tell for how many half-cells' pixels to ask for a picture that fills so many cells."""
        if (terminal := self._terminal) is None:
            return columns, rows
        cell = terminal.measure()
        across, down = columns * cell.width, rows * cell.height / 2
        much = max(1.0, across / FINEST, 2 * down / FINEST)
        return max(columns, int(across / much)), max(rows, int(down / much))

    def show(self, picture: Picture) -> None:
        """Show all of this picture."""
        self._picture, self._words = picture, ""
        self.reset()

    def sharpen(self, picture: Picture) -> None:
        """Show the same photo, of which more was kept, and the part that was shown."""
        self._picture, self._words = picture, ""
        self._draw_anew()

    def zoom(self, factor: float) -> None:
        """Come nearer, or go back as far as to all of the picture."""
        if self._picture is None:
            return
        whole = scale(self._picture.facts, *self.size)
        self._zoom = min(max(self._zoom * factor, 1.0), max(1.0, GREATEST / whole))
        self.pan(0, 0)

    def pan(self, right: float, down: float) -> None:
        """Move what is shown; 1.0 is as far as the part that is shown is wide, or high."""
        if self._picture is None:
            return
        facts, drawn = self._picture.facts, self.scale
        across = min(1.0, self.size.width / (facts.width * drawn))
        along = min(1.0, 2 * self.size.height / (facts.height * drawn))
        x, y = self._centre[0] + right * across, self._centre[1] + down * along
        self._centre = (
            min(max(x, across / 2), 1 - across / 2),
            min(max(y, along / 2), 1 - along / 2),
        )
        self._draw_anew()

    def reset(self) -> None:
        """Show all of the picture."""
        self._zoom, self._centre = 1.0, (0.5, 0.5)
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._fitted_to = Size(0, 0)
        self.refresh()

    def tell(self, words: str) -> None:
        """Show words, which are safe to draw, in place of a picture."""
        self._picture, self._words = None, words
        self._blur()
        self.refresh()

    def render(self) -> Content:
        """Say the words; the style sheet puts them in the middle."""
        return Content.styled(self._words, "$text-muted")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines of the picture as they are: there is no border around them, and no filter
        that knows its colours better.
        """
        if self._picture is None or self.app.no_color:
            return super().render_lines(crop)
        lines = [self.render_line(y) for y in crop.line_range]
        if self._sheet is not None:
            lines = self._sheet.lines(lines, crop.y, self.size.height)
        return [line.crop(*crop.column_span) for line in lines]

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture, in the middle."""
        if self._picture is None:
            return super().render_line(y)
        if self._fitted_to != self.size:
            self._fit(self._picture)
        row = y - (self.size.height - len(self._strips)) // 2
        if not 0 <= row < len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        return self._strips[row]

    def _fit(self, picture: Picture) -> None:
        from tui.widgets.half_cells import strips

        image = view(picture, *self.size, self._zoom, self._centre)
        before = (self.size.width - image.width) // 2
        after = self.size.width - image.width - before
        style, dark = self.rich_style, self.app.current_theme.dark
        rows = strips(image, depth(self.app), style, dark)
        self._strips = [row.crop_pad(image.width, before, after, style) for row in rows]
        self._fitted_to = self.size
        self._blur()
        if (terminal := self._terminal) is not None:
            self._refine(picture, terminal)

    @property
    def _terminal(self) -> Terminal | None:
        return None if self.app.no_color else found()

    def _blur(self) -> None:
        """Go back to half-cells."""
        self._drawn = None
        if self._terminal is not None:
            self.workers.cancel_group(self, "graphics")
            self._wipe()

    @work(exclusive=True, group="graphics")
    async def _refine(self, picture: Picture, terminal: Terminal) -> None:
        """Make real pixels of what is seen, and draw them over the half-cells."""
        await asyncio.sleep(REST)
        from tui.graphics import drawing, kitty
        from tui.graphics.drawn import View
        from tui.graphics.sheet import Sheet

        if self._sheet is None:
            self._number = next(kitty.numbers)
            wipe = kitty.forget(self._number) if terminal.kind is Kind.KITTY else ""
            self._sheet = Sheet(self._finish, wipe, self.call_later, self.refresh)
            self.app.screen_change_signal.subscribe(self, self._step_back, immediate=True)
        ground = self.background_colors[1].rgb
        view = View(self.size, self._zoom, self._centre, ground, self._number)
        self._drawn = await drawing.draw(picture, view, terminal)
        self.refresh()

    def _step_back(self, screen: object) -> None:
        """Let nothing lie above another screen."""
        if screen is not self.screen:
            self._wipe()

    def on_hide(self) -> None:
        """Let nothing lie where this is no more."""
        self._wipe()

    def _wipe(self) -> None:
        # Textual has no public way to say something to the terminal outside of a line.
        driver = self.app._driver
        if self._sheet is not None and driver is not None and (said := self._sheet.wiped()):
            driver.write(said)

    def _finish(self, console: Console) -> str:
        """Return what draws the real pixels over the half-cells that were just written."""
        if self._drawn is None or self._drawn.area != self.size:
            return ""
        return self._drawn.over(self.region, self.rich_style, console)
