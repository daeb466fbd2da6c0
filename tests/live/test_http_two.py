"""HTTP/2: the client against servers that h2 plays, on loopback."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, SettingsAcknowledged, StreamEnded
from waiting import until_async

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Trust, Version, Way
from tui.clients.wire import Direction, Wire
from tui.failures import remedy, sentence

TWO = Way(version=Version.HTTP_2)
OK = [(":status", "200"), ("server", "h2"), ("x-odd", "two")]
Play = Callable[["Visit"], Awaitable[None]]


class Visit:
    """One connection, seen from the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.machine = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self.machine.initiate_connection()
        self.asked: list[tuple[str, str]] = []
        self.body = bytearray()
        self.came = bytearray()
        self.reader, self.writer = reader, writer

    async def hear(self) -> list[Event]:
        """Read once, making room for more, and return what was said."""
        data = await self.reader.read(1 << 16)
        if not data:
            raise ConnectionError
        self.came += data
        events = self.machine.receive_data(data)
        for event in events:
            if isinstance(event, RequestReceived):
                self.asked = [(str(name), str(value)) for name, value in event.headers or []]
            elif isinstance(event, DataReceived):
                self.body += event.data or b""
                self.machine.acknowledge_received_data(event.flow_controlled_length or 0, 1)
        await self.flush()
        return events

    async def whole(self) -> None:
        """Read the request to its end."""
        while not any(isinstance(event, StreamEnded) for event in await self.hear()):
            pass

    async def flush(self) -> None:
        """Send what the machine says."""
        self.writer.write(self.machine.data_to_send())
        await self.writer.drain()

    async def say(self, data: bytes, *, ends: bool = True) -> None:
        """Send a body as they make room for it."""
        while data:
            while not (room := self.machine.local_flow_control_window(1)):
                await self.hear()
            size = min(room, self.machine.max_outbound_frame_size, len(data))
            self.machine.send_data(1, data[:size])
            data = data[size:]
            await self.flush()
        if ends:
            self.machine.end_stream(1)
            await self.flush()


@asynccontextmanager
async def serving(
    play: Play, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[Visit]]]:
    visits: list[Visit] = []
    tasks: list[asyncio.Task[None]] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        visits.append(Visit(reader, writer))
        try:
            await visits[-1].flush()
            await play(visits[-1])
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], visits
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


async def asking(
    port: int, method: str = "GET", body: bytes = b"", way: Way = TWO
) -> tuple[Exchange, Wire]:
    record, wire = Exchange(Request(method, f"127.0.0.1:{port}/p?q", body=body)), Wire()
    with suppress(Failure):
        await record.take_place(wire, patience=5, way=way)
    return record, wire


def travelled(wire: Wire, direction: Direction) -> bytes:
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)


async def test_without_tls_it_is_known_beforehand_and_the_heads_are_written_down_as_text() -> None:
    async def play(visit: Visit) -> None:
        heard: list[Event] = []
        while not {StreamEnded, SettingsAcknowledged} <= set(map(type, heard)):
            heard += await visit.hear()
        visit.machine.send_headers(1, [(":status", "103"), ("link", "</x>")])
        visit.machine.send_headers(1, OK)
        await visit.say(b"hello", ends=False)
        visit.machine.send_headers(1, [("x-sum", "5")], end_stream=True)
        await visit.flush()

    async with serving(play) as (port, visits):
        record, wire = await asking(port, "POST", b"said")
    assert (record.status, record.version, record.reason) == (200, "HTTP/2", "")
    assert record.body.read(0, 9) == b"hello"
    assert record.asked.startswith(f"POST /p?q HTTP/2\r\nhost: 127.0.0.1:{port}\r\n".encode())
    assert b"connection" not in record.asked.lower()
    assert record.answered == b"HTTP/2 200\r\nserver: h2\r\nx-odd: two\r\n\r\n"
    assert record.informed == [b"HTTP/2 103\r\nlink: </x>\r\n\r\n"]
    assert record.trailers == (("x-sum", "5"),)
    assert visits[0].body == b"said"
    assert travelled(wire, Direction.SENT) == visits[0].came
    assert 0 < record.sent < len(visits[0].came)
    record.close()


