"""Bytes -> what is drawn of them and the cells it takes, fast enough for mebibytes of noise."""

from collections.abc import Callable
from functools import lru_cache

from rich.cells import get_character_cell_size

from tui.printable import printable

SECOND = "\0"
"""Stands for the second cell of a wide character in what `spread` returns."""

_NO_CELL = "\1"
_REMEMBERED = 8192
"""Characters whose picture is remembered: more than a language has, and still little memory."""

_STRANGE = "\u200d\ufe0f"
"""They change the width of their neighbours, and terminals disagree on how."""


class _Pictures(dict[int, str]):
    """For `str.translate`: what becomes of a character, asked once for each."""

    def __init__(self, picture: Callable[[str], str]) -> None:
        super().__init__()
        self._picture = picture

    def __missing__(self, code: int) -> str:
        picture = self._picture(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = picture
        return picture


def _draw(character: str) -> str:
    return f"⟨{ord(character):04X}⟩" if character in _STRANGE else printable(character)


def _spread(character: str) -> str:
    picture = _draw(character)
    if len(picture) > 1:
        return picture
    return (_NO_CELL, picture, picture + SECOND)[get_character_cell_size(picture)]


_DRAWN, _SPREAD = _Pictures(_draw), _Pictures(_spread)


def shown(data: bytes) -> str:
    """Decode UTF-8 and make what is hidden visible, as `printable_bytes` does for whole texts."""
    text = data.decode("utf-8", errors="surrogateescape")
    return text if data.isascii() and text.isprintable() else text.translate(_DRAWN)


def spread(data: bytes) -> tuple[str, bool]:
    """Return a text with one character for each cell, and whether it differs from `shown`."""
    text = data.decode("utf-8", errors="surrogateescape")
    if data.isascii() and text.isprintable():
        return text, False
    cells = text.translate(_SPREAD)
    if _NO_CELL in cells:
        return cells.replace(_NO_CELL, ""), True
    return cells, SECOND in cells


def count_rows(cells: str, columns: int) -> int:
    """Count the rows of a spread text; a wide character is never cut in two."""
    rows, place = 1, columns
    while place < len(cells):
        place += columns - (cells[place] == SECOND)
        rows += 1
    return rows


@lru_cache(maxsize=64)
def cuts(text: str, columns: int) -> tuple[int, ...]:
    """Return where a drawn text is cut into those rows, both ends included."""
    places, used = [0], 0
    for place, character in enumerate(text):
        used += (cells := get_character_cell_size(character))
        if used > columns:
            places.append(place)
            used = cells
    return (*places, len(text))
