"""A plot of a measure over time, drawn from braille dots: eight to a cell.

Points are told once; the picture is made when they or the size change, and a line of it is looked
up when it is painted. A terminal without braille (the console of Linux) gets half-cells.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

MOST = 4096
"""Points of a plot: an hour of answers, one a second, with some to spare."""

_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_HALVES = " ▀▄█"


@dataclass(frozen=True, slots=True)
class Point:
    """A measure `y` at `x`, and the bounds between which it truly lies."""

    x: float
    y: float
    low: float
    high: float


class Dots:
    """A field of dots that becomes rows of characters; (0, 0) is at the top left."""

    def __init__(self, columns: int, rows: int, *, braille: bool = True) -> None:
        self._braille = braille
        self.wide, self.high = (2 * columns, 4 * rows) if braille else (columns, 2 * rows)
        self.cells = [[0] * columns for _row in range(rows)]

    def set(self, x: int, y: int) -> None:
        """Set a dot; one outside is none."""
        if not (0 <= x < self.wide and 0 <= y < self.high):
            return
        if self._braille:
            self.cells[y // 4][x // 2] |= _BRAILLE[y % 4][x % 2]
        else:
            self.cells[y // 2][x] |= 1 << (y % 2)

    def character(self, cell: int) -> str:
        """Return the character of a cell's dots."""
        if not cell:
            return " "
        return chr(0x2800 + cell) if self._braille else _HALVES[cell]


def bounds(points: Sequence[Point]) -> tuple[float, float]:
    """Choose a scale in steps of 1, 2 or 5 that holds every point and its bounds."""
    low = min(point.low for point in points)
    high = max(point.high for point in points)
    spread = max(high - low, abs(high) * 1e-3, 1e-6)
    step: float = 10.0 ** floor(log10(spread / 2))
    step *= next(times for times in (1, 2, 5, 10) if times * step >= spread / 4)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return first * step, max(last, first + 1) * step


class Plot(Widget):
    """Points between two moments: bright dots, and their bounds as dim ones behind them.

    `label` writes a value of the scale, `first` and `last` stand below the two ends.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"plot--bounds", "plot--scale"}
    DEFAULT_CSS = """
    Plot { height: 6; color: $primary; }
    Plot > .plot--bounds { color: $secondary 60%; }
    Plot > .plot--scale { color: $text-muted; }
    """

    def __init__(
        self,
        label: Callable[[float], str],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        braille: bool | None = None,
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._braille = os.environ.get("TERM") != "linux" if braille is None else braille
        self._points: list[Point] = []
        self._ends = (0.0, 1.0)
        self._words = ("", "")
        self._strips: list[Strip] | None = None

    def show(
        self, points: Sequence[Point], ends: tuple[float, float], words: tuple[str, str]
    ) -> None:
        """Draw these points between two moments, with words below both."""
        self._points = [point for point in points if ends[0] <= point.x <= ends[1]][-MOST:]
        self._ends, self._words = ends, words
        self._strips = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._strips = None

    def on_resize(self) -> None:
        """Draw anew for another size."""
        self._strips = None

    def render_line(self, y: int) -> Strip:
        """Look up a line of the picture."""
        if self._strips is None:
            self._strips = self._draw()
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> list[Strip]:
        width, rows = self.size.width, self.size.height - 1
        scale = self.get_component_rich_style("plot--scale")
        if rows < 1:
            return []
        low, high = bounds(self._points) if self._points else (0.0, 0.0)
        labels = [""] * rows
        if self._points:
            labels[0], labels[-1] = self._label(high), self._label(low)
        gutter = max(len(label) for label in labels) + 1
        columns = width - gutter
        if columns < 4:
            return []
        cells = self._cells(columns, rows, low, high)
        strips = [
            Strip([Segment(f"{label:>{gutter - 1}} ", scale), *row])
            for label, row in zip(labels, cells, strict=True)
        ]
        first, last = self._words
        below = f"{first}{last:>{max(1, columns - len(first))}}"[:columns]
        return [*strips, Strip([Segment(" " * gutter + below.ljust(columns), scale)])]

    def _cells(self, columns: int, rows: int, low: float, high: float) -> list[list[Segment]]:
        behind, front = (Dots(columns, rows, braille=self._braille) for _layer in range(2))
        begin, end = self._ends
        for point in self._points:
            x = round((point.x - begin) / (end - begin) * (front.wide - 1))
            top, y, bottom = (
                round((high - value) / (high - low) * (front.high - 1))
                for value in (point.high, point.y, point.low)
            )
            for dot in range(top, bottom + 1):
                behind.set(x, dot)
            front.set(x, y)
        bright, dim = self.rich_style, self.get_component_rich_style("plot--bounds")
        return [_row(front, behind, number, bright, dim) for number in range(rows)]


def _row(front: Dots, behind: Dots, number: int, bright: Style, dim: Style) -> list[Segment]:
    """One row of two layers: a cell that has a point is bright, with the bounds' dots in it."""
    return [
        Segment(front.character(one | other), bright if one else dim)
        for one, other in zip(front.cells[number], behind.cells[number], strict=True)
    ]
