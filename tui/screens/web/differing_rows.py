"""Differences as rows: beside each other where there is room, below each other where there is not.

What differs has a sign and a colour; of what is the same, long stretches are folded.
"""

from collections.abc import Callable, Sequence
from itertools import groupby, zip_longest

from rich.cells import cell_len

from tui.bodies.rows import Part, Row
from tui.bodies.wrapped import wrap
from tui.exchanges.difference import Kind, Line, Section
from tui.words import ngettext

BESIDE = 110
"""Columns from which on the two stand side by side."""

AROUND = 2
"""Lines that are the same and are shown before and after what differs."""

LEFT, SAME, RIGHT = "− ", "  ", "+ "
_BETWEEN = 3

Draw = Callable[[Sequence[Line], int], list[Row]]


def rows(sections: Sequence[Section], columns: int, *, folded: bool) -> list[Row]:
    """Return the rows for so many columns."""
    draw = _beside if columns >= BESIDE else _below
    made: list[Row] = []
    for section in sections:
        made += [(), (Part(section.title, "title"),)]
        made += wrap([(Part(note, "faint"),) for note in section.notes], columns)
        runs = [
            (same, list(run))
            for same, run in groupby(section.lines, key=lambda line: line.kind is Kind.SAME)
        ]
        for place, (same, lines) in enumerate(runs):
            if same and folded:
                first, last = place == 0, place == len(runs) - 1
                made += _folded(lines, columns, draw, 0 if first else AROUND, 0 if last else AROUND)
            else:
                made += draw(lines, columns)
    return made[1:]


def _folded(lines: Sequence[Line], columns: int, draw: Draw, before: int, after: int) -> list[Row]:
    """Draw the first and the last of what is the same, and say how much is between."""
    hidden = len(lines) - before - after
    if hidden < 2:
        return draw(lines, columns)
    words = ngettext("{number} line the same", "{number} lines the same", hidden)
    fold = (Part(f"  ⋯ {words}", "faint"),)
    return [*draw(lines[:before], columns), fold, *draw(lines[len(lines) - after :], columns)]


def _below(lines: Sequence[Line], columns: int) -> list[Row]:
    """One below the other, as `diff -u` does."""
    signs = {Kind.LEFT: (LEFT, "left"), Kind.RIGHT: (RIGHT, "right"), Kind.SAME: (SAME, "")}
    return [row for line in lines for row in _cell(line.text, *signs[line.kind], columns)]


def _beside(lines: Sequence[Line], columns: int) -> list[Row]:
    """The one left, the other right; what was changed stands beside what it became."""
    width = (columns - _BETWEEN) // 2
    made: list[Row] = []
    for same, run in groupby(lines, key=lambda line: line.kind is Kind.SAME):
        those = list(run)
        if same:
            pairs = [(_cell(one.text, SAME, "", width),) * 2 for one in those]
        else:
            left = [_cell(one.text, LEFT, "left", width) for one in those if one.kind is Kind.LEFT]
            right = [
                _cell(one.text, RIGHT, "right", width) for one in those if one.kind is Kind.RIGHT
            ]
            pairs = list(zip_longest(left, right, fillvalue=[]))
        for one, other in pairs:
            halves = zip_longest(one, other, fillvalue=())
            made += [(*_padded(a, width), Part(" │ ", "faint"), *b) for a, b in halves]
    return made


def _cell(text: str, sign: str, style: str, width: int) -> list[Row]:
    """Wrap a line behind its sign, which only its beginning has."""
    pieces = wrap([(Part(text, style),)], width - len(sign))
    return [(Part(SAME if place else sign, style), *row) for place, row in enumerate(pieces)]


def _padded(row: Sequence[Part], width: int) -> Row:
    used = sum(cell_len(part.text) for part in row)
    return (*row, Part(" " * max(0, width - used)))
