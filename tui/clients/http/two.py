"""HTTP/2 (RFC 9113): one request on one connection, by h2's machine.

    talk = Two(tap, course, patience)
    head = await talk.ask(asked)
    async for block in talk.blocks(): ...

The wire itself carries frames; the heads that the record keeps are their fields, written down as
HTTP/1 would have them. One lock keeps the frames of one who sends and of one who hears in their
order.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    DataReceived,
    Event,
    InformationalResponseReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)
from h2.exceptions import ProtocolError, StreamClosedError
from h2.settings import SettingCodes, Settings

from tui.clients.failure import Failure, Step
from tui.clients.http.course import Course
from tui.clients.http.frames import Sieve, fields_of, name_of, words_of
from tui.clients.http.heads import as_text
from tui.clients.http.talk import Asked, Head, Talk
from tui.clients.http.tap import Tap
from tui.clients.http.turns import Turns
from tui.printable import printable_bytes
from tui.words import _

WINDOW = 16 * 1024 * 1024
"""Bytes that they may send before we have taken them: a second of a fast network."""

FRAME = 64 * 1024
"""Bytes of the largest frame that is taken: fewer frames for a large body."""

PIECE = 16 * 1024
"""Bytes that the machine reads at once: the smallest frames in it take it some milliseconds."""

FIELDS = 256 * 1024
"""Bytes of fields that are taken, as HPACK counts them (RFC 9113, 6.5.2)."""

STREAM = 1
"""The only stream: ours, and their answer's."""

_LEFT_OUT = {b"connection", b"host", b"keep-alive", b"proxy-connection", b"transfer-encoding"} | {
    b"upgrade"
}
"""Fields that HTTP/2 does not have (RFC 9113, 8.2.2); the host is in `:authority`."""