async def test_steps_are_those_of_the_request_and_not_of_the_connection() -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        head = visit.machine
        head.send_headers(1, OK)
        data = head.data_to_send()
        visit.writer.write(data[:12])
        await until_async(lambda: record.phases()[-1].step is Step.HEADERS)
        visit.writer.write(data[12:])
        await visit.say(b"")

    async with serving(play) as (port, _visits):
        record = Exchange(Request("GET", f"127.0.0.1:{port}/"))
        await record.take_place(Wire(), patience=5, way=TWO)
    steps = [phase.step for phase in record.phases()]
    assert steps == ["name", "connect", "send", "wait", "headers", "body"]
    record.close()


async def test_bodies_larger_than_any_window_travel_in_both_directions_at_once() -> None:
    async def play(visit: Visit) -> None:
        while not visit.asked:
            await visit.hear()
        visit.machine.send_headers(1, OK)
        said = 0
        ended = False
        while not ended or said < len(visit.body):
            if not ended:
                ended = any(isinstance(event, StreamEnded) for event in await visit.hear())
            part = bytes(visit.body[said:])
            said += len(part)
            await visit.say(part, ends=False)
        await visit.say(b"")

    body = os.urandom(20_000_000)
    async with serving(play) as (port, _visits):
        record, _wire = await asking(port, "PUT", body)
    assert record.failure is None
    assert record.body.read(0, len(body) + 1) == body
    assert record.sent > len(body)
    record.close()


@pytest.mark.parametrize("code", [ErrorCodes.REFUSED_STREAM, ErrorCodes.INTERNAL_ERROR])
async def test_a_stream_that_is_reset_is_named_with_its_reason(code: ErrorCodes) -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        if code is ErrorCodes.INTERNAL_ERROR:
            visit.machine.send_headers(1, OK)
            await visit.say(b"some", ends=False)
            await until_async(lambda: record.size == 4)
        visit.machine.reset_stream(1, code)
        await visit.flush()
        await visit.hear()

    async with serving(play) as (port, _visits):
        record = Exchange(Request("GET", f"127.0.0.1:{port}/"))
        with pytest.raises(Failure) as caught:
            await record.take_place(Wire(), patience=5, way=TWO)
    assert (caught.value.code, caught.value.reason) == ("RST_STREAM", code.name)
    assert caught.value.step is (Step.BODY if record.size else Step.WAIT)
    assert code.name in sentence(caught.value)
    record.close()


async def test_a_connection_that_is_given_up_is_named_with_its_reason() -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        visit.machine.close_connection(
            ErrorCodes.ENHANCE_YOUR_CALM, b"too many \x1b", last_stream_id=0
        )
        await visit.flush()

    async with serving(play) as (port, _visits):
        record, _wire = await asking(port)
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.WAIT, "GOAWAY")
    assert record.failure.reason.startswith("ENHANCE_YOUR_CALM: too many ")
    assert "\x1b" not in record.failure.reason


async def test_a_kind_farewell_lets_the_answer_come_to_its_end() -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        goaway = b"\0\0\x08\x07\0\0\0\0\0" + b"\0\0\0\x01" + b"\0\0\0\0"
        visit.machine.send_headers(1, OK)
        for byte in goaway:
            visit.writer.write(bytes((byte,)))
            await visit.writer.drain()
        await visit.say(b"to the end")

    async with serving(play) as (port, _visits):
        record, wire = await asking(port)
    assert (record.failure, record.body.read(0, 99)) == (None, b"to the end")
    assert b"\0\0\x08\x07\0\0\0\0\0" in travelled(wire, Direction.RECEIVED)
    record.close()


async def test_a_refusal_is_heard_while_the_body_is_still_to_be_sent() -> None:
    async def play(visit: Visit) -> None:
        while not visit.asked:
            await visit.hear()
        visit.machine.send_headers(1, [(":status", "413")], end_stream=True)
        visit.machine.reset_stream(1, ErrorCodes.NO_ERROR)
        await visit.flush()
        while True:
            await visit.reader.read(1 << 16)

    async with serving(play) as (port, _visits):
        record, _wire = await asking(port, "POST", bytes(1 << 20))
    assert (record.status, record.failure) == (413, None)
    assert record.sent < 1 << 20


