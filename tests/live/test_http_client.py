"""The HTTP client against servers of every temper, on loopback."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from waiting import until_async

from tui.clients.failure import Failure, Step
from tui.clients.http import Request, parse
from tui.clients.http.client import exchange
from tui.clients.http.way import Trust, Version, Way
from tui.clients.wire import Direction, Wire
from tui.failures import sentence

Play = Callable[["Visit"], Awaitable[None]]


class Visit:
    """One connection, seen from the server: what came, and what was sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.came = b""
        self.sent = b""

    async def hear(self) -> None:
        self.came += await self.reader.readuntil(b"\r\n\r\n")

    async def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.sent += piece
            self.writer.write(piece)
            await self.writer.drain()

    def reset(self) -> None:
        linger = b"\1\0\0\0\0\0\0\0"
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


@asynccontextmanager
async def serving(
    play: Play, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[Visit]]]:
    """Serve every connection by `play`; yield the port and the visits."""
    visits: list[Visit] = []
    tasks: list[asyncio.Task[None]] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        visits.append(Visit(reader, writer))
        try:
            await play(visits[-1])
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
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


def answering(*pieces: bytes) -> Play:
    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(*pieces)

    return play


def travelled(wire: Wire, direction: Direction) -> bytes:
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)


async def get(port: int, wire: Wire, patience: float = 5) -> tuple[int, str, bytes]:
    request = Request("GET", f"127.0.0.1:{port}/x")
    async with exchange(request, wire, patience=patience) as answer:
        body = b"".join([block async for block in answer.body()])
        return answer.status, answer.reason, body


async def failing(port: int, wire: Wire, patience: float = 5) -> Failure:
    with pytest.raises(Failure) as caught:
        await get(port, wire, patience)
    return caught.value


