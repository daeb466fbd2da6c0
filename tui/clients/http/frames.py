"""What is to be known of HTTP/2's frames before its machine reads them (RFC 9113, 4.1).

    sieve = Sieve(stream=1, greatest=65536)
    rest = sieve.receive(data)      # for the machine: the same bytes, but for farewells
    sieve.answers, sieve.farewell

The machine reads nothing more after a GOAWAY, but one that is meant kindly lets an answer under
way come to its end (6.8); and it tells of a head when it is whole, not when it begins.
"""

import re
import struct
from dataclasses import dataclass

from h2.errors import ErrorCodes

HEADER = 9
"""Bytes before each frame's content."""

_HEADERS, _GOAWAY = 1, 7

_OBJECT = re.compile(r":? *<[\w. ]+ at 0x[0-9a-f]+>")
"""How Python names what HPACK could not read; it tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """A GOAWAY: why, up to which stream all was or will be done, and words of theirs."""

    code: int
    last: int
    words: bytes


class Sieve:
    """Looks at the frames that come, cut anywhere; keeps at most one farewell of them."""

    def __init__(self, stream: int, greatest: int) -> None:
        self.answers = False
        """Whether fields of the answer have begun to come."""
        self.farewell: Farewell | None = None
        self._stream = stream
        self._greatest = greatest
        self._held = b""
        """The beginning of a frame, or of a farewell."""
        self._left = 0
        """Bytes of a frame that are still to be passed on."""

    def receive(self, data: bytes) -> bytes:
        """Return what the machine is to read."""
        passed = []
        data = self._held + data
        start, self._held = 0, b""
        while start < len(data):
            if not self._left:
                if len(data) - start < HEADER:
                    break
                size = self._begin(data[start : start + HEADER])
                if size is not None:
                    if len(data) - start < size:
                        break
                    self._part(data[start + HEADER : start + size])
                    start += size
                    continue
            piece = data[start : start + self._left]
            passed.append(piece)
            self._left -= len(piece)
            start += len(piece)
        self._held = data[start:]
        return b"".join(passed)

    def _begin(self, header: bytes) -> int | None:
        """Look at a frame; returns its whole size where it is a farewell, which is kept back."""
        size, kind, stream = int.from_bytes(header[:3]), header[3], int.from_bytes(header[5:])
        if kind == _GOAWAY and 8 <= size <= self._greatest:
            return HEADER + size
        self.answers = self.answers or (kind == _HEADERS and stream & 0x7FFFFFFF == self._stream)
        self._left = HEADER + size
        return None

    def _part(self, content: bytes) -> None:
        last, code = struct.unpack_from(">II", content)
        self.farewell = Farewell(code, last & 0x7FFFFFFF, content[8:])


def name_of(code: int) -> str:
    """Name why a stream or a connection ended, as RFC 9113, 7 does."""
    try:
        return ErrorCodes(code).name
    except ValueError:
        return hex(code)


def words_of(error: Exception) -> str:
    """Tell what the machine could not read."""
    return _OBJECT.sub("", str(error))


def fields_of(said: object) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Return the status and the fields of what HPACK held."""
    status, fields = 0, []
    assert isinstance(said, list)
    for name, value in said:
        if name == b":status":
            status = int(value) if value.isdigit() and len(value) == 3 else 0
        else:
            fields.append((bytes(name), bytes(value)))
    return status, fields
