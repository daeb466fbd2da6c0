"""The body of a request on its way in: counted or in chunks, and bounded in time."""

import itertools
from collections.abc import Iterator, Sequence

from protocol.chunks import Chunks
from protocol.heads import Head, Heads, Refused, render_head
from servers.session import Session

BLOCK = 256 * 1024
"""Bytes of a body that are asked for at once."""

GRACE = 10.0
"""Seconds for any request beside its bytes."""

SLOWEST = 16 * 1024
"""Bytes a second that a body travels at the least, as in the classic dialect."""

STALLED = 30.0
"""Seconds without any byte after which a body is cut, however much time it has left."""

UNWANTED = 64 * 1024 * 1024
"""Bytes of a body, at most, that are read although it is refused: most clients look at the answer
when they have sent everything, and a connection that is closed with bytes unread may lose it."""


class Body:
    """It belongs to the connection's thread. `heads` has what came of it along with the head.

    Raises RemoteProtocolError where it is not whole, TimeoutError where it is too slow.
    """

    def __init__(self, session: Session, head: Head, heads: Heads) -> None:
        self.received = 0
        self.whole = head.length == 0
        self._session = session
        self._head = head
        self._heads = heads
        self._started = session.service.now()

    def refuse(self) -> None:
        """Have the rest read after the last word, and thrown away, if there is an end to it."""
        length = self._head.length
        if not self.whole and length is not None and length - self.received <= UNWANTED:
            self._session.unheard = max(self._session.unheard, length - self.received)

    def blocks(self) -> Iterator[bytes]:
        """Yield it as it comes; `100 Continue` is sent first where they wait for that."""
        if self.whole:
            return
        self._welcome()
        length = self._head.length
        if length is None:
            yield from self._chunks()
        else:
            while self.received < length:
                yield self._read(min(BLOCK, length - self.received))
        self.whole = True

    def pour(self, buffers: Sequence[memoryview]) -> Iterator[memoryview]:
        """Yield it as `blocks` does, but in these buffers: each filled, one after the other.

        What was yielded is good until all the other buffers have been.
        """
        if self._head.length is None:
            for block in self.blocks():
                yield memoryview(block)
            return
        self._welcome()
        turns = itertools.cycle(buffers)
        while left := self._head.length - self.received:
            buffer = next(turns)[:left]
            self._fill(buffer)
            yield buffer
        self.whole = True

    def _welcome(self) -> None:
        if self._head.expects and not self._heads.waiting:
            self._session.answer(render_head(100, {}))

    def _chunks(self) -> Iterator[bytes]:
        chunks = Chunks()
        while not chunks.done:
            chunks.receive(self._read(BLOCK))
            yield from chunks.blocks()
        self._heads.receive(chunks.rest())

    def _read(self, size: int) -> bytes:
        data = self._heads.take(size) or self._session.receive(self._due(), size)
        self._count(len(data))
        return data

    def _fill(self, buffer: memoryview) -> None:
        ahead = self._heads.take(len(buffer))
        buffer[: len(ahead)] = ahead
        self.received += len(ahead)
        buffer = buffer[len(ahead) :]
        while buffer:
            count = self._session.receive_into(buffer, self._due())
            self._count(count)
            buffer = buffer[count:]

    def _due(self) -> float:
        """Return when more must have come; that grows with what has come."""
        due = self._started + GRACE + self.received / SLOWEST
        return min(due, self._session.deadline(STALLED))

    def _count(self, came: int) -> None:
        if not came:
            raise Refused(400, "The body ends before its end.")
        self.received += came
