"""What requests carry: files and forms from the disk, and servers that answer before the end."""

import asyncio
import os
import socket
from pathlib import Path

import pytest
from live.talks import PLAIN, Talk, asked, serving, travelled
from waiting import until_async

from tui.clients.failure import Failure, Step
from tui.clients.http import Request
from tui.clients.http.bodies import BLOCK, FileBody, Multipart, Part, size_of
from tui.clients.http.exchange import Exchange
from tui.clients.wire import Direction
from tui.failures import sentence


def taking(heard: list[bytes], size: int) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        heard.append(await reader.readexactly(size))
        writer.write(PLAIN)
        await writer.drain()

    return talk


async def test_a_file_is_sent_from_the_disk_with_its_length_and_its_type(tmp_path: Path) -> None:
    data = os.urandom(3 * BLOCK + 5)
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    heard: list[bytes] = []
    async with serving(taking(heard, len(data))) as port:
        record = Exchange(Request("PUT", f"127.0.0.1:{port}/", body=FileBody(path)))
        await asked(record)
    assert (record.failure, record.status) == (None, 200)
    assert heard[1] == data
    assert b"\r\nContent-Type: image/png\r\nContent-Length: %d\r\n" % len(data) in heard[0]
    assert b"Expect" not in heard[0]
    assert record.sent == len(heard[0]) + len(data)
    record.close()


async def test_a_form_with_files_is_what_browsers_send(tmp_path: Path) -> None:
    path = tmp_path / 'a "b".txt'
    path.write_text("said")
    form = Multipart([Part("name", b"\xc3\xa9"), Part("file", path)], boundary="--xx")
    said = b"".join([block async for block in form.blocks()])
    assert said == (
        b'----xx\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xc3\xa9\r\n'
        b'----xx\r\nContent-Disposition: form-data; name="file"; filename="a %22b%22.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nsaid\r\n----xx--\r\n"
    )
    assert size_of(form) == len(said)
    assert form.media == "multipart/form-data; boundary=--xx"


async def test_a_file_that_becomes_shorter_ends_the_exchange_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(bytes(1 << 24))

    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        os.truncate(path, 10)
        while await reader.read(1 << 16):
            pass

    async with serving(talk) as port:
        record = Exchange(Request("PUT", f"127.0.0.1:{port}/", body=FileBody(path)))
        await asked(record)
    assert record.failure is not None
    assert (record.failure.step, record.failure.code) == (Step.SEND, "FILE")
    assert "shorter" in sentence(record.failure)


async def test_a_file_that_grows_is_sent_as_long_as_it_was_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(bytes(1 << 24))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        with path.open("ab") as file:
            file.write(b"more")
        await reader.readexactly(1 << 24)
        writer.write(PLAIN)

    async with serving(talk) as port:
        record = Exchange(Request("PUT", f"127.0.0.1:{port}/", body=FileBody(path)))
        wire = await asked(record)
    assert (record.failure, record.status) == (None, 200)
    assert b"was changed while it was sent" in travelled(wire, Direction.NOTE)
    record.close()


@pytest.mark.parametrize("name", ["x", "", "~no-such/x"])
async def test_what_is_no_file_is_refused_before_anybody_is_called(
    tmp_path: Path, name: str
) -> None:
    path = Path(name) if name.startswith("~") else tmp_path / name
    record = Exchange(Request("PUT", "127.0.0.1:1/", body=FileBody(path)))
    with pytest.raises(Failure) as caught:
        await record.take_place(await asked(record), patience=1)
    assert (caught.value.step, caught.value.code) == (Step.SEND, "FILE")
    assert str(path) in sentence(caught.value)


async def test_who_answers_as_it_hears_is_heard_while_we_send() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size >> 16):
            writer.write(await reader.readexactly(1 << 16))
            await writer.drain()

    size = 1 << 24
    async with serving(talk) as port:
        record = Exchange(Request("POST", f"127.0.0.1:{port}/", body=os.urandom(size)))
        await asked(record)
    assert record.failure is None
    assert record.body.read(0, size) == record.request.body
    record.close()


async def test_a_refusal_is_heard_though_they_hang_up_on_what_we_send() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too much\r\nContent-Length: 3\r\n\r\nno!")
        await writer.drain()
        linger = b"\1\0\0\0\0\0\0\0"
        connection = writer.get_extra_info("socket")
        await until_async(lambda: record.size == 3)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async with serving(talk) as port:
        record = Exchange(Request("POST", f"127.0.0.1:{port}/", body=bytes(1 << 26)))
        await asked(record)
    assert (record.failure, record.status, record.body.read(0, 9)) == (None, 413, b"no!")
    assert record.sent < 1 << 26
    record.close()


async def test_a_body_waits_for_the_word_that_was_asked_for_but_not_for_ever() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if says:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.readexactly(1)
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await reader.readexactly(4)
        writer.write(PLAIN)

    for says in (True, False):
        async with serving(talk) as port:
            fields = (("Expect", "100-continue"),)
            record = Exchange(Request("POST", f"127.0.0.1:{port}/", fields, b"body"))
            await asked(record, patience=5 if says else 0.3)
        assert (record.failure, record.status, len(record.informed)) == (None, 200, int(says))


async def test_a_body_can_be_sent_in_chunks_by_asking_for_it() -> None:
    heard: list[bytes] = []
    async with serving(taking(heard, 14)) as port:
        fields = (("Transfer-Encoding", "chunked"),)
        record = Exchange(Request("POST", f"127.0.0.1:{port}/", fields, b"body"))
        await asked(record)
    assert b"Content-Length" not in heard[0]
    assert heard[1] == b"4\r\nbody\r\n0\r\n\r\n"


@pytest.mark.parametrize("method", ["TRACE", "BREW", "OPTIONS", "M-SEARCH"])
async def test_any_token_is_a_method(method: str) -> None:
    heard: list[bytes] = []
    async with serving(taking(heard, 0)) as port:
        record = Exchange(Request(method, f"127.0.0.1:{port}/"))
        await asked(record)
    assert (record.status, heard[0].split()[0].decode()) == (200, method)
