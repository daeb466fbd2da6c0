"""The record of an exchange: heads as they travelled, a body of any size, and every moment."""

import asyncio
import itertools
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from waiting import until_async

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import IN_MEMORY, Spool
from tui.clients.http.way import Trust, Way
from tui.clients.wire import Wire

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
CERTIFICATE = Path(__file__).with_name("localhost.pem")
WAY = Way(trust=Trust(authority=CERTIFICATE))


@asynccontextmanager
async def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def saying(*pieces: bytes) -> Talk:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return talk


@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "bare LF"])
async def test_heads_are_kept_byte_by_byte_and_the_body_without_its_framing(end: bytes) -> None:
    hints = end.join((b"HTTP/1.1 103 Early Hints", b"Link: </x>", b"", b""))
    head = end.join((b"HTTP/1.1 200 OK", b"x-odd:  two", b"Transfer-Encoding: chunked", b"", b""))
    async with serving(saying(hints, head[:9], head[9:] + b"3\r\nabc\r\n0\r\n\r\n")) as port:
        record = Exchange(Request("POST", f"127.0.0.1:{port}/p?q", body=b"said"))
        await record.take_place(Wire(), patience=5)
    assert record.asked.startswith(b"POST /p?q HTTP/1.1\r\nHost: 127.0.0.1:")
    assert record.asked.endswith(b"Content-Length: 4\r\n\r\n")
    assert (record.informed, record.answered) == ([hints], head)
    assert (record.status, record.body.read(0, 100), record.size) == (200, b"abc", 3)
    record.close()


async def test_phases_follow_one_another_and_nothing_is_sent_before_tls() -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(CERTIFICATE)
    async with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), server) as port:
        ticks = itertools.count(0, 7_000)
        record = Exchange(Request("GET", f"https://localhost:{port}/"), lambda: next(ticks))
        await record.take_place(Wire(), patience=5, way=WAY)
    phases = record.phases()
    assert [phase.step for phase in phases] == [
        Step.NAME,
        Step.CONNECT,
        Step.TLS,
        Step.SEND,
        Step.WAIT,
        Step.HEADERS,
        Step.BODY,
    ]
    assert [phase.ended for phase in phases[:-1]] == [phase.began for phase in phases[1:]]
    assert all(phase.ended > phase.began for phase in phases)
    assert phases[-1].ended == record.ended == record.elapsed
    record.close()


async def test_what_came_before_a_failure_stays_and_the_failure_is_told() -> None:
    async with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal")) as port:
        record = Exchange(Request("GET", f"127.0.0.1:{port}"))
        with pytest.raises(Failure):
            await record.take_place(Wire(), patience=5)
    assert record.failure is not None
    assert (record.failure.code, record.body.read(0, 9)) == ("EOF", b"hal")
    assert record.phases()[-1].step is Step.BODY
    record.close()


async def test_what_came_before_it_was_cancelled_stays() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nsome")
        await reader.read()

    async with serving(talk) as port:
        record = Exchange(Request("GET", f"127.0.0.1:{port}"))
        task = asyncio.create_task(record.take_place(Wire(), patience=5))
        await until_async(lambda: record.size == 4)
        assert record.ended is None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert (record.ended is not None, record.body.read(0, 9)) == (True, b"some")
    record.close()


async def test_half_a_head_is_shown_as_far_as_it_came() -> None:
    async with serving(saying(b"HTTP/1.1 200 OK\r\nX-Ha")) as port:
        record = Exchange(Request("GET", f"127.0.0.1:{port}"))
        with pytest.raises(Failure):
            await record.take_place(Wire(), patience=5)
    assert (record.answered, record.status) == (b"HTTP/1.1 200 OK\r\nX-Ha", 0)
    record.close()


def test_a_spool_reads_the_same_from_memory_and_from_its_file(tmp_path: Path) -> None:
    spool, said = Spool(), bytes(range(256)) * 16
    for _ in range(IN_MEMORY // len(said)):
        spool.write(said)
    in_memory = spool.read(1000, 5000)
    spool.write(b"the end")
    assert spool.read(1000, 5000) == in_memory == (said * 3)[1000:6000]
    assert spool.read(IN_MEMORY, 100) == b"the end"
    assert (spool.size, spool.lost) == (IN_MEMORY + 7, 0)
    spool.close()
    assert spool.read(0, 1) == b""


def test_a_spool_keeps_no_more_than_it_may_and_counts_the_rest() -> None:
    spool = Spool(greatest=10)
    for _ in range(3):
        spool.write(b"abcdefg")
    assert (spool.read(0, 100), spool.size, spool.lost) == (b"abcdefgabc", 10, 11)
    spool.close()


def test_a_full_disk_ends_what_is_kept_and_not_the_exchange(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    spool = Spool()
    spool.write(b"a" * IN_MEMORY)
    monkeypatch.setattr(os, "write", full)
    spool.write(b"b")
    monkeypatch.undo()
    spool.write(b"c")
    assert (spool.size, spool.lost) == (IN_MEMORY, 2)
    assert spool.read(0, 2) == b"aa"
    spool.close()
