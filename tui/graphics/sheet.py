"""Lines of half-cells that have a picture in real pixels drawn over them when all were written.

Whatever Textual writes over a picture, a message or a line of it alone, makes cells of it, which a
terminal does not undo. So the picture goes out in the same breath as the last of its lines, if all
lines before were written too, and whole: what covers a part of a line has cut it in pieces. And
after a line was cut or written alone, all is written anew once: in half-cells around what covers
it, in real pixels where that is gone.
"""

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip


class Sheet:
    """What was written of the lines of one widget.

    `finish` gives what is written after the last line, `wipe` takes it away again where writing
    over it does not; `later` runs something after the present writing, `renew` has all lines
    written anew. All methods belong to the event loop's thread.
    """

    def __init__(
        self,
        finish: Callable[[Console], str],
        wipe: str,
        later: Callable[[Callable[[], None]], object],
        renew: Callable[[], object],
    ) -> None:
        self._finish = finish
        self._wipe = wipe
        self._later = later
        self._renew = renew
        self._height = 0
        self._whole = 0
        """How many lines, from the first, were written one after the other."""
        self._torn = False
        self._tried = False
        self._there = False

    def lines(self, strips: Sequence[Strip], first: int, height: int) -> list[Strip]:
        """Return lines that say when they are written; the first is that line of so many."""
        self._height = height
        return [Line(strip, self, first + index) for index, strip in enumerate(strips)]

    def wrote(self, index: int, console: Console) -> str:
        """A whole line was written; return what comes after it."""
        self._whole = index + 1 if index in (0, self._whole) else 0
        if self._whole < self._height:
            self._tear()
            return ""
        self._whole = 0
        self._torn = self._tried = False
        said = self._finish(console)
        self._there = bool(said)
        return said

    def tear(self) -> None:
        """A line was cut, because something covers a part of it."""
        self._whole = 0
        self._tear()

    def wiped(self) -> str:
        """Return what takes the picture away, if it is there."""
        if not self._there:
            return ""
        self._there = False
        return self._wipe

    def _tear(self) -> None:
        if not self._torn:
            self._torn = True
            self._later(self._mend)

    def _mend(self) -> None:
        """Write all anew; if that was of no avail, something covers it, and half-cells remain."""
        if not self._torn:
            return
        self._torn = False
        self._tried = not self._tried
        if self._tried:
            self._renew()


class Line(Strip):
    """A whole line."""

    __slots__ = ("_index", "_inner", "_sheet")

    def __init__(self, inner: Strip, sheet: Sheet, index: int) -> None:
        self._inner, self._sheet, self._index = inner, sheet, index
        super().__init__((), inner.cell_length)
        del self._segments  # until somebody looks

    def __getattr__(self, name: str) -> list[Segment]:
        """Make the segments when they are first looked at."""
        if name != "_segments":
            raise AttributeError(name)
        self._segments = list(self._inner)
        return self._segments

    def crop(self, start: int, end: int | None = None) -> Strip:
        """Return a piece, or itself."""
        return _piece(super().crop(start, end), self._sheet)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return pieces, or itself."""
        strips = [_piece(strip, self._sheet) for strip in super().divide(cuts)]
        if strips != [self]:
            self._sheet.tear()
        return strips

    def render(self, console: Console) -> str:
        """Return what a terminal gets."""
        wiped = self._sheet.wiped()
        return wiped + self._inner.render(console) + self._sheet.wrote(self._index, console)


class Piece(Strip):
    """A part of a line."""

    __slots__ = ("_sheet",)

    def __init__(self, strip: Strip, sheet: Sheet) -> None:
        super().__init__(strip, strip.cell_length)
        self._sheet = sheet

    def crop(self, start: int, end: int | None = None) -> Strip:
        """Return a piece of the piece."""
        return _piece(super().crop(start, end), self._sheet)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return pieces of the piece."""
        return [_piece(strip, self._sheet) for strip in super().divide(cuts)]

    def render(self, console: Console) -> str:
        """Return what a terminal gets."""
        self._sheet.tear()
        return self._sheet.wiped() + super().render(console)


def _piece(strip: Strip, sheet: Sheet) -> Strip:
    return Piece(strip, sheet) if type(strip) is Strip and strip.cell_length else strip
