"""A table of a page: its cells, and whether it is one, or only arranges what is in it."""

from dataclasses import dataclass, field

from tui.bodies.page_flow import Flow
from tui.bodies.page_rows import Block, Sort
from tui.bodies.rows import Part

COLUMNS = 24
"""Columns of a table that is drawn as one."""

CELLS = 20_000
"""Cells of a table that is drawn as one."""


@dataclass
class Table:
    """Rows of cells."""

    rows: list[list[list[Block]]] = field(default_factory=list)
    headed: bool = False
    """The first row names the columns."""
    nested: bool = False
    """There is another table in it."""
    cell: Flow | None = None
    """The cell that is open."""
    _span: int = 1
    _made: int = 0

    def begin_row(self) -> None:
        """Begin a row."""
        self.end_cell()
        self.rows.append([])

    def begin_cell(self, name: str, span: str) -> Flow:
        """Begin a cell, which may go over several columns; return where its words go."""
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        if name == "th" and len(self.rows) == 1 and not self.rows[0]:
            self.headed = True
        elif name == "td" and len(self.rows) == 1:
            self.headed = False
        self._span = int(span) if span.isdecimal() and 0 < len(span) < 3 else 1
        self.cell = Flow()
        return self.cell

    def end_cell(self) -> None:
        """End the cell that is open."""
        if self.cell is not None:
            row = self.rows[-1]
            row.append(self.cell.finish())
            row += [[] for _ in range(min(self._span, COLUMNS) - 1)]
            self._made += 1
            self.cell = None

    def finish(self, into: Flow) -> None:
        """Put the table into what is around it, as one or as what is in it."""
        self.end_cell()
        rows = [row for row in self.rows if any(row)]
        if not rows:
            return
        into.wait()
        if self._is_one(rows):
            cells = [[_words(cell) for cell in row] for row in rows]
            into.add(Block(sort=Sort.TABLE, cells=cells, headed=self.headed and len(rows) > 1))
        else:
            for block in (block for row in rows for cell in row for block in cell):
                first, rest, apart = block.first, block.rest, block.apart
                into.add(block)
                block.first, block.rest = block.first + first, block.rest + rest
                block.apart = block.apart or apart
        into.wait()

    def _is_one(self, rows: list[list[list[Block]]]) -> bool:
        width = max(map(len, rows))
        if self.nested or not 1 < width <= COLUMNS or self._made > CELLS:
            return False
        sorts = {block.sort for row in rows for cell in row for block in cell}
        return sorts <= {Sort.TEXT} and all(len(cell) < 4 for row in rows for cell in row)


def _words(cell: list[Block]) -> list[Part]:
    """Return what is in a cell, its blocks one under the other."""
    parts: list[Part] = []
    for block in cell:
        if parts:
            parts.append(Part("\n"))
        if block.first.strip():
            parts.append(Part(block.first.lstrip(), "faint"))
        parts += block.parts
    return parts
