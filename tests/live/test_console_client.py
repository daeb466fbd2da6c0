"""The console's client, by hand with the host's upper-case service and with nobody."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from waiting import until_async

from protocol.sections import Limits
from servers.door import Door
from servers.echo import Echo
from servers.service import running
from tui.clients.console import ConsoleClient, Ending, Manner, Untrusted
from tui.clients.failure import Failure, Step
from tui.clients.wire import KEPT, PIECES, Direction, Wire
from tui.screens.console.sending import NotSendable, open_plain, send_file

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("localhost.pem")
Session = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def called(
    session: Session, wire: Wire, manner: Manner, tls: ssl.SSLContext | None = None
) -> AsyncIterator[ConsoleClient]:
    """Somebody who has called such a service."""
    async with (
        service(session, tls) as port,
        await ConsoleClient.open(HOST, port, wire, manner) as client,
    ):
        yield client


@asynccontextmanager
async def service(session: Session, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A service that does this with whoever calls; yield its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await session(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, HOST, 0, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1]


def notes(wire: Wire) -> str:
    return "\n".join(
        piece.data.decode() for piece in wire.pieces if piece.direction is Direction.NOTE
    )


def travelled(wire: Wire, direction: Direction) -> bytes:
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)


async def test_a_conversation_with_the_upper_case_service_is_on_the_wire_as_it_travelled() -> None:
    limits = Limits()
    wire = Wire()
    with running(Echo(HOST, 0, Door(limits), limits)) as service:
        async with await ConsoleClient.open(HOST, service.port, wire) as client:
            listening = asyncio.create_task(client.listen())
            for number, ending in enumerate(Ending, 1):
                await client.say("déjà", ending)
                answers = number * len("Service > DÉJÀ\n".encode())
                await until_async(
                    lambda wanted=answers: (
                        len(travelled(wire, Direction.RECEIVED).partition(b"\n")[2]) == wanted
                    )
                )
            await client.say("fin", Ending.LF)
            await asyncio.wait_for(listening, 10)
    sent = travelled(wire, Direction.SENT).decode()
    assert sent == "déjà\ndéjà\r\ndéjàfin\n"
    received = travelled(wire, Direction.RECEIVED).decode()
    assert received.partition("\n")[2] == "Service > DÉJÀ\n" * 3


async def test_where_nothing_listens_the_step_that_failed_is_to_connect() -> None:
    with socket.create_server((HOST, 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Failure) as failure:
        await ConsoleClient.open(HOST, port, Wire())
    assert (failure.value.step, failure.value.code) == (Step.CONNECT, "ECONNREFUSED")


async def test_an_empty_line_without_ending_sends_nothing() -> None:
    wire = Wire()
    with socket.create_server((HOST, 0)) as listener:
        async with await ConsoleClient.open(HOST, listener.getsockname()[1], wire) as client:
            await client.say("", Ending.NONE)
    assert travelled(wire, Direction.SENT) == b""


def with_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write((await reader.readline()).upper())
    await writer.drain()


async def test_a_certificate_that_nobody_vouches_for_is_named_and_can_be_accepted_once() -> None:
    heard: list[bytes] = []

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(line := await reader.readline())
        writer.write(line.upper())
        await writer.drain()

    wire = Wire()
    async with service(session, with_certificate()) as port:
        with pytest.raises(Untrusted) as refused:
            await ConsoleClient.open(HOST, port, wire, Manner(tls=True))
        assert "self-signed" in refused.value.reason
        assert not any(heard)
        accepted = Manner(tls=True, accepted=refused.value.fingerprint)
        async with await ConsoleClient.open(HOST, port, wire, accepted) as client:
            assert not client.can_end
            await client.say("bonjour", Ending.LF)
            await client.listen()
        with pytest.raises(Failure) as changed:
            await ConsoleClient.open(HOST, port, wire, Manner(tls=True, accepted="0" * 64))
        assert changed.value.code == "CHANGED"
    assert travelled(wire, Direction.RECEIVED) == b"BONJOUR\n"
    assert "TLSv1" in notes(wire)


async def test_a_certificate_that_the_system_trusts_needs_no_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    wire = Wire()
    async with called(shout, wire, Manner(tls=True), with_certificate()) as client:
        await client.say("bonjour", Ending.LF)
        await client.listen()
    assert travelled(wire, Direction.RECEIVED) == b"BONJOUR\n"


async def test_where_no_tls_is_spoken_that_step_fails() -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 plain words\r\n")
        await reader.read()

    async with service(session) as port:
        with pytest.raises(Failure) as failure:
            await ConsoleClient.open(HOST, port, Wire(), Manner(tls=True))
    assert failure.value.step is Step.TLS
    assert not isinstance(failure.value, Untrusted)


DEMANDS = bytes.fromhex("fffd18 fffd20 fffb01")


async def telnetd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do as telnetd does: say nothing more until every demand is answered."""
    writer.write(DEMANDS)
    answers = await reader.readexactly(len(DEMANDS))
    writer.write(b"login: " if answers == bytes.fromhex("fffc18 fffc20 fffe01") else b"no")
    writer.write(await reader.readuntil(b"\r\n"))
    await writer.drain()


