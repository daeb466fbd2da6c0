"""Lines of a wire: where bytes are cut into them, and what is known of each."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from tui.clients.wire import Direction
from tui.widgets.wire_rows.stack import Tone

FOLD = 1024
"""Bytes of one line; a longer one is folded, so that drawing a page costs no more than its rows."""

FOLDED, LF, CRLF = "»", "␊", "␍␊"
_ENDS = {"": b"", FOLDED: b"", LF: b"\n", CRLF: b"\r\n"}
"""How a line ends, and which bytes that is."""


class Line(NamedTuple):
    """A line, as cheap as it can be: its text is made when it is drawn."""

    direction: Direction
    moment: datetime
    data: bytes
    """Without its end; where its tone is not that of bytes, what we say of them."""
    mark: str
    cells: int
    first: bool = False
    """A piece begins with it."""
    uneven: bool = False
    """Some character takes no cell, or two."""
    tone: Tone = Tone.BYTES
    remark: str = ""
    """What there is to say about it."""
    open: bool = True
    """What comes next may go on with it."""
    told: bytes = b""
    """The bytes that it tells instead of showing them."""
    offset: int = 0
    """Of its first byte in its piece."""
    piece: int = 0
    """Bytes of the piece that begins with it; 0: nobody asks."""
    reads: int = 1
    """Pieces that are in it."""
    passed: bool = False
    """It stands for bytes that are not shown."""

    @property
    def whole(self) -> bytes:
        """What it stands for."""
        return self.data + _ENDS[self.mark] if self.tone is Tone.BYTES else self.told

    @property
    def travelled(self) -> bytes:
        """What of it really travelled: nothing of a note."""
        return b"" if self.direction is Direction.NOTE else self.whole


def lines(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Cut at LF, and where a line is longer than FOLD; yield each line and its mark."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + FOLD)
        if end >= 0:
            bare = data[start:end]
            yield (bare[:-1], CRLF) if bare.endswith(b"\r") else (bare, LF)
            start = end + 1
        elif len(data) - start > FOLD:
            end = _between_characters(data, start + FOLD)
            yield data[start:end], FOLDED
            start = end
        else:
            yield data[start:], ""
            return


def cut_inside(data: bytes) -> bool:
    """Tell whether the data end in the middle of a UTF-8 character, or of CR LF."""
    if data.endswith(b"\r"):
        return True
    for length in range(1, min(4, len(data) + 1)):
        byte = data[-length]
        if byte & 0xC0 != 0x80:
            return length < (byte >= 0xC0) + (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0)
    return False


def _between_characters(data: bytes, place: int) -> int:
    """Return the nearest place, not after this one, that cuts no UTF-8 character in two."""
    for start in range(place, place - 4, -1):
        if data[start] & 0xC0 != 0x80:
            return start
    return place