PLAIN = (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", (200, "OK", b"hello"))
CHUNKED = (
    b"HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    (201, "Made", b"abcde"),
)
OLD = (b"HTTP/1.0 404 Not Found\r\n\r\nuntil the end", (404, "Not Found", b"until the end"))
PACKED = (
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    (200, "OK", b"\x1f\x8b\x08\x00"),
)
ELSEWHERE = (
    b"HTTP/1.1 302 Found\r\nLocation: http://nowhere.invalid/\r\nContent-Length: 0\r\n\r\n",
    (302, "Found", b""),
)
PATIENT = (
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    (200, "OK", b"ok"),
)


@pytest.mark.parametrize(
    ("sent", "expected"), [PLAIN, CHUNKED, OLD, PACKED, ELSEWHERE, PATIENT], ids=lambda case: ""
)
@pytest.mark.parametrize("cut", [1, 7, 1000])
async def test_answers_are_understood_however_they_are_cut_and_the_wire_has_every_byte(
    sent: bytes, expected: tuple[int, str, bytes], cut: int
) -> None:
    wire = Wire()
    pieces = [sent[start : start + cut] for start in range(0, len(sent), cut)]
    async with serving(answering(*pieces)) as (port, visits):
        assert await get(port, wire) == expected
    assert travelled(wire, Direction.SENT) == visits[0].came
    assert travelled(wire, Direction.RECEIVED) == visits[0].sent == sent


async def test_nothing_is_sent_but_what_must_be() -> None:
    wire = Wire()
    async with serving(answering(PLAIN[0])) as (port, visits):
        await get(port, wire)
    assert visits[0].came.decode().split("\r\n") == [
        "GET /x HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: vasistas/0.1.0",
        "Accept: */*",
        "Connection: close",
        "",
        "",
    ]


async def test_fields_and_body_of_a_person_travel_as_given() -> None:
    async def play(visit: Visit) -> None:
        await visit.hear()
        visit.came += await visit.reader.readexactly(4)
        await visit.say(PLAIN[0])

    async with serving(play) as (port, visits):
        fields = (("accept", "text/plain"), ("X-Twice", "1"), ("X-Twice", "é"))
        request = Request("PUT", f"http://u:p@127.0.0.1:{port}/a b?c=d#e", fields, b"body")
        async with exchange(request, Wire(), patience=5) as answer:
            assert answer.status == 200
    assert visits[0].came.split(b"\r\n") == [
        b"PUT /a%20b?c=d HTTP/1.1",
        f"Host: 127.0.0.1:{port}".encode(),
        b"User-Agent: vasistas/0.1.0",
        b"Connection: close",
        b"Authorization: Basic dTpw",
        b"Content-Length: 4",
        b"accept: text/plain",
        b"X-Twice: 1",
        "X-Twice: é".encode(),
        b"",
        b"body",
    ]


async def test_the_answer_to_head_has_a_length_and_no_body() -> None:
    async with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")) as served:
        request = Request("HEAD", f"127.0.0.1:{served[0]}")
        async with exchange(request, Wire(), patience=5) as answer:
            assert [block async for block in answer.body()] == []
    assert (answer.fields, answer.size) == ((("Content-Length", "9"),), 0)


async def test_steps_are_told_in_their_order() -> None:
    steps: list[Step] = []
    async with serving(answering(PLAIN[0])) as (port, _visits):
        request = Request("GET", f"localhost:{port}")
        async with exchange(request, Wire(), patience=5, on_step=steps.append):
            pass
    assert steps == ["name", "connect", "send", "wait", "headers", "body"]


BROKEN = {
    "too short": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", Step.BODY, "EOF"),
    "bad chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        Step.BODY,
        "HTTP",
    ),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Step.HEADERS, "HTTP"),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-", Step.HEADERS, "EOF"),
    "endless head": (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 30_000, Step.HEADERS, "HTTP"),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        Step.HEADERS,
        "HTTP",
    ),
    "nothing": (b"", Step.WAIT, "EOF"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_a_broken_answer_names_its_step_and_what_came_stays_on_the_wire(case: str) -> None:
    sent, step, code = BROKEN[case]
    wire = Wire()
    async with serving(answering(sent)) as (port, _visits):
        failure = await failing(port, wire)
    assert (failure.step, failure.code) == (step, code)
    assert failure.reason
    assert failure.peer == f"127.0.0.1:{port}"
    assert sent.startswith(travelled(wire, Direction.RECEIVED)[:100_000])
    assert len(travelled(wire, Direction.RECEIVED)) >= min(len(sent), 100_000)


@pytest.mark.parametrize(
    ("case", "words"), [("too short", "5 of 9 bytes came"), ("half a chunk", "last chunk")]
)
async def test_what_is_missing_of_a_body_is_told(case: str, words: str) -> None:
    half = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    async with serving(answering(BROKEN.get(case, (half,))[0])) as (port, _visits):
        assert words in sentence(await failing(port, Wire()))


async def test_a_reset_in_the_middle_of_a_body_is_named() -> None:
    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhel")
        await until_async(lambda: travelled(wire, Direction.RECEIVED).endswith(b"hel"))
        visit.reset()

    wire = Wire()
    async with serving(play) as (port, _visits):
        failure = await failing(port, wire)
    assert (failure.step, failure.code) == (Step.BODY, "ECONNRESET")


@pytest.mark.parametrize(
    ("said", "step"), [(b"", Step.WAIT), (b"HTTP/1.1 200 OK\r\nX", Step.HEADERS)]
)
async def test_a_server_that_goes_silent_is_not_waited_for_longer_than_asked(
    said: bytes, step: Step
) -> None:
    async def play(visit: Visit) -> None:
        await visit.say(said)
        await asyncio.Event().wait()

    async with serving(play) as (port, _visits):
        failure = await failing(port, Wire(), patience=0.2)
    assert (failure.step, failure.code) == (step, "ETIMEDOUT")


async def test_an_answer_is_read_even_where_the_server_did_not_want_the_body() -> None:
    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(b"HTTP/1.1 413 Too much\r\nContent-Length: 0\r\n\r\n")
        visit.writer.write_eof()
        while await visit.reader.read(1 << 16):
            pass

    async with serving(play) as (port, _visits):
        request = Request("POST", f"127.0.0.1:{port}", body=b"x" * (1 << 20))
        async with exchange(request, Wire(), patience=5) as answer:
            assert answer.status == 413


async def test_a_port_where_nothing_listens_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        failure = await failing(port, Wire())
    assert (failure.step, failure.code) == (Step.CONNECT, "ECONNREFUSED")
    assert failure.peer == f"127.0.0.1:{port}"


async def test_a_name_that_is_not_found_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_arguments: object, **_settings: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nobody)
    with pytest.raises(Failure) as caught:
        async with exchange(Request("GET", "nowhere.invalid"), Wire(), patience=5):
            pass
    failure = caught.value
    assert (failure.step, failure.peer) == (Step.NAME, "nowhere.invalid:80")


async def test_the_second_address_of_a_name_is_tried_where_the_first_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire = Wire()
    async with serving(answering(PLAIN[0])) as (port, _visits):

        async def both(*_arguments: object, **_settings: object) -> list[tuple[object, ...]]:
            return [(0, 0, 0, "", (host, port)) for host in ("127.0.0.2", "127.0.0.1")]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
        async with exchange(Request("GET", f"two:{port}"), wire, patience=5) as answer:
            assert answer.status == 200
    notes = travelled(wire, Direction.NOTE).decode()
    assert f"127.0.0.2:{port}: Connection refused127.0.0.1:{port}: connected" in notes


