"""A time in large digits, drawn from half-cells."""

from functools import lru_cache
from itertools import accumulate

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

HEIGHT = 5
"""Rows of a digit at its smallest."""

GAP = 2
"""Cells between two digits at their smallest."""

_FONT = {
    "0": ("▄████▄", "██  ██", "██  ██", "██  ██", "▀████▀"),
    "1": (" ▄██  ", "▀▀██  ", "  ██  ", "  ██  ", "▄▄██▄▄"),
    "2": ("▄████▄", "▀▀  ██", " ▄▄██▀", "██▀   ", "██████"),
    "3": ("▄████▄", "▀▀  ██", "  ███▄", "▄▄  ██", "▀████▀"),
    "4": ("██  ██", "██  ██", "▀█████", "    ██", "    ██"),
    "5": ("██████", "██    ", "█████▄", "▄▄  ██", "▀████▀"),
    "6": ("▄████▄", "██    ", "█████▄", "██  ██", "▀████▀"),
    "7": ("██████", "   ▄██", "  ▄██▀", "  ██  ", "  ██  "),
    "8": ("▄████▄", "██  ██", "▄████▄", "██  ██", "▀████▀"),
    "9": ("▄████▄", "██  ██", "▀█████", "    ██", "▀████▀"),
    "-": ("      ", "      ", "▀▀▀▀▀▀", "      ", "      "),
    ":": ("  ", "██", "  ", "██", "  "),
}
_HALVES = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
_CELLS = {halves: cell for cell, halves in _HALVES.items()}


@lru_cache(maxsize=4 * len(_FONT))
def glyph(character: str, scale: int) -> tuple[str, ...]:
    """Return a character's rows; `scale` 2 makes each half-cell two cells wide and one high."""
    if scale == 1:
        return _FONT[character]
    dots = [[_HALVES[cell][half] for cell in row] for row in _FONT[character] for half in (0, 1)]
    large = [
        [dot for dot in row for _time in range(scale)] for row in dots for _time in range(scale)
    ]
    pairs = zip(large[::2], large[1::2], strict=True)
    return tuple("".join(map(_CELLS.__getitem__, zip(*pair, strict=True))) for pair in pairs)


class BigDigits(Widget):
    """Digits, colons and dashes in the middle, as large as the widget's height and width allow."""

    ALLOW_SELECT = False

    def __init__(self, text: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = text

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Show this text instead."""
        self._text = text
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row, the digits in the middle; as plain text where they are too wide."""
        if self._span(1) > self.size.width:
            line = self._text.center(self.size.width) if y == HEIGHT // 2 else ""
            return Strip([Segment(line.ljust(self.size.width), self.rich_style)])
        scale, lefts = self._places()
        line = ""
        if y < HEIGHT * scale:
            for character, left in zip(self._text, lefts, strict=True):
                line = line.ljust(left) + glyph(character, scale)[y]
        return Strip([Segment(line.ljust(self.size.width), self.rich_style)])

    def _span(self, scale: int) -> int:
        return sum(len(glyph(one, scale)[0]) + GAP * scale for one in self._text) - GAP * scale

    def _places(self) -> tuple[int, list[int]]:
        """Return the scale, and the column where each character begins."""
        scale = max(1, self.size.height // HEIGHT)
        while scale > 1 and self._span(scale) > self.size.width:
            scale -= 1
        start = max(0, (self.size.width - self._span(scale)) // 2)
        steps = (len(glyph(one, scale)[0]) + GAP * scale for one in self._text)
        return scale, list(accumulate(steps, initial=start))[:-1]
