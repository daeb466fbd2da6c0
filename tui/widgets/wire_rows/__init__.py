"""Pieces of a wire in, rows to draw out: as text or as hex, bounded, with no widget in sight.

    rows = TextRows(columns=64)
    rows.add(piece)         # as often as something travelled
    rows.trim()             # how many rows fell away at the top
    rows.row(0).parts       # (("GET / HTTP/1.1", False), ("␍␊", True))

Both kinds keep cheap facts of every row and make its text only when it is drawn.
"""

from tui.widgets.wire_rows.hex import GROUP, HexRows
from tui.widgets.wire_rows.reading import Reading
from tui.widgets.wire_rows.stack import Row
from tui.widgets.wire_rows.text import FOLD, LINES, TextRows

__all__ = ["FOLD", "GROUP", "LINES", "HexRows", "Reading", "Row", "TextRows"]
