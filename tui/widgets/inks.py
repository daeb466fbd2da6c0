"""How a terminal is told the two colours of its cells, and how Rich is.

INKS[Depth.MANY].sequences([("▄", b"\x10", b"\xe7")])     ->  ESC [48;5;16;38;5;231m ▄ ESC [0m
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

from tui.colours import Depth
from tui.widgets.palettes import BRIGHT, FEW, MANY

Cell = tuple[str, bytes, bytes]
"""What is drawn, on which background, in which foreground."""

PLAIN = " "


COLOURS = 32_768
"""Colours that are remembered: those of a photo on the largest screens."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How a depth says its colours: `size` bytes of an image each, turned into codes by tables."""

    size: int
    back: str
    fore: str
    colour: Callable[[bytes], Color]
    backs: bytes | None = None
    fores: bytes | None = None

    def sequences(self, cells: Iterable[Cell]) -> str:
        """Return a line as a terminal wants it: of the colours no more than what changes."""
        new_both, new_back, new_fore = (
            f"\x1b[{code}m" for code in (f"{self.back};{self.fore}", self.back, self.fore)
        )
        parts, codes, back, fore = [], [], b"", b""
        for glyph, behind, before in cells:
            plain = behind == before
            if behind != back:
                back = behind
                codes.append(behind.translate(self.backs) if self.backs else behind)
                if plain or before == fore:
                    parts.append(new_back)
                else:
                    fore = before
                    codes.append(before.translate(self.fores) if self.fores else before)
                    parts.append(new_both)
            elif before != fore and not plain:
                fore = before
                codes.append(before.translate(self.fores) if self.fores else before)
                parts.append(new_fore)
            parts.append(PLAIN if plain else glyph)
        return "".join(parts) % tuple(b"".join(codes)) + "\x1b[0m"

    def segments(self, cells: Iterable[Cell]) -> list[Segment]:
        """Return a line as Rich wants it: equal neighbours are one segment."""
        made = []
        for (glyph, behind, before), equal in groupby(cells):
            text = PLAIN if behind == before else glyph
            made.append(Segment(text * sum(1 for _ in equal), Pair(self, behind, before)))
        return made

    def both(self, behind: bytes, before: bytes) -> str:
        """Return the code of a background and a foreground."""
        codes = behind.translate(self.backs) + before.translate(self.fores)
        return f"{self.back};{self.fore}" % tuple(codes)


class Pair(Style):
    """Two colours as a style, of which nothing is worked out before somebody asks.

    The terminal gets what the ink says; the colours are what that looks like, so that the shade of
    a dialog falls on them.
    """

    __slots__ = ("_before", "_behind", "_ink")

    def __init__(self, ink: Ink, behind: bytes, before: bytes) -> None:
        self._ink = ink
        self._behind = behind
        self._before = before

    def __getattr__(self, name: str) -> object:
        """Fill the slots that a style would have filled as it began."""
        if name == "_color":
            value: object = self._ink.colour(self._before)
        elif name == "_bgcolor":
            value = self._ink.colour(self._behind)
        elif name == "_ansi":
            value = self._ink.both(self._behind, self._before)
        else:
            value = getattr(_COLOURED, name)
        setattr(self, name, value)
        return value


_COLOURED = Style.from_color(Color.parse("#000000"))
"""What a style of colours alone has in its other slots."""


@lru_cache(COLOURS)
def true(colour: bytes) -> Color:
    """Return the colour of three bytes."""
    return Color._make(("", ColorType.TRUECOLOR, None, ColorTriplet._make(colour)))


@lru_cache
def _many(colour: bytes) -> Color:
    return true(bytes(MANY.triplet(colour[0])))


@lru_cache
def _few(colour: bytes) -> Color:
    return true(bytes(FEW.triplet(colour[0])))


_BACKS = bytes(40 + number if number < BRIGHT else 92 + number for number in range(16))
_FORES = bytes(30 + number if number < BRIGHT else 82 + number for number in range(16))

INKS = {
    Depth.TRUE: Ink(3, "48;2;%d;%d;%d", "38;2;%d;%d;%d", true),
    Depth.MANY: Ink(1, "48;5;%d", "38;5;%d", _many),
    Depth.FEW: Ink(1, "%d", "%d", _few, _BACKS.ljust(256), _FORES.ljust(256)),
}
