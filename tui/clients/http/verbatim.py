"""Bytes as a person wrote them, and what comes back, whatever it is.

A head is found where there is one, and a body where the head says how long it is; what comes
behind it stays on the wire. It ends when they hang up, or have been silent for the whole patience.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

import h11

from tui.clients.failure import Failure, Step
from tui.clients.http.course import Course
from tui.clients.http.heads import END, HEAD, INFORMS
from tui.clients.http.talk import Asked, Head, Talk
from tui.clients.http.tap import Tap
from tui.words import _

_STATUS = re.compile(rb"(HTTP/[\d.]+)[ \t]+(\d{3})[ \t]*([^\r\n]*)")
_FIELD = re.compile(rb"([^:\s][^:\r\n]*?)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?\n")

_HTTP = b"HTTP/"


class Verbatim(Talk):
    """Bytes that are sent as they are."""

    def __init__(self, tap: Tap, course: Course, patience: float) -> None:
        super().__init__(tap, course, patience)
        course.silence = patience
        self._came = b""
        self._method = b""
        self._has_head = False

    async def ask(self, asked: Asked) -> Head:
        """Send, and return the head that is found; one of nothing where there is none."""
        self._method = asked.method
        self._begin(self._send(asked))
        while self._came.startswith(_HTTP[: len(self._came)]) and len(self._came) < HEAD:
            end = END.search(self._came)
            if end is not None and INFORMS.match(self._came):
                self._inform()
                self._came = self._came[end.end() :]
            elif end is not None:
                self._has_head = True
                return _head(self._came[: end.end()])
            elif not (data := await self._hear()):
                break
            else:
                self._came += data
        if not self._came:
            raise self._worst(self._course.hung_up())
        return Head(0, b"", b"", [])

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the body without its framing, as far as that can be understood."""
        unframed = _Unframed(self._method) if self._has_head else None
        data = self._came
        while data:
            if block := unframed.take(data) if unframed else data:
                yield block
            if unframed is not None:
                self.trailers = unframed.trailers
            data = await self._hear()

    async def _send(self, asked: Asked) -> None:
        async with aclosing(self._blocks(asked.body)) as blocks:
            async for block in blocks:
                await self._tap.write(block, self._patience)

    async def _hear(self) -> bytes:
        """Wait for bytes; none: they hung up, or have nothing more to say."""
        course = self._course
        try:
            data = await self._next()
        except Failure as failure:
            if failure.code != "ETIMEDOUT" or course.step in (Step.SEND, Step.WAIT):
                raise
            course.wire.note(_("nothing more comes, and we hang up"))
            return b""
        if data and course.step in (Step.SEND, Step.WAIT):
            course.reach(Step.HEADERS, self._patience)
        return data


class _Unframed:
    """Takes the framing off what comes, from the head on, as long as it can be understood."""

    def __init__(self, method: bytes) -> None:
        self.trailers: tuple[tuple[bytes, bytes], ...] = ()
        self._is_over = False
        self._in_body = False
        self._machine: h11.Connection | None = h11.Connection(h11.CLIENT)
        known = method if method in (b"HEAD", b"CONNECT") else b"GET"
        self._machine.send(h11.Request(method=known, target="/", headers=[("Host", "x")]))
        self._machine.send(h11.EndOfMessage())

    def take(self, data: bytes) -> bytes:
        """Return what is of the body in it; the first data hold the whole head."""
        if self._machine is None:
            return data
        self._machine.receive_data(data)
        found = []
        try:
            while not self._is_over and (event := self._machine.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Data):
                    found.append(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self.trailers = tuple(event.headers.raw_items())
                    self._is_over = True
                elif event is h11.PAUSED:
                    found.append(self._give_up(data))
                    break
                self._in_body = True
        except h11.RemoteProtocolError:
            found.append(self._give_up(data))
        return b"".join(found)

    def _give_up(self, data: bytes) -> bytes:
        """Take all that follows as it is; returns what has come of it."""
        machine, self._machine = self._machine, None
        if self._in_body and machine is not None:
            return machine.trailing_data[0]
        end = END.search(data)
        return data[end.end() :] if end is not None else data


def _head(data: bytes) -> Head:
    """Read a head as it is, however odd."""
    status = _STATUS.match(data)
    fields = [(name, value) for name, value in _FIELD.findall(data.partition(b"\n")[2])]
    if status is None:
        return Head(0, b"", b"", fields)
    return Head(int(status[2]), status[3], status[1], fields)
