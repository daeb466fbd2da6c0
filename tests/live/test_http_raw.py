"""Raw requests: exactly what a person wrote leaves, and what comes is shown whatever it is."""

import asyncio

import pytest
from live.talks import PLAIN, asked, saying, serving, travelled

from tui.clients.failure import Step
from tui.clients.http.exchange import Exchange
from tui.clients.http.raw import RawRequest
from tui.clients.http.way import Version, Way
from tui.clients.wire import Direction

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\nand more"
)
ODD = b"HTTP/1.0 200\nServer : odd\nX-Folded: a\n b\n\nbody"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\n\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"\x00\xff no request at all\r\n\r\n",
    ],
)
async def test_exactly_these_bytes_leave(data: bytes) -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readexactly(len(data)))
        writer.write(PLAIN)
        await writer.drain()

    async with serving(talk) as port:
        record = Exchange(RawRequest(f"127.0.0.1:{port}", data))
        wire = await asked(record, Way(version=Version.HTTP_2))  # that says nothing here
    assert heard == [data]
    assert travelled(wire, Direction.SENT) == data
    assert record.asked == data
    assert record.sent == len(data)
    assert (record.status, record.body.read(0, 9), record.whole) == (200, b"hello", True)
    record.close()


@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (PLAIN, 200, b"hello"),
        (PLAIN + b"and what nobody asked for", 200, b"hello"),
        (CHUNKED, 200, b"abcde"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, 200, b"hello"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", 200, b"short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx", 200, b"x"),
        (ODD, 200, b"body"),
        (b"220 mail.example ESMTP\r\n", 0, b"220 mail.example ESMTP\r\n"),
        (b"HTT", 0, b"HTT"),
    ],
)
@pytest.mark.parametrize("cut", [1, 1000])
async def test_head_and_body_are_found_as_far_as_there_are_any(
    said: bytes, status: int, body: bytes, cut: int
) -> None:
    pieces = [said[start : start + cut] for start in range(0, len(said), cut)]
    async with serving(saying(*pieces)) as port:
        record = Exchange(RawRequest(f"127.0.0.1:{port}", b"GET / HTTP/1.1\r\n\r\n"))
        wire = await asked(record)
    assert (record.failure, record.status) == (None, status)
    assert record.body.read(0, 999) == body
    assert travelled(wire, Direction.RECEIVED) == said
    record.close()


async def test_who_keeps_the_line_open_is_waited_for_until_patience_is_over() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(PLAIN)
        await reader.read()

    async with serving(talk) as port:
        record = Exchange(RawRequest(f"127.0.0.1:{port}", b"GET / HTTP/1.1\r\n\r\n"))
        await asked(record, patience=0.2)
    assert (record.failure, record.status, record.body.read(0, 9)) == (None, 200, b"hello")
    record.close()


async def test_who_says_nothing_at_all_is_a_failure_of_waiting() -> None:
    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(talk) as port:
        record = Exchange(RawRequest(f"127.0.0.1:{port}", b"GET /"))
        await asked(record, patience=0.2)
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.WAIT, "ETIMEDOUT")


def test_a_raw_request_has_the_method_that_it_seems_to_have() -> None:
    assert RawRequest("h", b"BREW /pot HTCPCP/1.0\r\n").method == "BREW"
    assert RawRequest("h", b"\x16\x03\x01").method == "RAW"