class Two(Talk):
    """One request, and its answer."""

    def __init__(self, tap: Tap, course: Course, patience: float) -> None:
        super().__init__(tap, course, patience)
        self._machine = _machine()
        self._sieve = Sieve(STREAM, FRAME)
        self._said: deque[Event] = deque()
        self._opening = b""
        self._leaving = asyncio.Lock()
        self._room = asyncio.Event()

    async def ask(self, asked: Asked) -> Head:
        """Send, and return the head of the answer when it is there, be all sent or not."""
        self._begin(self._send(asked))
        while True:
            event = await self._event()
            if isinstance(event, InformationalResponseReceived):
                self._inform()
                status, fields = fields_of(event.headers)
                self._course.heads.inform(as_text(b"HTTP/2 %d" % status, fields))
                self._wanted.set()
                self._sieve.answers = False
                self._course.reach(Step.WAIT if self._is_said else Step.SEND, self._patience)
            elif isinstance(event, ResponseReceived):
                status, fields = fields_of(event.headers)
                self._course.heads.answer(as_text(b"HTTP/2 %d" % status, fields))
                self._answered(status)
                return Head(status, b"", b"HTTP/2", fields)

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the body; what was taken makes room for more."""
        while True:
            event = await self._event()
            if isinstance(event, DataReceived):
                if block := self._together(event):
                    yield block
                    self._course.go_on()
            elif isinstance(event, TrailersReceived):
                self.trailers = tuple(fields_of(event.headers)[1])
            elif isinstance(event, StreamEnded):
                return

    def _together(self, event: DataReceived) -> bytes:
        """Return what came in one frame, and in those behind it that have come already."""
        parts, size = [event.data or b""], event.flow_controlled_length or 0
        while self._said and isinstance(self._said[0], DataReceived):
            behind = self._said.popleft()
            assert isinstance(behind, DataReceived)
            parts.append(behind.data or b"")
            size += behind.flow_controlled_length or 0
        self._machine.acknowledge_received_data(size, STREAM)
        return b"".join(parts)

    async def _send(self, asked: Asked) -> None:
        self._machine.initiate_connection()
        self._machine.increment_flow_control_window(WINDOW)
        await self._flush()
        self._course.sent = 0
        try:
            await self._send_head(asked)
            if asked.has_body:
                if asked.waits:
                    await self._want()
                async with aclosing(self._blocks(asked.body)) as blocks:
                    async for block in blocks:
                        await self._send_block(block)
                self._machine.end_stream(STREAM)
                await self._flush()
        except StreamClosedError:
            return  # the one who hears says why
        except (ProtocolError, ValueError) as error:
            peer = self._course.peer
            raise Failure(Step.SEND, str(error), peer=peer, code="REQUEST") from error

    async def _send_head(self, asked: Asked) -> None:
        for name in sorted(asked.named & _LEFT_OUT - {b"host"}):
            said = _("{field} is left out: HTTP/2 has no such field")
            self._course.wire.note(said.format(field=printable_bytes(name)))
        fields = [(name.lower(), value) for name, value in asked.fields]
        fields = [field for field in fields if field[0] not in _LEFT_OUT]
        pseudo = [
            (b":method", asked.method),
            (b":scheme", asked.scheme),
            (b":authority", asked.authority),
            (b":path", asked.target),
        ]
        self._machine.send_headers(STREAM, pseudo + fields, end_stream=not asked.has_body)
        line = b"%b %b HTTP/2" % (asked.method, asked.target)
        self._course.heads.ask(as_text(line, [(b"host", asked.authority), *fields]))
        await self._flush()

    async def _send_block(self, block: bytes) -> None:
        """Send a block as they make room for it."""
        machine, start = self._machine, 0
        while start < len(block):
            room = await self._make_room()
            size = min(room, machine.max_outbound_frame_size)
            machine.send_data(STREAM, block[start : start + size])
            start += size
            await self._flush()

    async def _make_room(self) -> int:
        """Return how much they take, when it is something; raises what h2 does when they have
        closed the stream.
        """
        try:
            async with asyncio.timeout(self._patience):
                while (room := self._machine.local_flow_control_window(STREAM)) <= 0:
                    self._room.clear()
                    await self._room.wait()
        except TimeoutError:
            raise self._course.late() from None
        return room

    async def _flush(self) -> None:
        """Send what the machine has to say."""
        async with self._leaving:
            while data := self._machine.data_to_send():
                await self._tap.write(data, self._patience)

    async def _event(self) -> Event:
        """Return what they say next about our request."""
        while not self._said:
            if not self._leaving.locked():
                await self._flush()
            await self._hear()
        event = self._said.popleft()
        if isinstance(event, StreamReset):
            raise self._reset(event)
        return event

    async def _hear(self) -> None:
        """Wait for frames, and have the machine read them."""
        course, farewell = self._course, self._sieve.farewell
        if farewell is not None and (farewell.code or farewell.last < STREAM):
            words = printable_bytes(farewell.words)
            reason = f"{name_of(farewell.code)}: {words}" if words else name_of(farewell.code)
            raise Failure(course.step, reason, peer=course.peer, code="GOAWAY")
        data = await self._more()
        if not data:
            raise self._worst(course.hung_up())
        self._opening = (self._opening + data)[:5] if len(self._opening) < 5 else self._opening
        if self._opening.startswith(b"HTTP/"):
            course.reach(Step.HEADERS, self._patience)
            reason = _("it answers in HTTP/1")
            raise Failure(Step.HEADERS, reason, peer=course.peer, code="HTTP_1")
        rest = self._sieve.receive(data)
        if self._sieve.answers and course.step in (Step.SEND, Step.WAIT):
            course.reach(Step.HEADERS, self._patience)
        turns = Turns()
        try:
            for start in range(0, len(rest), PIECE):
                await turns.give()
                events = self._machine.receive_data(rest[start : start + PIECE])
                self._said += [one for one in events if getattr(one, "stream_id", STREAM) == STREAM]
        except ProtocolError as error:
            raise Failure(course.step, words_of(error), peer=course.peer, code="HTTP") from error
        finally:
            self._room.set()

    def _reset(self, event: StreamReset) -> Failure:
        course = self._course
        code = "RST_STREAM" if event.remote_reset else "HTTP"
        return Failure(course.step, name_of(event.error_code), peer=course.peer, code=code)


def _machine() -> H2Connection:
    """Return a machine that says what we can take; what they send is shown, right or wrong."""
    machine = H2Connection(H2Configuration(header_encoding=None, validate_inbound_headers=False))
    machine.local_settings = Settings(
        client=True,
        initial_values={
            SettingCodes.ENABLE_PUSH: 0,
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
            SettingCodes.MAX_FRAME_SIZE: FRAME,
            SettingCodes.MAX_HEADER_LIST_SIZE: FIELDS,
        },
    )
    machine.max_inbound_frame_size = FRAME
    machine.decoder.max_header_list_size = FIELDS
    return machine
