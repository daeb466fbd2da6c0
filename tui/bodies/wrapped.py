"""Rows that are too long for their window, wrapped; and words found, in bytes and in rows."""

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len, get_character_cell_size

from tui.bodies.rows import Part, Row
from tui.bodies.source import Source

BLOCK = 1024 * 1024
"""Bytes that are searched at once: some milliseconds, in which nobody else has a turn."""


def wrap(rows: Sequence[Row], columns: int) -> list[Row]:
    """Wrap every row at so many cells."""
    columns = max(8, columns)
    return [piece for row in rows for piece in _pieces(row, columns)]


def _pieces(row: Row, columns: int) -> list[Row]:
    if sum(cell_len(part.text) for part in row) <= columns:
        return [row]
    pieces: list[list[Part]] = [[]]
    used = 0
    for part in row:
        start = 0
        for place, character in enumerate(part.text):
            cells = get_character_cell_size(character)
            if used + cells > columns:
                pieces[-1].append(Part(part.text[start:place], part.style))
                pieces.append([])
                start, used = place, 0
            used += cells
        pieces[-1].append(Part(part.text[start:], part.style))
    return [tuple(piece) for piece in pieces]


def pattern(words: str) -> re.Pattern[bytes]:
    """Return what finds words in UTF-8, capitals or not."""
    forms = [
        b"|".join(
            re.escape(form.encode(errors="replace"))
            for form in dict.fromkeys((one, one.lower(), one.upper()))
        )
        for one in words
    ]
    return re.compile(b"".join(b"(?:" + form + b")" for form in forms))


def find(
    source: Source, words: str, start: int, by: int, stopped: Callable[[], bool]
) -> int | None:
    """Return where the words are next, from `start` on (or before it, `by` -1); it wraps around.

    It reads all there is, block by block; `stopped` is asked between two.
    """
    sought, over = pattern(words), 4 * len(words)
    for begin, end in _spans(start, source.size, by):
        data = source.read(begin, end - begin + over)
        places = [found.start() for found in sought.finditer(data) if found.start() < end - begin]
        if places:
            return begin + places[0 if by > 0 else -1]
        if stopped():
            return None
    return None


def _spans(start: int, size: int, by: int) -> list[tuple[int, int]]:
    """Cut a source into blocks: from a place to the end, then from the beginning to that place."""
    after = [(place, min(place + BLOCK, size)) for place in range(start, size, BLOCK)]
    before = [(place, min(place + BLOCK, start)) for place in range(0, start, BLOCK)]
    return after + before if by > 0 else before[::-1] + after[::-1]
