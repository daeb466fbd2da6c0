"""A picture in half-cells, centred in its area; or the words that stand in for one."""

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.picture import Picture, fit


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
        color: $text-muted;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._words = ""
        self._picture: Picture | None = None
        self._strips: list[Strip] = []
        self._fitted_to = Size(0, 0)

    @property
    def picture(self) -> Picture | None:
        """What is shown, if it is a picture."""
        return self._picture

    @property
    def words(self) -> str:
        """What is said where there is no picture."""
        return self._words

    def show(self, picture: Picture) -> None:
        """Show this picture."""
        self._picture, self._words = picture, ""
        self._fitted_to = Size(0, 0)
        self.refresh()

    def tell(self, words: str) -> None:
        """Show words, which are safe to draw, in place of a picture."""
        self._picture, self._words = None, words
        self.refresh()

    def render(self) -> Content:
        """Say the words; the style sheet puts them in the middle."""
        return Content(self._words)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture, in the middle."""
        if self._picture is None:
            return super().render_line(y)
        if self._fitted_to != self.size:
            self._fit(self._picture)
        row = y - (self.size.height - len(self._strips)) // 2
        if not 0 <= row < len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        strip = self._strips[row]
        margin = Segment(" " * ((self.size.width - strip.cell_length) // 2), self.rich_style)
        return Strip([margin, *strip]).adjust_cell_length(self.size.width, self.rich_style)

    def _fit(self, picture: Picture) -> None:
        from tui.widgets.half_cells import OpaqueCells

        image = fit(picture, self.size.width, self.size.height)
        lines = Segment.split_lines(OpaqueCells().render(image))
        self._strips = [Strip(line, image.width) for line in lines]
        self._fitted_to = self.size
