"""Sentences in rows that end at spaces only.

Textual takes no-break spaces for spaces, and would begin a row with the mark of a French question.
"""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static


def fold(text: str, width: int) -> str:
    """Break lines into rows of `width` cells; a longer word is left to whoever draws it."""
    return "\n".join(row for line in text.split("\n") for row in _rows(line, width))


def _rows(line: str, width: int) -> Iterator[str]:
    row, *words = line.split(" ")
    for word in words:
        if cell_len(row) + 1 + cell_len(word) > width:
            yield row
            row = word
        else:
            row = f"{row} {word}"
    yield row


class Prose(Static):
    """A text that is read; never markup."""

    def __init__(self, text: str, *, classes: str | None = None) -> None:
        super().__init__(text, classes=classes, markup=False)
        self._text = text

    def say(self, text: str) -> None:
        """Show another text instead."""
        self._text = text
        self.update(text)

    def render(self) -> Content:
        """The rows as wide as there is room."""
        return Content(fold(self._text, self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as it has at that width."""
        return len(Content(fold(self._text, width)).wrap(width))
