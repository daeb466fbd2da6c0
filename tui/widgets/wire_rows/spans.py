"""A piece in spans: bytes that belong together, and what there is to say after them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from tui.clients.wire import Piece
from tui.reading.marks import Mark, Odd, What

SPANS = 25_000
"""Spans that are kept of all pieces: more than the lines that are kept."""


class How(Enum):
    """How bytes are shown as text."""

    TEXT = "text"
    TOLD = "told"
    """By what their marks say, not as they are."""
    PASSED = "passed"
    """Not at all: there are more lines after them than are kept."""


_HOW: dict[What | Odd, How | None] = {
    **dict.fromkeys((What.CHUNK, What.CHUNK_END, What.DATA), How.TEXT),
    **dict.fromkeys((What.FRAME, What.PADDING, What.PREFACE), How.TOLD),
    **dict.fromkeys((What.START, What.FIELD, What.TRAILER)),
}
"""How the bytes of a mark are shown; None: there is nothing to cut, since they are lines."""


class Span(NamedTuple):
    """So many bytes of a piece that belong together, and what there is to say after them."""

    size: int
    how: How
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood(Piece):
    """A piece in spans; together they have its size."""

    spans: list[Span] = field(default_factory=list)
    least: int = 0
    """Lines that it becomes at least."""


class Cutting:
    """One piece on its way to be understood."""

    def __init__(self, piece: Piece, base: int) -> None:
        self.piece = piece
        self.read = 0
        """Bytes that the readers have had."""
        self.base = base
        """Where the piece begins in its direction's stream."""
        self.spans: list[Span] = []
        self._place = 0
        self._told = False

    def cut(self, marks: Iterable[Mark]) -> None:
        """Cut where marks end that have something to say."""
        for mark in marks:
            how = _HOW.get(mark.what, How.TEXT)
            if how is not None:
                self._take(mark, how)
            self._told = self._told or how is How.TOLD
        if len(self.spans) > SPANS:
            half = len(self.spans) // 2
            passed = sum(span.size for span in self.spans[:half])
            self.spans[:half] = [Span(passed, How.PASSED)]

    def end(self, how: How) -> Understood:
        """Cut no more; `how` is what the rest is."""
        if left := len(self.piece.data) - self._place:
            self.spans.append(Span(left, how))
        piece = self.piece
        told = self._told or how is How.TOLD
        least = len(self.spans) if told else piece.data.count(b"\n")
        return Understood(piece.moment, piece.direction, piece.data, self.spans, least)

    def _take(self, mark: Mark, how: How) -> None:
        end = max(self._place, min(mark.end - self.base, len(self.piece.data)))
        said = (mark,) if mark.speaks else ()
        if end == self._place and self.spans:
            last = self.spans[-1]
            self.spans[-1] = last._replace(marks=last.marks + said)
        else:
            self.spans.append(Span(end - self._place, how, said))
        self._place = end
