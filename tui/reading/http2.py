"""HTTP/2 as it was said, in one direction of a connection: its frames, in words.

    frames = Frames(agreed, client=True)
    for mark in frames.feed(data): ...      # any cuts give the same marks

DATA is told by its head, and what it carries is text to show; every other frame is told as a
whole. A direction keeps one frame of at most LARGEST bytes, one block of fields, and the table of
its compression, which are bounded, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.reading import frames
from tui.reading.blocks import Blocks
from tui.reading.bodies import MANY
from tui.reading.conversation import PREFACE
from tui.reading.frames import CONTINUATION, DATA, HEADERS, PUSH_PROMISE, SETTINGS
from tui.reading.marks import Mark, Odd, What
from tui.reading.wording import size

USUAL = 16 * 1024
"""Bytes of a frame that need no agreement."""

LARGEST = 128 * 1024
"""Bytes of a frame that is read; a larger one can be agreed on, but for DATA nobody does."""

_HEAD = 9
_END_HEADERS, _PADDED = 0x4, 0x8
_TABLE_SIZE, _FRAME_SIZE = 1, 5
_WITH_FIELDS = (HEADERS, PUSH_PROMISE, CONTINUATION)


@dataclass(slots=True)
class Agreed:
    """What each side said it takes: the client first, then the server."""

    frame: list[int] = field(default_factory=lambda: [USUAL, USUAL])
    table: list[int] = field(default_factory=lambda: [4096, 4096])


class Frames:
    """One direction: what a client says, or a server."""

    def __init__(self, agreed: Agreed, *, client: bool) -> None:
        self.shows = False
        """Bytes that have no mark yet are text to show: the body in a DATA frame."""
        self.place = 0
        self._agreed, self._client = agreed, client
        self._marks: list[Mark] = []
        self._state: Callable[[bytes, int], int] = self._preface if client else self._head
        self._gathered = bytearray()
        self._begun = True
        """No frame came yet."""
        self._from = self._size = self._left = 0
        self._kind = self._flags = self._stream = self._padding = 0
        self._blocks = Blocks()

    @property
    def still(self) -> int:
        """Bytes from here on that have no framing in them."""
        return MANY if self._state == self._lost else self._left * self.shows

    def feed(self, data: bytes) -> list[Mark]:
        """Take what travelled, and return what is known about it by now."""
        offset, place = self.place, 0
        while place < len(data):
            place = self._state(data, place)
            self.place = offset + place
        return self._told()

    def close(self) -> list[Mark]:
        """They hung up."""
        if self._state != self._lost and self.place > self._from:
            whole = _HEAD + self._size if self._size or self._left else _HEAD
            self._odd(Odd.SHORT_FRAME, self.place, self.place - self._from, whole)
        self._state = self._lost
        return self._told()

    def _told(self) -> list[Mark]:
        told, self._marks = self._marks, []
        return told

    def _odd(self, odd: Odd, end: int, number: int = 0, more: int = 0) -> None:
        self._marks.append(Mark(self._from, end, odd, number, more))

    def _gather(self, data: bytes, place: int, size: int) -> tuple[int, bytes | None]:
        """Take so many bytes; return the place after what there is, and them when they are."""
        step = data[place : place + size - len(self._gathered)]
        self._gathered += step
        if len(self._gathered) < size:
            return place + len(step), None
        gathered, self._gathered = bytes(self._gathered), bytearray()
        return place + len(step), gathered

    def _preface(self, data: bytes, place: int) -> int:
        start, (place, said) = self.place - place, self._gather(data, place, len(PREFACE))
        if said is not None:
            end = start + place
            if said != PREFACE:
                return self._lose(Odd.NO_PREFACE, end, place)
            self._marks.append(Mark(self._from, end, What.PREFACE))
            self._next(end)
        return place

    def _head(self, data: bytes, place: int) -> int:
        start, (place, head) = self.place - place, self._gather(data, place, _HEAD)
        if head is None:
            return place
        self._size = self._left = int.from_bytes(head[:3])
        self._kind, self._flags = head[3], head[4]
        self._stream = int.from_bytes(head[5:]) & 0x7FFFFFFF
        end = start + place
        if self._begun and self._kind != SETTINGS:
            return self._lose(Odd.NO_PREFACE, end, place)
        self._begun = False
        self._enter(end)
        return place

    def _enter(self, end: int) -> None:
        """The head of a frame is there."""
        large = self._size > self._agreed.frame[self._client]
        if self._kind == DATA and self._flags & _PADDED and self._size:
            self._state = self._pad
        elif self._kind == DATA:
            self._begin_data(end, 0)
        elif self._size > LARGEST:
            self._tell(end, frames.title(self._kind, self._flags, self._stream, size(self._size)))
            if self._kind in _WITH_FIELDS:
                self._blocks.readable = False
            self._state = self._skip
        elif self._size:
            self._state = self._payload
        else:
            self._whole(b"", end)
        if large:
            self._odd(Odd.LARGE_FRAME, end, self._size)

    def _pad(self, data: bytes, place: int) -> int:
        """Take the byte that says how much of a DATA frame is padding."""
        end = self.place + 1
        self._left -= 1
        padding = min(data[place], self._left)
        self._begin_data(end, padding)
        if padding < data[place]:
            self._odd(Odd.BAD_FRAME, end)
        return place + 1

    def _begin_data(self, end: int, padding: int) -> None:
        self._padding = padding
        self._left -= padding
        self._tell(end, frames.title(DATA, self._flags, self._stream, size(self._left)))
        self._state, self.shows = self._data, True
        if not self._left:
            self._end_data(end)

    def _data(self, data: bytes, place: int) -> int:
        step = min(self._left, len(data) - place)
        self._left -= step
        if not self._left:
            end = self.place + step
            self._marks.append(Mark(self._from, end, What.DATA))
            self._end_data(end)
        return place + step

    def _end_data(self, end: int) -> None:
        self.shows, self._left = False, self._padding
        self._state = self._skip
        if not self._left:
            self._next(end)

    def _skip(self, data: bytes, place: int) -> int:
        """Take what is not looked at."""
        step = min(self._left, len(data) - place)
        self._left -= step
        if not self._left:
            end = self.place + step
            self._marks.append(Mark(self._from, end, What.PADDING))
            self._next(end)
        return place + step

    def _payload(self, data: bytes, place: int) -> int:
        start, (place, payload) = self.place - place, self._gather(data, place, self._size)
        if payload is not None:
            self._whole(payload, start + place)
        return place

    def _whole(self, payload: bytes, end: int) -> None:
        """A frame is there, and it is none that carries a body."""
        from hyperframe.exceptions import HyperframeError
        from hyperframe.frame import Frame, PushPromiseFrame, SettingsFrame

        kind, flags, stream = self._kind, self._flags, self._stream
        head = len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4)
        try:
            frame, _length = Frame.parse_frame_header(memoryview(head))
            frame.parse_body(memoryview(payload))
        except HyperframeError:
            self._tell(end, frames.title(kind, flags, stream, size(len(payload))))
            self._odd(Odd.BAD_FRAME, end)
            self._blocks.readable = self._blocks.readable and kind not in _WITH_FIELDS
        else:
            if kind in _WITH_FIELDS:
                promised = frame.promised_stream_id if isinstance(frame, PushPromiseFrame) else 0
                self._fields(bytes(getattr(frame, "data", b"")), promised, end)
            else:
                self._tell(end, *frames.told(kind, flags, stream, frame, len(payload)))
            if isinstance(frame, SettingsFrame):
                self._settle(frame.settings)
        self._next(end)

    def _fields(self, fragment: bytes, promised: int, end: int) -> None:
        """Take a part of a block, and tell its fields where it is the last."""
        blocks, readable = self._blocks, self._blocks.readable
        blocks.add(fragment, begins=self._kind != CONTINUATION)
        rows = []
        if self._flags & _END_HEADERS:
            rows = frames.fields(blocks.end(self._agreed.table[self._client]))
        more = [frames.promise(promised)] if promised else []
        self._tell(end, frames.title(self._kind, self._flags, self._stream, *more), *rows)
        if readable and not blocks.readable:
            self._odd(Odd.BAD_FIELDS, end)

    def _settle(self, settings: dict[int, int]) -> None:
        """Remember what this side says it takes: it holds for the other."""
        agreed, mine = self._agreed, not self._client
        agreed.table[mine] = settings.get(_TABLE_SIZE, agreed.table[mine])
        agreed.frame[mine] = settings.get(_FRAME_SIZE, agreed.frame[mine])

    def _tell(self, end: int, *rows: str) -> None:
        self._marks.append(Mark(self._from, end, What.FRAME, lines=rows))

    def _next(self, end: int) -> None:
        self._from, self._state = end, self._head
        self._size = self._left = 0

    def _lose(self, odd: Odd, end: int, place: int) -> int:
        """What follows cannot be followed; it is shown as it is."""
        self._odd(odd, end)
        self._state, self.shows = self._lost, True
        return place

    def _lost(self, data: bytes, _place: int) -> int:
        return len(data)
