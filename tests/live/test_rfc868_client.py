"""The client of RFC 868 over loopback: four bytes, however they come, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from protocol.daytime import render_seconds
from tui.clients.failure import Failure, Step
from tui.clients.restraint import TooSoon
from tui.clients.rfc868 import TimeService
from tui.clients.wire import Wire

AUGUST = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)
FOUR = render_seconds(AUGUST)


@asynccontextmanager
async def service(*pieces: bytes, hang_up: bool = True) -> AsyncIterator[int]:
    """Say the pieces to everybody; yield the port."""
    writers = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if hang_up:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for writer in writers:
        writer.close()


@pytest.mark.parametrize("pieces", [(FOUR,), (FOUR[:1], FOUR[1:])])
@pytest.mark.parametrize("hang_up", [True, False])
async def test_four_bytes_are_a_time_however_they_come(
    pieces: tuple[bytes, ...], hang_up: bool
) -> None:
    async with service(*pieces, hang_up=hang_up) as port:
        sample = await TimeService("127.0.0.1", port, Wire()).ask()
    assert AUGUST.timestamp() == pytest.approx(sample.low + sample.answered_at, abs=1e-6)
    assert AUGUST.timestamp() + 1 == pytest.approx(sample.high + sample.asked_at, abs=1e-6)
    assert ("2017-08-22T14:57:08Z", None, True) == (sample.words, sample.health, sample.healthy)


@pytest.mark.parametrize(
    ("said", "step", "code"),
    [
        (b"", Step.WAIT, "EOF"),
        (FOUR[:3], Step.BODY, "longueur"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", Step.BODY, "longueur"),
    ],
)
async def test_what_is_no_time_is_a_failure_that_names_the_step(
    said: bytes, step: Step, code: str
) -> None:
    async with service(said) as port:
        with pytest.raises(Failure) as caught:
            await TimeService("127.0.0.1", port, Wire()).ask()
    assert (step, code) == (caught.value.step, caught.value.code)
    assert caught.value.reason.isprintable()


async def test_three_bytes_are_not_waited_for_for_ever() -> None:
    async with service(FOUR[:3], hang_up=False) as port:
        with pytest.raises(Failure) as caught:
            await TimeService("127.0.0.1", port, Wire(), patience=0.2).ask()
    assert (Step.WAIT, "ETIMEDOUT") == (caught.value.step, caught.value.code)


async def test_it_is_asked_every_four_seconds_at_most() -> None:
    async with service(FOUR) as port:
        source = TimeService("127.0.0.1", port, Wire(), monotonic=lambda: 100.0)
        await source.ask()
        assert 4.0 == source.ready_in()
        with pytest.raises(TooSoon):
            await source.ask()
