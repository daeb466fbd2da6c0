"""The zoo's house of HTTP/2: h2's server side, by TLS and at once (RFC 9113)."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.errors
import h2.events
from live.zoo import Animal, Play, Visit
from live.zoo_tls import as_server, believing

from tui.clients.failure import Step
from tui.clients.http.way import Version, Way
from tui.reading.marks import Odd

LINES = b"0123456789abcde\n" * 4096
TIMES = 320
"""So often, they are more than a client allows at once: its windows have to be opened again."""

Answer = Callable[["Talk", int], Awaitable[None]]
Fields = list[tuple[str, str]]


class Talk:
    """One connection of HTTP/2, from the server's side."""

    def __init__(self, visit: Visit, answer: Answer, careless: bool) -> None:
        self.visit = visit
        config = h2.config.H2Configuration(
            client_side=False,
            header_encoding="utf-8",
            validate_outbound_headers=not careless,
            normalize_outbound_headers=not careless,
        )
        self.machine = h2.connection.H2Connection(config)
        self._answer = answer

    async def hold(self) -> None:
        """Talk until they hang up, or the machine has ended it."""
        self.machine.initiate_connection()
        await self.flush()
        while events := await self.hear():
            for event in events:
                if isinstance(event, h2.events.RequestReceived):
                    await self._answer(self, event.stream_id)
                    await self.flush()

    async def hear(self) -> list[h2.events.Event]:
        """Return what they said next; nothing when they hung up."""
        while data := await self.visit.read():
            events = self.machine.receive_data(data)
            await self.flush()
            if events:
                return events
        return []

    async def flush(self) -> None:
        """Send what is to be sent."""
        if data := self.machine.data_to_send():
            await self.visit.say(data)

    async def send(self, stream: int, body: bytes, *, end: bool = True) -> None:
        """Send a body as their windows allow."""
        machine = self.machine
        while body:
            room = min(machine.local_flow_control_window(stream), machine.max_outbound_frame_size)
            if not room:
                await self.flush()
                if not await self.hear():
                    raise ConnectionResetError
                continue
            block, body = body[:room], body[room:]
            machine.send_data(stream, block, end_stream=end and not body)
        await self.flush()

    async def leave(self, code: h2.errors.ErrorCodes, words: bytes) -> None:
        """Say farewell without an answer, and wait until they are gone."""
        self.machine.close_connection(code, words, last_stream_id=0)
        await self.flush()
        await self.visit.until_gone()
        raise ConnectionResetError


def playing(answer: Answer, *, careless: bool = False) -> Play:
    """Answer every request like this; who is careless says any field."""

    async def play(visit: Visit) -> None:
        await Talk(visit, answer, careless).hold()

    return play


def _fields(*more: tuple[str, str], status: int = 200) -> Fields:
    return [(":status", str(status)), ("content-type", "text/plain"), *more]


async def _plain(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields())
    await talk.send(stream, b"hello")


async def _large(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields())
    for left in reversed(range(TIMES)):
        await talk.send(stream, LINES, end=not left)


async def _nothing(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields(status=204), end_stream=True)


async def _trailers(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields())
    await talk.send(stream, b"hello", end=False)
    talk.machine.send_headers(stream, [("digest", "x")], end_stream=True)


async def _informing(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, [(":status", "103"), ("link", "</a.css>")])
    await _plain(talk, stream)


async def _padded(talk: Talk, stream: int) -> None:
    talk.machine.ping(b"are you?")
    talk.machine.send_headers(stream, _fields())
    talk.machine.send_data(stream, b"hello", end_stream=True, pad_length=200)


async def _resetting(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields())
    await talk.send(stream, b"hel", end=False)
    talk.machine.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)


async def _going_away(talk: Talk, _stream: int) -> None:
    await talk.leave(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM, b"too much")


async def _cut(talk: Talk, stream: int) -> None:
    talk.machine.send_headers(stream, _fields())
    await talk.send(stream, b"hel", end=False)
    await talk.visit.until_taken()
    raise ConnectionResetError


async def _speak_http1(visit: Visit) -> None:
    await visit.read()
    await visit.say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def _over_tls(directory: Path) -> Way:
    return believing(directory, Version.HTTP_2)


def _either(directory: Path) -> Way:
    return believing(directory, Version.AUTO)


def _at_once(_directory: Path) -> Way:
    return Way(Version.HTTP_2)


def _animal(name: str, answer: Answer, body: bytes = b"", **more: Any) -> Animal:
    """Keep an animal that agrees on HTTP/2 by TLS."""
    return Animal(
        f"HTTP/2: {name}",
        playing(answer),
        **{
            "status": 200,
            "version": "HTTP/2",
            "body": body,
            "tls": partial(as_server, "localhost", agreed="h2"),
            "way": _over_tls,
        }
        | more,
    )


ANIMALS = (
    _animal("plain", _plain, b"hello"),
    _animal("agreed, where either would do", _plain, b"hello", way=_either),
    _animal("at once, without TLS", _plain, b"hello", tls=None, way=_at_once),
    _animal("more than the windows", _large, LINES, size=TIMES * len(LINES)),
    _animal("204", _nothing, status=204),
    _animal("trailers", _trailers, b"hello"),
    _animal("103 before the answer", _informing, b"hello"),
    _animal("padding and a ping", _padded, b"hello"),
    _animal("a stream that is reset", _resetting, b"hel", failures=((Step.BODY, "RST_STREAM"),)),
    _animal("a server that goes away", _going_away, status=0, failures=((Step.WAIT, "GOAWAY"),)),
    _animal(
        "a body that is cut",
        _cut,
        b"hel",
        failures=tuple((Step.BODY, code) for code in ("EOF", "ECONNRESET", "EPIPE")),
        deaf=True,
    ),
    Animal(
        "HTTP/2: HTTP/1 instead",
        _speak_http1,
        failures=((Step.HEADERS, "HTTP_1"),),
        odd=(Odd.NO_PREFACE,),
        way=_at_once,
    ),
)
