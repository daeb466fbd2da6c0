"""Rows that are too long for their window, wrapped."""

from collections.abc import Sequence

from rich.cells import cell_len, get_character_cell_size

from tui.bodies.rows import Part, Row


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
