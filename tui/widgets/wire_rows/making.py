"""Lines made of pieces, a little at a time: of bytes, of what frames tell, of our remarks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

from protocol.lines import PAUSE
from tui import numbers
from tui.clients.wire import Direction, Piece
from tui.reading.marks import Mark
from tui.widgets.wire_rows.lines import FOLD, Line, cut_inside, lines
from tui.widgets.wire_rows.shown import spread
from tui.widgets.wire_rows.spans import How, Understood
from tui.widgets.wire_rows.stack import Stack, Tone
from tui.words import _

_STRIDE = 32
"""Lines that are made before others get their turn: about a millisecond."""

_TOGETHER = timedelta(seconds=PAUSE)


NEVER = datetime.min.replace(tzinfo=UTC)
"""The moment of the piece before the first."""


class Push(Protocol):
    """Puts a line under the others: it stands for `size` bytes, and takes these cells."""

    def __call__(self, line: Line, size: int, cells: str = "") -> None:
        """Do it."""


class Making:
    """What one side sends in pieces without a pause between them is one line, so that a
    character that was cut in two is whole again; unless they are understood, and large.
    """

    def __init__(self, stack: Stack[Line], push: Push, *, keeps: bool) -> None:
        self.stack = stack
        self._push = push
        self._keeps = keeps
        """The bytes that are told, not shown, are kept."""
        self._last = self._piece = Piece(NEVER, Direction.NOTE, b"")
        self._first = False
        """No line of this piece was made yet."""
        self._offset = 0
        self._hidden = self._hidden_from = 0
        """Bytes of which something is told when more of them came, and where they began."""
        self._told = b""

    def take(self, piece: Piece, most: int) -> Iterator[None]:
        """Make its lines, the `most` newest of them; others get their turn in between."""
        if piece.begins:
            self.stack.begun.append(piece.moment)
        self._last, self._piece = self._piece, piece
        self._first, self._offset = True, 0
        if not isinstance(piece, Understood):
            yield from self._lines(piece.data, most)
            return
        place = 0
        for size, how, marks in piece.spans:
            place += size
            if how is How.TEXT:
                yield from self._lines(piece.data[place - size : place], most)
            elif how is How.TOLD:
                self._hidden_from = self._hidden_from if self._hidden else self._offset
                self._offset += size
                self._hidden += size
                self._told += piece.data[place - size : place] if self._keeps else b""
            else:
                self.pass_to(self.stack.end + self._hidden + size)
            for mark in marks:
                self._say(mark)
            if marks or place < len(piece.data):
                self._cut()
            yield

    def pass_to(self, byte: int) -> None:
        """Say that the bytes up to this one are not shown."""
        items = self.stack.items
        if items and items[-1].passed:
            self.stack.pop()
        self._hidden, self._told = 0, b""
        amount = byte - self.stack.end
        words = _("… {size} went by here; they are not shown.").format(size=numbers.size(amount))
        self._put(words, Tone.REMARK, amount, passed=True)

    def _lines(self, data: bytes, most: int) -> Iterator[None]:
        """Make lines of bytes; the first may go on with what is there."""
        if data.count(b"\n") > most + 1:
            passed = len(data.rsplit(b"\n", most + 1)[0]) + 1
            self.pass_to(self.stack.end + self._hidden + passed)
            self._offset += passed
            data = data[passed:]
        model = self._line()
        if self._goes_on(data):
            begun = self.stack.pop()
            data = begun.data + data
            size = begun.piece and begun.piece + model.piece
            model = begun._replace(piece=size, reads=begun.reads + 1)
            self._first, self._offset = begun.first, begun.offset
        for count, (part, mark) in enumerate(lines(data)):
            if count and count % _STRIDE == 0:
                yield
            cells, uneven = spread(part)
            cells += mark
            line = model._replace(data=part, mark=mark, cells=len(cells), uneven=uneven)
            line = line._replace(first=self._first, offset=self._offset)
            size = len(line.whole)
            self._push(line, size, cells)
            self._offset += size
            if self._first or not count:
                self._first, model = False, self._line()

    def _goes_on(self, data: bytes) -> bool:
        """Whether a piece goes on with the line of the piece before it."""
        last, piece, items = self._last, self._piece, self.stack.items
        if not (data and items and self._first):
            return False
        line = items[-1]
        if not line.open or line.mark or line.direction is not piece.direction:
            return False
        if line.tone is not Tone.BYTES or piece.direction is Direction.NOTE:
            return False
        if cut_inside(line.data):
            return True
        large = isinstance(piece, Understood) and len(data) > FOLD
        return piece.moment - last.moment < _TOGETHER and not large

    def _say(self, mark: Mark) -> None:
        """Say what there is to say about the bytes before."""
        items, piece = self.stack.items, self._piece
        if mark.lines:
            for count, words in enumerate(mark.lines, 1):
                hidden = self._hidden if count == len(mark.lines) else 0
                self._put(words, Tone.TOLD if count == 1 else Tone.DETAIL, hidden)
        elif self._hidden:
            self._put(mark.words, Tone.ODD if mark.odd else Tone.TOLD, self._hidden)
        elif mark.odd or not (piece.data and items) or not _takes_remarks(items[-1], piece):
            self._put(mark.words, Tone.ODD if mark.odd else Tone.REMARK, 0)
        else:
            size = self.stack.size(len(items) - 1)
            line = self.stack.pop()
            remark = f"{line.remark} · {mark.words}" if line.remark else mark.words
            self._push(line._replace(remark=remark), size)

    def _put(self, words: str, tone: Tone, size: int, *, passed: bool = False) -> None:
        """Put a line of words, ours or theirs, which stands for so many bytes."""
        data = words.encode("utf-8", errors="surrogateescape")
        cells, uneven = spread(data)
        told, offset = b"", 0
        if size and size == self._hidden:
            told, offset = self._told, self._hidden_from
            self._told, self._hidden = b"", 0
        line = self._line()._replace(data=data, cells=len(cells), uneven=uneven, tone=tone)
        line = line._replace(first=self._first, open=False, told=told, passed=passed, offset=offset)
        self._push(line, size, cells)
        self._first = False

    def _cut(self) -> None:
        """Let nothing that follows go on with the last line."""
        items = self.stack.items
        if items and items[-1].open and not items[-1].mark:
            size = self.stack.size(len(items) - 1)
            self._push(self.stack.pop()._replace(open=False), size)

    def _line(self) -> Line:
        """Return what all lines of this piece have in common."""
        piece = self._piece
        asked = isinstance(piece, Understood) and piece.direction is not Direction.NOTE
        size = len(piece.data) if asked else 0
        return Line(piece.direction, piece.moment, data=b"", mark="", cells=0, piece=size)


def _takes_remarks(line: Line, piece: Piece) -> bool:
    return line.direction is piece.direction and line.tone is Tone.BYTES
