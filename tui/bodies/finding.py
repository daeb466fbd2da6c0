"""Words found in bodies and in rows of any size, in a thread that can be told to give up.

finding = Finding("needle")
finding.in_source(source, start, by=1)      # where they are, or None
finding.percent, finding.give_up()          # meanwhile, from another thread
"""

import re
from collections.abc import Iterator

from tui.bodies.rows import Rows
from tui.bodies.source import Source

BLOCK = 256 * 1024
"""Bytes that are searched at once: about a millisecond, in which nobody else has a turn."""


class Finding:
    """One search, capitals or not."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.percent = 0
        """How much was looked at."""
        self._over = False
        self._sought = _Ascii(words) if words.isascii() else _Pattern(words)

    def give_up(self) -> None:
        """Stop as soon as may be."""
        self._over = True

    def in_source(self, source: Source, start: int, by: int) -> tuple[int, int] | None:
        """Return from where to where the words are next, from `start` on (or before it, `by` -1).

        It wraps around: after the end comes the beginning.
        """
        seen, size = 0, source.size
        for begin, end in _spans(start, size, by):
            data = source.read(begin, end - begin + self._sought.over)
            found = self._sought.find(data, end - begin, by)
            if found is not None:
                return begin + found[0], begin + found[1]
            seen += end - begin
            self.percent = seen * 100 // max(1, size)
            if self._over:
                return None
        return None

    def in_rows(self, rows: Rows, start: int, by: int) -> int | None:
        """Return the next row that holds the words, from `start` on."""
        low, height = self.words.casefold(), rows.height
        for step in range(height):
            index = (start + by * step) % height
            if low in "".join(part.text for part in rows.row(index)).casefold():
                return index
            self.percent = step * 100 // height
            if self._over:
                return None
        return None


class _Ascii:
    """Words whose capitals bytes know: fifty times as fast as a pattern."""

    def __init__(self, words: str) -> None:
        self._low = words.encode().lower()
        self.over = len(words) - 1
        """Bytes behind a block that belong to words which begin in it."""

    def find(self, data: bytes, _size: int, by: int) -> tuple[int, int] | None:
        low = data.lower()
        place = low.find(self._low) if by > 0 else low.rfind(self._low)
        return None if place < 0 else (place, place + len(self._low))


class _Pattern:
    """Words in UTF-8."""

    def __init__(self, words: str) -> None:
        forms = [
            b"|".join(
                re.escape(form.encode(errors="replace"))
                for form in dict.fromkeys((one, one.lower(), one.upper()))
            )
            for one in words
        ]
        self._pattern = re.compile(b"".join(b"(?:" + form + b")" for form in forms))
        self.over = 12 * len(words)

    def find(self, data: bytes, size: int, by: int) -> tuple[int, int] | None:
        last = None
        for found in self._pattern.finditer(data):
            if found.start() >= size:
                break
            last = found.span()
            if by > 0:
                break
        return last


def _spans(start: int, size: int, by: int) -> Iterator[tuple[int, int]]:
    """Cut a source into blocks: from a place to the end, then from the beginning to that place."""
    parts = [(start, size), (0, start)]
    if by > 0:
        for low, high in parts:
            for place in range(low, high, BLOCK):
                yield place, min(place + BLOCK, high)
    else:
        for low, high in reversed(parts):
            for place in range(high, low, -BLOCK):
                yield max(low, place - BLOCK), place
