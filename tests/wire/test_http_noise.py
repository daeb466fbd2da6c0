"""Noise for an answer: whoever never stops talking about nothing is not listened to for ever."""

import asyncio
import itertools
import socket
import struct
from collections.abc import Iterable, Iterator

import httpcore2
import pytest

from tui.clients.failure import Failure, Step
from tui.clients.http import course, two
from tui.clients.http.backend import TappedStream
from tui.clients.http.course import Course
from tui.clients.http.heads import INFORMED, Heads
from tui.clients.http.one import One
from tui.clients.http.plain import Plain
from tui.clients.http.secured import GULP
from tui.clients.http.talk import Asked, Talk
from tui.clients.http.tap import Tap
from tui.clients.http.two import Two
from tui.clients.http.verbatim import Verbatim
from tui.clients.wire import Wire

HINT = b"HTTP/1.1 103 x\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ENOUGH = 1000
"""Pieces of noise after which they hang up: in them the clock goes on far beyond all patience."""


def frame(kind: int, content: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    header = struct.pack(">I", len(content))[1:] + struct.pack(">BBI", kind, flags, stream)
    return header + content


SETTINGS = frame(4)
HINT_2 = frame(1, b"\x08\x03103", flags=4, stream=1)
OK_2 = frame(1, b"\x88", flags=4, stream=1)
NOISE = {
    "PING": frame(6, bytes(8)),
    "SETTINGS": SETTINGS,
    "WINDOW_UPDATE": frame(8, b"\0\0\0\1"),
    "an unknown frame": frame(0xBB, b"?"),
}


class Stranger(httpcore2.AsyncNetworkStream):
    """A peer that takes all, says these pieces, and hangs up."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        await asyncio.sleep(0)
        return next(self._pieces, b"")

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        pass


async def answer(way: type[Talk], *pieces: bytes) -> tuple[int, bytes]:
    """Return status and body of what these pieces say, or raise the Failure of it."""
    return await answered(way, pieces)


async def answered(
    way: type[Talk], pieces: Iterable[bytes], body: bytes = b"", patience: float = 10
) -> tuple[int, bytes]:
    """Do so for pieces that may have no end."""
    under_way = Course(Wire(), lambda _step: None, silence=patience)
    talk = way(Tap(Stranger(pieces), under_way), under_way, patience)
    fields = [(b"Host", b"x")] + [(b"Content-Length", b"%d" % len(body))] * bool(body)
    try:
        head = await talk.ask(Asked(b"POST", b"/", fields, body, b"http", b"x", named=frozenset()))
        under_way.reach(Step.BODY, None)
        return head.status, b"".join([block async for block in talk.blocks()])
    finally:
        await talk.aclose()


async def hear_out(stream: TappedStream) -> None:
    while await stream.read(1 << 16, 10):
        pass


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a second go by at each look at the clock."""
    seconds = itertools.count(1)
    monkeypatch.setattr(course, "monotonic", lambda: next(seconds))


async def test_others_get_their_turn_however_much_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.clients.http.turns.monotonic", map(float, itertools.count()).__next__)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.send(b"ab")
        stream, turns = Plain(ours), []
        for byte in (b"a", b"b"):
            asyncio.get_running_loop().call_soon(turns.append, byte)
            assert byte == await stream.read(1)
            assert byte == turns[-1]


async def test_nor_does_one_piece_of_many_frames_stop_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def take_turns() -> None:
        for turns[0] in itertools.count():
            await asyncio.sleep(0)

    turns, seconds = [0], itertools.count()
    monkeypatch.setattr("tui.clients.http.turns.monotonic", lambda: next(seconds))
    others = asyncio.create_task(take_turns())
    noise = NOISE["PING"] * (GULP // len(NOISE["PING"]))
    await answer(Two, SETTINGS + noise, OK_2 + frame(0, flags=1, stream=1))
    others.cancel()
    assert turns[0] >= GULP // two.PIECE


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("begun", [b"", OK_2], ids=["before the answer", "in its body"])
@pytest.mark.parametrize("name", NOISE)
async def test_frames_about_nothing_are_no_answer(name: str, begun: bytes) -> None:
    with pytest.raises(Failure) as caught:
        await answer(Two, SETTINGS + begun, *[NOISE[name]] * ENOUGH)
    step = Step.BODY if begun else Step.WAIT
    assert (step, "ETIMEDOUT") == (caught.value.step, caught.value.code)


async def test_who_opens_no_window_is_not_waited_for_however_much_is_said() -> None:
    pieces = itertools.chain([SETTINGS], itertools.repeat(NOISE["an unknown frame"]))
    with pytest.raises(Failure) as caught:
        await answered(Two, pieces, bytes(1 << 17), patience=0.1)
    assert (Step.SEND, "ETIMEDOUT") == (caught.value.step, caught.value.code)


@pytest.mark.usefixtures("hasty")
async def test_a_body_of_nothing_does_not_come_on() -> None:
    with pytest.raises(Failure) as caught:
        await answer(Two, SETTINGS + OK_2, *[frame(0, stream=1)] * ENOUGH)
    assert (Step.BODY, "ETIMEDOUT") == (caught.value.step, caught.value.code)


@pytest.mark.usefixtures("hasty")
async def test_a_body_may_come_on_for_ever() -> None:
    pieces = [frame(0, b"a", stream=1)] * ENOUGH
    last = frame(0, flags=1, stream=1)
    assert (200, b"a" * ENOUGH) == await answer(Two, SETTINGS + OK_2, *pieces, last)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    assert (200, b"a" * ENOUGH) == await answer(One, head, *[b"a"] * ENOUGH)


@pytest.mark.parametrize(
    ("way", "hint", "final"),
    [
        (One, HINT, ANSWER),
        (Verbatim, HINT, ANSWER),
        (Two, HINT_2, OK_2 + frame(0, b"ok", flags=1, stream=1)),
    ],
)
async def test_words_before_the_answer_come_to_an_end(
    way: type[Talk], hint: bytes, final: bytes
) -> None:
    opening = SETTINGS if way is Two else b""
    assert (200, b"ok") == await answer(way, opening + hint * INFORMED, final)
    with pytest.raises(Failure) as caught:
        await answer(way, opening + hint * INFORMED + hint, final)
    assert (Step.HEADERS, "HTTP") == (caught.value.step, caught.value.code)


def test_no_more_of_them_are_kept_than_are_listened_to() -> None:
    heads = Heads()
    for _half in range(2):
        heads.received(HINT * INFORMED)
    heads.received(ANSWER)
    assert [HINT] * INFORMED == heads.informed
    assert ANSWER.removesuffix(b"ok") == heads.answered


@pytest.mark.usefixtures("hasty")
async def test_nor_does_a_head_take_for_ever_where_connections_are_kept() -> None:
    under_way = Course(Wire(), lambda _step: None)
    stream = TappedStream(Stranger([HINT] * ENOUGH), under_way)
    under_way.reach(Step.SEND, 10)
    with pytest.raises(Failure) as caught:
        await hear_out(stream)
    assert (Step.HEADERS, "ETIMEDOUT") == (caught.value.step, caught.value.code)
