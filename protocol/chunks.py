"""The body of an HTTP/1.1 request in chunks (RFC 9112, section 7.1), heard to the letter.

    5\\r\\nhello\\r\\n0\\r\\n\\r\\n

No line of it may be read in two ways: a line ends with CR LF and nothing else, a CR or LF stands
nowhere else, a size has hexadecimal digits alone. Extensions and trailers are thrown away.
"""

import re
from collections.abc import Generator, Iterator

from protocol.heads import HEAD_LIMIT, Refused
from protocol.tokens import FIELD

LINE_LIMIT = 4 * 1024
"""Bytes of the line before a chunk: its size, and extensions that nobody uses."""

_END = b"\r\n"
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_FIELD = re.compile(FIELD)


class Chunks:
    """The bytes of a body in chunks; `done` after the last, and `rest` is the next request's."""

    def __init__(self) -> None:
        self.done = False
        self._data = bytearray()
        self._hung_up = False
        self._steps = self._read()

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""
        self._data += data
        self._hung_up = not data

    def blocks(self) -> Iterator[bytes]:
        """Yield what is here; raises Refused."""
        for block in self._steps:
            if block:
                yield block
            elif self._hung_up:
                raise Refused(400, "The body's chunks are wrong: they end before the last.")
            else:
                return

    def rest(self) -> bytes:
        """Return what came behind the body."""
        return bytes(self._data)

    def _read(self) -> Iterator[bytes]:
        """Yield the body's bytes; nothing where more must come."""
        while True:
            line = yield from self._line(LINE_LIMIT)
            if not (size := _SIZE.fullmatch(line)):
                raise Refused(400, "The body's chunks are wrong: one has no size.")
            if not (left := int(size[1], 16)):
                break
            while left:
                yield (block := self._take(left))
                left -= len(block)
            while len(self._data) < len(_END):
                yield b""
            if self._take(len(_END)) != _END:
                raise Refused(400, "The body's chunks are wrong: one is longer than its size.")
        limit = HEAD_LIMIT
        while line := (yield from self._line(limit)):
            limit -= len(line) + len(_END)
            if not _FIELD.fullmatch(line):
                raise Refused(400, "The body's chunks are wrong: a trailer is no field.")
        self.done = True

    def _line(self, limit: int) -> Generator[bytes, None, bytes]:
        searched = 0
        while (end := self._data.find(_END, searched)) < 0 and len(self._data) <= limit:
            searched = max(0, len(self._data) - 1)
            yield b""
        if not 0 <= end <= limit:
            raise Refused(400, "The body's chunks are wrong: a line is too long.")
        line = self._take(end)
        self._take(len(_END))
        return line

    def _take(self, count: int) -> bytes:
        data = bytes(self._data[:count])
        del self._data[: len(data)]
        return data
