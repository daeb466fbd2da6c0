"""The daytime client: every service of that kind is understood, none is asked too often."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from tui.clients.daytime import Daytime
from tui.clients.failure import Failure, Step
from tui.clients.restraint import TooSoon
from tui.clients.wire import Direction, Wire

NIST = b"\n57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *\n"
AUGUST = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def service(behave: Behaviour) -> AsyncIterator[int]:
    """Listen; do as told with every connection; yield the port."""
    writers = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await behave(writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for writer in writers:
        writer.close()


def saying(*pieces: bytes, hang_up: bool = True) -> Behaviour:
    """Say something in pieces."""

    async def say(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if hang_up:
            writer.close()

    return say


@pytest.mark.parametrize(
    "pieces",
    [
        (NIST,),
        (NIST[:1], NIST[1:20], NIST[20:]),
        (b"22 AUG 2017 14:57:08 UTC\r\n",),
        (b"2017-08-22T14:57:08Z",),
    ],
)
async def test_a_sentence_is_understood_however_it_comes(pieces: tuple[bytes, ...]) -> None:
    wire = Wire()
    async with service(saying(*pieces)) as port:
        reading = await Daytime("127.0.0.1", port, wire).ask()
    assert reading.sentence is not None
    assert reading.sentence.moment == AUGUST
    assert reading.answered_at >= reading.asked_at
    received = [piece.data for piece in wire.pieces if piece.direction is Direction.RECEIVED]
    assert b"".join(received) == b"".join(pieces)
    assert not [piece for piece in wire.pieces if piece.direction is Direction.SENT]


async def test_a_service_that_keeps_the_line_open_is_understood_at_the_end_of_the_line() -> None:
    async with service(saying(NIST, hang_up=False)) as port:
        reading = await Daytime("127.0.0.1", port, Wire()).ask()
    assert reading.advance == 587.9


@pytest.mark.parametrize(
    ("said", "step", "code"),
    [
        (b"", Step.WAIT, "EOF"),
        (b"\n", Step.BODY, "forme"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", Step.BODY, "forme"),
        (b"x" * 1000, Step.BODY, "longueur"),
        (b"\x1b]0;owned\x07\xe9\n", Step.BODY, "forme"),
    ],
)
async def test_what_is_no_time_is_a_failure_that_names_the_step(
    said: bytes, step: Step, code: str
) -> None:
    async with service(saying(said)) as port:
        with pytest.raises(Failure) as caught:
            await Daytime("127.0.0.1", port, Wire()).ask()
    assert (caught.value.step, caught.value.code) == (step, code)
    assert caught.value.peer == f"127.0.0.1:{port}"
    assert caught.value.reason.isprintable()


async def test_a_flood_is_read_no_further_than_a_sentence_may_be_long() -> None:
    async def flood(writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
        except ConnectionError:
            pass

    wire = Wire()
    async with service(flood) as port:
        with pytest.raises(Failure) as caught:
            await Daytime("127.0.0.1", port, wire).ask()
    assert caught.value.code == "longueur"
    received = [piece.data for piece in wire.pieces if piece.direction is Direction.RECEIVED]
    assert len(b"".join(received)) == 257


@pytest.mark.parametrize("pieces", [(), (b"57987 17-08-22 14:5",)])
async def test_a_service_that_stops_is_not_waited_for_for_ever(pieces: tuple[bytes, ...]) -> None:
    async with service(saying(*pieces, hang_up=False)) as port:
        with pytest.raises(Failure) as caught:
            await Daytime("127.0.0.1", port, Wire(), patience=0.2).ask()
    assert (caught.value.step, caught.value.code) == (Step.WAIT, "ETIMEDOUT")


async def test_nothing_listening_is_a_failure_to_connect() -> None:
    with pytest.raises(Failure) as caught:
        await Daytime("127.0.0.1", 1, Wire()).ask()
    assert (caught.value.step, caught.value.code) == (Step.CONNECT, "ECONNREFUSED")


async def test_a_service_is_asked_every_four_seconds_at_most_also_when_it_failed() -> None:
    now = [100.0]
    source = Daytime("127.0.0.1", 1, Wire(), monotonic=lambda: now[0])
    assert source.ready_in() == 0
    with pytest.raises(Failure):
        await source.ask()
    now[0] = 102.5
    assert source.ready_in() == 1.5
    with pytest.raises(TooSoon) as caught:
        await source.ask()
    assert caught.value.seconds == 1.5
    now[0] = 104.0
    with pytest.raises(Failure):
        await source.ask()
