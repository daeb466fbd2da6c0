"""Pieces of a wire in, rows to draw out: as text or as hex, bounded, with no widget in sight.

    rows = TextRows(columns=64)
    rows.add(piece)         # as often as something travelled
    rows.trim()             # how many rows fell away at the top
    rows.row(0).parts       # (("GET / HTTP/1.1", False), ("␍␊", True))

Both kinds keep cheap facts of every row and make its text only when it is drawn. Pieces of an
`Annotated` wire bring what is to be said about them.
"""

from tui.widgets.wire_rows.annotated import Annotated
from tui.widgets.wire_rows.hex import GROUP, HexRows
from tui.widgets.wire_rows.layout import APART, REMARKS
from tui.widgets.wire_rows.lines import FOLD
from tui.widgets.wire_rows.reading import Reading, Source
from tui.widgets.wire_rows.shape import Shape
from tui.widgets.wire_rows.stack import Row, Tone
from tui.widgets.wire_rows.text import LINES, TextRows

__all__ = [
    "APART",
    "FOLD",
    "GROUP",
    "LINES",
    "REMARKS",
    "Annotated",
    "HexRows",
    "Reading",
    "Row",
    "Shape",
    "Source",
    "TextRows",
    "Tone",
]
