"""TLS as it is enciphered, in one direction: its records in words (RFC 8446, 5.1)."""

from tui.reading.bodies import MANY
from tui.reading.marks import Mark, Odd, What
from tui.reading.wording import size

_HEAD = 5
_TYPES = {20: "change_cipher_spec", 21: "alert", 22: "handshake", 23: "application_data"}
_LONGEST = 16 * 1024 + 2048
"""Bytes of a record at most, in any version."""


class Records:
    """One direction, below the one that is read; nothing in it is deciphered."""

    def __init__(self) -> None:
        self.shows = False
        """Bytes without a mark are only framing, until they are no TLS at all."""
        self._place = self._from = self._left = 0
        self._head = b""

    @property
    def still(self) -> int:
        """Bytes from here on that have no framing in them."""
        return MANY if self.shows else self._left

    def feed(self, data: bytes) -> list[Mark]:
        """Take what travelled."""
        marks, place = list[Mark](), 0
        while place < len(data) and not self.shows:
            if self._left:
                step = min(self._left, len(data) - place)
                self._left -= step
            else:
                step = min(_HEAD - len(self._head), len(data) - place)
                self._head += data[place : place + step]
            place += step
            self._place += step
            if len(self._head) == _HEAD and not self._left:
                marks.extend(self._next())
        self._place += len(data) - place
        return marks

    def close(self) -> list[Mark]:
        """They hung up; the direction above says what that means."""
        return []

    def _next(self) -> list[Mark]:
        """Say a record when it is whole."""
        kind, length = self._head[0], int.from_bytes(self._head[3:])
        if kind not in _TYPES or self._head[1] != 3 or length > _LONGEST:
            self.shows = True
            return [Mark(self._from, self._place, Odd.NO_TLS)]
        if self._place - self._from == _HEAD and length:
            self._left = length
            return []
        words = f"TLS · {_TYPES[kind]} · {size(length)}"
        mark = Mark(self._from, self._place, What.FRAME, lines=(words,))
        self._head, self._from = b"", self._place
        return [mark]
