"""Bodies as they are framed: by a length, in chunks, or by the end of the connection.

Each takes bytes from a place on, says where its own end, and makes marks of what it finds.
"""

import re
from collections.abc import Callable
from enum import Enum, auto

from tui.reading.heads import Head, judged
from tui.reading.lines import LIMIT, Gathered
from tui.reading.marks import Mark, Odd, What

MANY = 1 << 62
"""Bytes, where nobody knows how many more there are."""

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(;.*)?", re.DOTALL)
_PLAIN = re.compile(rb"([0-9A-Fa-f]{1,15})\r\n")


class Sized:
    """A body of so many bytes."""

    def __init__(self, start: int, size: int, give: Callable[[Mark], object]) -> None:
        self.done = False
        self.lost = False
        self._start, self._size, self._left, self._give = start, size, size, give

    @property
    def still(self) -> int:
        """Bytes that come without framing."""
        return self._left

    def feed(self, data: bytes, place: int, _offset: int) -> int:
        """Take bytes; none of them is looked at."""
        step = min(self._left, len(data) - place)
        self._left -= step
        if not self._left:
            self.done = True
            self._give(Mark(self._start, self._start + self._size, What.BODY, self._size))
        return place + step

    def close(self, end: int) -> None:
        """Nothing more comes."""
        self._give(Mark(end, end, Odd.SHORT_BODY, self._size - self._left, self._size))


class Endless:
    """A body that goes on until they hang up."""

    done = lost = False
    still = MANY

    def __init__(self, start: int, give: Callable[[Mark], object]) -> None:
        self._start, self._give = start, give

    def feed(self, data: bytes, _place: int, _offset: int) -> int:
        """Take everything."""
        return len(data)

    def close(self, end: int) -> None:
        """Nothing more comes, and that was the body."""
        self._give(Mark(self._start, end, What.STREAM, end - self._start))


class _At(Enum):
    SIZE = auto()
    DATA = auto()
    END = auto()
    TRAILER = auto()


class Chunked:
    """A body in chunks, and the trailers after it (RFC 9112, 7.1)."""

    def __init__(self, start: int, give: Callable[[Mark], object]) -> None:
        self.done = False
        self.lost = False
        """Where the next chunk begins can no longer be told."""
        self._start, self._give = start, give
        self._at, self._line, self._from = _At.SIZE, Gathered(), start
        self._size = self._left = 0
        self._whole, self._chunks = 0, 0
        self._trailers = Head(request=False)

    @property
    def still(self) -> int:
        """Bytes that come without framing."""
        return self._left if self._at is _At.DATA else 0

    def feed(self, data: bytes, place: int, offset: int) -> int:
        """Take bytes; `offset` is where the data begin in the stream."""
        while place < len(data) and not (self.done or self.lost):
            if self._at is _At.DATA:
                place = self._pass(data, place, offset)
            elif self._at is _At.SIZE and not self._line.size:
                place = self._at_once(data, place, offset)
            else:
                place = self._gather(data, place, offset)
        return place

    def close(self, end: int) -> None:
        """Nothing more comes."""
        self._give(Mark(end, end, Odd.SHORT_CHUNKS, self._whole))

    def _at_once(self, data: bytes, place: int, offset: int) -> int:
        """Take a plain chunk that is there as a whole: most are, and some are very small."""
        found = _PLAIN.match(data, place)
        size = int(found[1], 16) if found is not None else 0
        if found is None or not size:
            return self._gather(data, place, offset)
        start = found.end()
        end = start + size
        if data[end : end + 2] != b"\r\n":
            return self._gather(data, place, offset)
        self._chunks += 1
        self._whole += size
        give = self._give
        give(Mark(offset + place, offset + start, What.CHUNK_SIZE, size))
        give(Mark(offset + start, offset + end, What.CHUNK, size))
        give(Mark(offset + end, offset + end + 2, What.CHUNK_END))
        return end + 2

    def _pass(self, data: bytes, place: int, offset: int) -> int:
        step = min(self._left, len(data) - place)
        self._left -= step
        self._whole += step
        if not self._left:
            end = offset + place + step
            self._give(Mark(end - self._size, end, What.CHUNK, self._size))
            self._at = _At.END
        return place + step

    def _gather(self, data: bytes, place: int, offset: int) -> int:
        """Take a line: a size, the end of a chunk, a trailer."""
        line = self._line
        if not line.size:
            self._from = offset + place
        if self._at is _At.END:
            return self._end_chunk(data, place, offset)
        was_long = line.long
        place = line.take(data, place)
        if line.long and not was_long:
            self._give(Mark(self._from, self._from + LIMIT, Odd.LONG_LINE))
        if line.whole:
            self._line = Gathered()
            if self._at is _At.SIZE:
                self._begin_chunk(line, offset + place)
            else:
                self._take_trailer(line, offset + place)
        return place

    def _end_chunk(self, data: bytes, place: int, offset: int) -> int:
        """Take CR LF byte by byte: anything else would be data that nobody announced."""
        byte = data[place : place + 1]
        if byte == b"\r" and not self._line.size:
            self._line.take(byte, 0)
            return place + 1
        end = offset + place + 1
        if byte != b"\n":
            self.lost = True
            self._give(Mark(self._from, self._from, Odd.CHUNK_TOO_LONG, self._size))
            return place
        self._give(Mark(self._from, end, What.CHUNK_END))
        if not self._line.size:
            self._give(Mark(self._from, end, Odd.BARE_LF))
        self._at, self._line = _At.SIZE, Gathered()
        return place + 1

    def _begin_chunk(self, line: Gathered, end: int) -> None:
        found = _SIZE.fullmatch(line.text)
        if found is None:
            self.lost = True
            self._give(Mark(self._from, end, Odd.CHUNK_NO_NUMBER))
            return
        self._size = self._left = int(found[1], 16)
        what = What.CHUNK_SIZE if self._size else What.LAST_CHUNK
        self._give(Mark(self._from, end, what, self._size, int(found[2] is not None)))
        for odd in judged(line, self._trailers):
            self._give(Mark(self._from, end, odd))
        self._chunks += bool(self._size)
        self._at = _At.DATA if self._size else _At.TRAILER

    def _take_trailer(self, line: Gathered, end: int) -> None:
        trailers = self._trailers
        trailers.size += line.size
        odds = list(judged(line, trailers))
        if line.text or line.long:
            self._give(Mark(self._from, end, What.TRAILER))
            odds += trailers.add(line.text)
        else:
            self.done = True
            self._give(Mark(self._start, end, What.BODY, self._whole, self._chunks))
        for odd in odds:
            self._give(Mark(self._from, end, odd))
