"""The SNTP client over loopback: who answers, who lies, who refuses and who is not there."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from timing import packet

from protocol.places import Kind, Place
from protocol.sections import Clock
from protocol.sntp import request
from tui.clients.failure import Failure, Step
from tui.clients.restraint import TooSoon
from tui.clients.sntp import Sntp
from tui.clients.timesource import open_source, places
from tui.clients.wire import Direction, Wire
from tui.timekeeping import Track, Verdict, judge

Behaviour = Callable[[int], Iterable[bytes]]


class Server(asyncio.DatagramProtocol):
    """Answers every datagram as told; the behaviour gets the nonce."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.heard: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        for answer in self.behave(int.from_bytes(data[40:48], "big")):
            self.transport.sendto(answer, addr)


@asynccontextmanager
async def server(behave: Behaviour) -> AsyncIterator[tuple[int, Server]]:
    """Listen; yield the port, and the server."""
    loop = asyncio.get_running_loop()
    transport, listener = await loop.create_datagram_endpoint(
        lambda: Server(behave), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1], listener
    finally:
        transport.close()


def honest(nonce: int) -> Iterable[bytes]:
    """Answer with this machine's time."""
    now = time.time()
    yield packet(nonce, now, now, dispersion=655)


async def test_an_answer_says_between_which_two_moments_it_is() -> None:
    wire = Wire()
    async with server(honest) as (port, heard):
        sample = await Sntp("127.0.0.1", port, wire).ask()
    truth = time.time() - time.monotonic()
    assert sample.low - 0.001 <= truth <= sample.high + 0.001
    assert (2, 0, True) == (sample.stratum, sample.leap, sample.healthy)
    assert sample.words.startswith("LI 0, VN 4, stratum 2, ")
    [question] = heard.heard
    assert request(int.from_bytes(question[40:], "big")) == question
    assert [Direction.SENT, Direction.RECEIVED] == [piece.direction for piece in wire.pieces]


async def test_every_question_has_a_nonce_of_its_own() -> None:
    async with server(honest) as (port, heard):
        for _ in range(5):
            await Sntp("127.0.0.1", port, Wire()).ask()
    assert 5 == len(set(heard.heard))


async def test_what_strangers_send_is_passed_over() -> None:
    def with_strangers(nonce: int) -> Iterable[bytes]:
        yield b""
        yield b"x" * 2000
        yield packet(nonce ^ 1, 1e9, 1e9)
        yield from honest(nonce)

    async with server(with_strangers) as (port, _):
        sample = await Sntp("127.0.0.1", port, Wire()).ask()
    assert abs((sample.low + sample.high) / 2 + time.monotonic() - time.time()) < 10


async def test_a_flood_of_strange_answers_is_a_failure() -> None:
    async with server(lambda nonce: [packet(nonce ^ 1, 1e9, 1e9)] * 40) as (port, _):
        with pytest.raises(Failure) as caught:
            await Sntp("127.0.0.1", port, Wire()).ask()
    assert (Step.BODY, "jeton") == (caught.value.step, caught.value.code)


async def test_a_server_that_thought_longer_than_we_waited_lies() -> None:
    async with server(lambda nonce: [packet(nonce, 1e9, 1e9 + 60)]) as (port, _):
        with pytest.raises(Failure) as caught:
            await Sntp("127.0.0.1", port, Wire()).ask()
    assert (Step.BODY, "heure") == (caught.value.step, caught.value.code)


async def test_silence_is_waited_for_with_patience_and_no_longer() -> None:
    async with server(lambda nonce: []) as (port, _):
        with pytest.raises(Failure) as caught:
            await Sntp("127.0.0.1", port, Wire(), patience=0.1).ask()
    assert (Step.WAIT, "ETIMEDOUT") == (caught.value.step, caught.value.code)


async def test_where_nothing_listens_the_failure_is_to_connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Failure) as caught:
        await Sntp("127.0.0.1", port, Wire()).ask()
    assert (Step.CONNECT, "ECONNREFUSED") == (caught.value.step, caught.value.code)


async def test_a_name_that_cannot_be_is_a_failure_of_the_name() -> None:
    with pytest.raises(Failure) as caught:
        await Sntp("a..b", 123, Wire()).ask()
    assert Step.NAME is caught.value.step


@pytest.mark.parametrize("kiss", ["DENY", "RSTR", "RATE"])
async def test_a_kiss_of_death_is_a_refusal_by_its_name(kiss: str) -> None:
    def refuse(nonce: int) -> Iterable[bytes]:
        code = int.from_bytes(kiss.encode(), "big")
        yield packet(nonce, 1e9, 1e9, first=0xE4, stratum=0, reference=code)

    async with server(refuse) as (port, _):
        with pytest.raises(Failure) as caught:
            await Sntp("127.0.0.1", port, Wire()).ask()
    assert (Step.REFUSED, kiss) == (caught.value.step, caught.value.code)


async def test_a_server_that_has_no_time_yet_is_not_healthy() -> None:
    def starting(nonce: int) -> Iterable[bytes]:
        yield packet(nonce, 1e9, 1e9, first=0xE4, stratum=0, reference=0x494E4954)

    async with server(starting) as (port, _):
        assert not (await Sntp("127.0.0.1", port, Wire()).ask()).healthy


async def test_a_server_is_asked_every_sixteen_seconds_at_most() -> None:
    now = [100.0]
    async with server(honest) as (port, _):
        source = Sntp("127.0.0.1", port, Wire(), monotonic=lambda: now[0])
        await source.ask()
        now[0] = 115.0
        assert 1.0 == source.ready_in()
        with pytest.raises(TooSoon):
            await source.ask()
        now[0] = 116.0
        await source.ask()


async def test_a_place_of_the_settings_is_asked_as_it_wants() -> None:
    async with server(honest) as (port, _):
        clock = Clock(sources=(Place(Kind.SNTP, "127.0.0.1", port),))
        first, second = places(clock)
        sample = await open_source(second, Wire()).ask()
    assert Place(Kind.DAYTIME, clock.address, clock.port) == first
    track = Track(second, 64)
    track.hear(sample)
    judgement = judge([track], sample.answered_at)
    assert (Verdict.SYNCHRONISED, True) == (judgement.verdict, judgement.good)