async def test_who_takes_nothing_more_is_not_waited_for_for_ever() -> None:
    async def play(visit: Visit) -> None:
        while True:
            await visit.reader.read(1 << 16)

    async with serving(play) as (port, _visits):
        record = Exchange(Request("POST", f"127.0.0.1:{port}/", body=bytes(1 << 20)))
        with pytest.raises(Failure) as caught:
            await record.take_place(Wire(), patience=0.2, way=TWO)
    assert (caught.value.step, caught.value.code) == (Step.SEND, "ETIMEDOUT")
    assert record.asked.startswith(b"POST / HTTP/2\r\n")
    assert record.answered == b""


async def test_who_answers_in_http_1_is_named_and_the_older_version_is_the_remedy() -> None:
    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 505 HTTP Version Not Supported\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    record, _wire = await asking(server.sockets[0].getsockname()[1])
    server.close()
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.HEADERS, "HTTP_1")
    assert "1.1" in remedy(record.failure)


async def test_fields_that_cannot_be_read_are_told_without_pythons_name_of_them() -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        visit.writer.write(b"\0\0\x08\1\4\0\0\0\1" + b"\xff" * 8)
        await visit.hear()

    async with serving(play) as (port, _visits):
        record, _wire = await asking(port)
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.HEADERS, "HTTP")
    assert record.failure.reason.endswith(": Variable integer representation is too long")


async def test_what_is_cancelled_stays_and_they_see_that_we_go() -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        visit.machine.send_headers(1, OK)
        await visit.say(b"some", ends=False)
        while await visit.reader.read(1 << 16):
            pass
        gone.append(True)

    gone: list[bool] = []
    async with serving(play) as (port, _visits):
        record = Exchange(Request("GET", f"127.0.0.1:{port}/"))
        task = asyncio.create_task(record.take_place(Wire(), patience=5, way=TWO))
        await until_async(lambda: record.size == 4)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await until_async(lambda: bool(gone))
    assert (task.cancelled(), record.body.read(0, 9)) == (True, b"some")
    record.close()


@pytest.mark.parametrize(
    ("version", "offered", "spoken"),
    [
        (Version.AUTO, ["h2", "http/1.1"], "HTTP/2"),
        (Version.AUTO, ["http/1.1"], "HTTP/1.1"),
        (Version.HTTP_2, ["h2"], "HTTP/2"),
        (Version.HTTP_2, ["http/1.1"], "ALPN"),
        (Version.HTTP_1, ["h2", "http/1.1"], "HTTP/1.1"),
    ],
)
async def test_in_tls_both_sides_agree_on_the_version(
    version: Version, offered: list[str], spoken: str, tmp_path: Path
) -> None:
    async def play(visit: Visit) -> None:
        await visit.whole()
        visit.machine.send_headers(1, OK, end_stream=True)
        await visit.flush()

    async def older(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context.set_alpn_protocols(offered)
    way = Way(version=version, trust=Trust(authority=tmp_path / "ca.pem"))
    server = await asyncio.start_server(older, "127.0.0.1", 0, ssl=context)
    older_port = server.sockets[0].getsockname()[1]
    async with serving(play, context) as (newer_port, _visits):
        port = older_port if spoken == "HTTP/1.1" else newer_port
        record = Exchange(Request("GET", f"https://127.0.0.1:{port}/"))
        if spoken == "ALPN":
            with pytest.raises(Failure) as caught:
                await record.take_place(Wire(), patience=5, way=way)
            assert (caught.value.step, caught.value.code) == (Step.TLS, "ALPN")
        else:
            await record.take_place(Wire(), patience=5, way=way)
            assert (record.status, record.version) == (200, spoken)
            assert record.agreed.endswith("h2" if spoken == "HTTP/2" else "http/1.1")
    server.close()
