"""What `get` tells people on stderr: what travels, what is odd about it, and how long it took."""

import re

from tui.clients.http.exchange import Exchange
from tui.clients.wire import Direction, Piece
from tui.commands.result import say
from tui.printable import printable_bytes
from tui.reading.conversation import Conversation
from tui.reading.marks import Mark, What

TOLD = 64 * 1024
"""Bytes of each direction that --verbose tells: the answer itself is on stdout, whole."""

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_SIGNS = {Direction.SENT: "→", Direction.RECEIVED: "←", Direction.NOTE: "·"}
_ODD = "!"


class Teller:
    """Writes what travels to stderr, line by line, safe to see; of a long body its beginning.

    HTTP/2 is told in its frames; what is wrong, in either version, behind an exclamation mark.
    """

    def __init__(self) -> None:
        self._left = dict.fromkeys(_SIGNS, TOLD)
        self._places = dict.fromkeys(_SIGNS, 0)
        self._conversation = Conversation()
        self._framed = False

    def __call__(self, piece: Piece) -> None:
        """Tell of one piece."""
        if piece.direction not in _SIGNS or self._left[piece.direction] <= 0:
            return
        marks = self._read(piece)
        self._framed = self._framed or any(mark.what is What.PREFACE for mark in marks)
        if self._framed and piece.direction is not Direction.NOTE:
            self._tell_frames(piece, marks)
        else:
            self._tell_text(piece.direction, piece.data)
            _tell_odd(marks)
        self._places[piece.direction] += len(piece.data)

    def hung_up(self) -> None:
        """Tell what it means that they say nothing more."""
        _tell_odd(self._conversation.hung_up())

    def _read(self, piece: Piece) -> list[Mark]:
        if piece.direction is Direction.SENT:
            return self._conversation.sent(piece.data)
        if piece.direction is Direction.RECEIVED:
            return self._conversation.received(piece.data)
        return []

    def _tell_frames(self, piece: Piece, marks: list[Mark]) -> None:
        for mark in marks:
            for line in mark.lines:
                say(f"{_SIGNS[piece.direction]} {line}")
            if mark.what is What.DATA:
                start, end = (max(0, at - self._places[piece.direction]) for at in mark[:2])
                self._tell_text(piece.direction, piece.data[start:end])
            elif not mark.lines:
                _tell_odd([mark])

    def _tell_text(self, direction: Direction, data: bytes) -> None:
        left = self._left[direction]
        if left <= 0 or not data:
            return
        self._left[direction] = left - len(data)
        for line in _LINE.findall(data[:left]):
            say(f"{_SIGNS[direction]} {printable_bytes(line)}")
        if len(data) >= left:
            say(f"{_SIGNS[direction]} …")


def times(record: Exchange) -> dict[str, int]:
    """Return how many microseconds each step took, and all of them: names that scripts rely on."""
    took: dict[str, int] = {}
    for (
        phase
    ) in record.phases():  # one may come again: what was said before the answer, a proxy's TLS
        took[phase.step.value] = took.get(phase.step.value, 0) + phase.ended - phase.began
    return {**took, "total": record.elapsed}


def tell_times(record: Exchange) -> None:
    """Write how long each step took."""
    for name, took in times(record).items():
        say(f"{name:<8}{took:>12} µs")


def _tell_odd(marks: list[Mark]) -> None:
    for mark in marks:
        if mark.odd and mark.words:
            say(f"{_ODD} {mark.words}")