async def test_an_endless_stream_ends_when_its_task_is_cancelled() -> None:
    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            visit.writer.write(b"x" * 10_000)
            await visit.writer.drain()

    wire = Wire()
    async with serving(play) as (port, visits):
        task = asyncio.create_task(failing(port, wire))
        await until_async(lambda: wire.dropped > 0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_async(visits[0].writer.is_closing)
    assert sum(len(piece.data) for piece in wire.pieces) <= 4 << 20


@pytest.mark.parametrize(
    "address",
    [
        "",
        "   ",
        "http://",
        "http:/x",
        "http://[::1",
        "http://h:99999/",
        "http://h:0/",
        "http://h:-1/",
        "http://h:abc/",
        "http://a b/",
        "ftp://h/",
        "http://\u202e/",
        "http://h/\ud800",
        "h/\r\nX-Evil: 1",
        "h\nX-Evil: 1",
        "h\t/",
        "http://[v1.x]/",
        "http://h\\x/",
        "x" * 70_000,
    ],
)
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(address: str) -> None:
    wire = Wire()
    with pytest.raises(Failure) as caught:
        async with exchange(Request("GET", address), wire, patience=5):
            pass
    assert (caught.value.step, caught.value.code) == (Step.NAME, "URL")
    assert caught.value.reason
    assert not wire.pieces


@pytest.mark.parametrize("address", ["http://" + "a" * 70 + ".fr/", "http://a..b/"])
async def test_a_name_that_no_resolver_takes_is_refused_in_words(address: str) -> None:
    with pytest.raises(Failure) as caught:
        async with exchange(Request("GET", address), Wire(), patience=5):
            pass
    assert caught.value.step is Step.NAME


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("GET", ("X", "1\r\nX-Evil: 1")),
        ("GET", ("X: 1\r\nX-Evil", "1")),
        ("GET", ("X", "nul \0")),
        ("GET / HTTP/1.1\r\nX-Evil: 1\r\n", ("X", "1")),
        ("", ("X", "1")),
        ("GET", ("", "1")),
        ("GET", (":path", "/other")),
        ("GET", ("Content-Length", "12")),
    ],
)
@pytest.mark.parametrize("version", [Version.HTTP_1, Version.HTTP_2])
async def test_a_request_that_would_say_something_else_is_never_sent(
    method: str, field: tuple[str, str], version: Version
) -> None:
    wire = Wire()
    async with serving(answering(b"")) as (port, _visits):
        request = Request(method, f"127.0.0.1:{port}", (field,))
        with pytest.raises(Failure) as caught:
            async with exchange(request, wire, patience=5, way=Way(version=version)):
                pass
    assert (caught.value.step, caught.value.code) == (Step.SEND, "REQUEST")
    assert travelled(wire, Direction.SENT) == b""


CERTIFICATE = Path(__file__).with_name("localhost.pem")
WAY = Way(trust=Trust(authority=CERTIFICATE))


def as_server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


async def test_below_https_the_wire_shows_what_was_said_and_not_how_it_was_enciphered() -> None:
    wire = Wire()
    async with serving(answering(PLAIN[0]), as_server()) as (port, visits):
        request = Request("GET", f"https://localhost:{port}/")
        async with exchange(request, wire, patience=5, way=WAY) as answer:
            assert [block async for block in answer.body()] == [b"hello"]
    assert travelled(wire, Direction.SENT) == visits[0].came
    assert travelled(wire, Direction.RECEIVED) == PLAIN[0]
    assert "TLSv1.3" in travelled(wire, Direction.NOTE).decode()


async def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    async with serving(answering(PLAIN[0]), as_server()) as (port, _visits):
        with pytest.raises(Failure) as caught:
            async with exchange(Request("GET", f"https://localhost:{port}"), Wire(), patience=5):
                pass
    assert (caught.value.step, caught.value.code) == (Step.TLS, "SELF_SIGNED")
    assert "self-signed" in caught.value.reason


async def test_a_server_that_speaks_no_tls_is_named() -> None:
    async with serving(lambda visit: visit.say(b"220 mail.example ESMTP\r\n")) as (port, _visits):
        with pytest.raises(Failure) as caught:
            async with exchange(Request("GET", f"https://127.0.0.1:{port}"), Wire(), patience=5):
                pass
    assert caught.value.step is Step.TLS


def test_an_address_may_be_short() -> None:
    assert str(parse("localhost:8000/x")) == "http://localhost:8000/x"
    assert str(parse("//localhost/x")) == "http://localhost/x"
    assert str(parse(" [::1]:8000/ ")) == "http://[::1]:8000/"
    assert str(parse("HTTPS://H/?u=http://x")) == "https://h/?u=http://x"
