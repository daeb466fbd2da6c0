"""Rows drawn where they are seen, with what was found in them."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.bodies.lines import TextRows
from tui.bodies.rows import HexRows, ReadyRows, Row, Rows
from tui.widgets.searching import SearchableView
from tui.widgets.wire_rows.shown import shown


class Found(NamedTuple):
    """Words that were found, from where to where: bytes, or rows where rows are all there is."""

    words: str
    begin: int
    end: int


class RowView(SearchableView, can_focus=True):
    """Rows that somebody else makes."""

    COMPONENT_CLASSES = {
        f"sheet--{name}"
        for name in (
            *("title", "name", "string", "number", "tag", "faint", "odd", "bar"),
            *("strong", "stress", "link", "sought", "found"),
        )
    }
    DEFAULT_CSS = """
    RowView {
        overflow-y: scroll;
        scrollbar-size: 1 1;
        & > .sheet--strong { text-style: bold; }
        & > .sheet--stress { text-style: italic; }
        & > .sheet--link { color: $text-primary; text-style: underline; }
        & > .sheet--found { color: $background; background: $success; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: Rows = ReadyRows([])
        self._styles: dict[str, Style] = {}
        self._found: Found | None = None
        self._found_rows = range(0)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the window, with the theme's styles of this moment."""
        names = (name.removeprefix("sheet--") for name in self.COMPONENT_CLASSES)
        self._styles = {name: self.get_component_rich_style(f"sheet--{name}") for name in names}
        self._styles[""] = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window; here strangers' words become safe to see."""
        scroll_x, scroll_y = self.scroll_offset
        width, index = self.scrollable_size.width, scroll_y + y
        if index >= self.rows.height:
            return Strip.blank(self.size.width, self.rich_style)
        sought = "found" if index in self._found_rows else "sought"
        segments: list[Segment] = []
        for part in self._row(index):
            text = shown(part.text.encode("utf-8", "surrogateescape"))
            if part.style == "found":
                segments.append(Segment(text, self._styles["found"]))
            else:
                segments.extend(self._marked(text, self._styles[part.style], sought))
        return Strip(segments).crop_extend(scroll_x, scroll_x + width, self.rich_style)

    def _row(self, index: int) -> Row:
        rows, found = self.rows, self._found
        if found is not None and index in self._found_rows and isinstance(rows, TextRows | HexRows):
            return rows.marked(index, found.begin, found.end)
        return rows.row(index)

    def _marked(self, text: str, style: Style, sought: str) -> Iterator[Segment]:
        words, low, place = self.sought.lower(), text.lower(), 0
        if words and len(low) == len(text):
            if not isinstance(self.rows, ReadyRows):
                sought = "sought"
            while (found := low.find(words, place)) >= 0:
                yield Segment(text[place:found], style)
                place = found + len(words)
                yield Segment(text[found:place], self._styles[sought])
        yield Segment(text[place:], style)