async def test_a_telnetd_gets_its_answers_and_they_are_told_in_words() -> None:
    wire = Wire()
    async with called(telnetd, wire, Manner(telnet=True)) as client:
        listening = asyncio.create_task(client.listen())
        await until_async(lambda: b"login: " in travelled(wire, Direction.RECEIVED))
        await client.send(b"\xff\r\n")
        await asyncio.wait_for(listening, 10)
    assert "DO TERMINAL-TYPE, answered WONT TERMINAL-TYPE" in notes(wire)
    assert travelled(wire, Direction.SENT).endswith(b"\xff\xff\r\n")


async def test_without_telnet_the_same_bytes_mean_nothing() -> None:
    wire = Wire()

    async def session(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(DEMANDS)

    async with service(session) as port, await ConsoleClient.open(HOST, port, wire) as client:
        await client.listen()
    assert travelled(wire, Direction.RECEIVED) == DEMANDS
    assert travelled(wire, Direction.SENT) == b""


async def test_a_flood_of_demands_is_answered_and_told_as_a_number() -> None:
    wire = Wire()
    heard = bytearray()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\xff\xfd\x18" * 10_000)
        heard.extend(await reader.readexactly(30_000))

    async with called(session, wire, Manner(telnet=True)) as client:
        await client.listen()
    assert heard == b"\xff\xfc\x18" * 10_000
    assert len(wire.pieces) < 1000
    assert "words more" in notes(wire)


async def test_who_stops_speaking_still_hears_the_answer() -> None:
    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"%d bytes\n" % len(await reader.read()))

    wire = Wire()
    async with service(session) as port, await ConsoleClient.open(HOST, port, wire) as client:
        await client.say("bonjour", Ending.NONE)
        client.end()
        await asyncio.wait_for(client.listen(), 10)
    assert travelled(wire, Direction.RECEIVED) == b"7 bytes\n"


async def test_a_file_goes_byte_for_byte_with_its_progress_told(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "photo").write_bytes(content)
    heard = asyncio.Queue[bytes]()

    async def session(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        heard.put_nowait(await reader.read())

    told: list[int] = []
    async with service(session) as port, await ConsoleClient.open(HOST, port, Wire()) as client:
        gone = await send_file(client, *open_plain(tmp_path / "photo"), told.append)
    assert await asyncio.wait_for(heard.get(), 10) == content
    assert gone == told[-1] == len(content)
    assert len(told) == 4
    with pytest.raises(NotSendable):
        open_plain(Path("/dev/zero"))
    with pytest.raises(NotSendable):
        open_plain(tmp_path)


async def test_a_stream_without_an_end_fills_no_memory() -> None:
    blocks, block = 256, b"y\n" * 131_072

    async def session(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _number in range(blocks):
            writer.write(block)
            await writer.drain()

    wire = Wire()
    async with service(session) as port, await ConsoleClient.open(HOST, port, wire) as client:
        await client.listen()
    kept = len(travelled(wire, Direction.RECEIVED))
    assert kept <= KEPT
    assert len(wire.pieces) <= PIECES
    assert kept + wire.dropped >= blocks * len(block)
