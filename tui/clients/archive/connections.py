"""Connections to an archive that are kept: a question goes out on one that is at rest, if any is.

    connections = Connections("127.0.0.1", 7788, wire)
    async with connections.ask(Question("GET", "/photos"), Lane.QUESTION) as answer:
        answer.status, await answer.read(limit)

A connection whose answer was not read to its end, because of an error or because its task was
cancelled, is closed: nobody could say where the next answer begins. No redirect is followed.
Everything raises Failure. httpx2's engine is imported with this module, so this module is late.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto

import httpcore2

from protocol import __version__
from tui.clients.archive.exchanges import STALLED, Answer, Held, Question
from tui.clients.connection import PATIENCE, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.http import parse
from tui.clients.wire import Wire

KEPT = 4
"""Connections at rest: as many as thumbnails come at a time."""

_HANGS_UP = ("EOF", "ECONNRESET")
"""What a service of 2017 without photos does to a question over HTTP."""

_SAFE = ("GET", "HEAD")
_AGENT = f"vasistas/{__version__}"


class Lane(Enum):
    """What goes side by side, so that none waits for another kind: a list for large photos, a
    photo for thumbnails.
    """

    QUESTION = auto()
    THUMBNAIL = auto()
    TRANSFER = auto()


WIDTH = {Lane.QUESTION: 2, Lane.THUMBNAIL: 4, Lane.TRANSFER: 4}
"""Connections of each kind at a time: ten of the 64 that a host grants one address."""


class Connections:
    """All connections to one archive."""

    def __init__(self, address: str, port: int, wire: Wire) -> None:
        self.peer = name_peer(address, port)
        self._wire = wire
        self._spoken = False
        self._closed = False
        self._kept: list[Held] = []
        self._lanes = {lane: asyncio.Semaphore(width) for lane, width in WIDTH.items()}

    @asynccontextmanager
    async def ask(self, question: Question, lane: Lane) -> AsyncIterator[Answer]:
        """Ask, and yield the answer when its head is there."""
        async with self._lanes[lane]:
            held, answer = await self._begin(question)
            try:
                yield answer
            finally:
                await answer.aclose()
                await self._put_back(held)

    async def aclose(self) -> None:
        """Hang up those that are at rest, and each of the others when its answer is there."""
        self._closed = True
        while self._kept:
            await self._kept.pop().aclose()

    async def _begin(self, question: Question) -> tuple[Held, Answer]:
        """Ask on a connection at rest; on a new one where there is none or it has just gone."""
        request = self._request(question)
        while held := await self._rested():
            try:
                return held, await self._try(held, request, question)
            except Failure as failure:
                if question.method not in _SAFE or failure.code == "ETIMEDOUT":
                    raise
        held = Held(request.url.origin, self._wire, self.peer)
        try:
            answer = await self._try(held, request, question)
        except Failure as failure:
            if self._spoken or failure.step is not Step.WAIT or failure.code not in _HANGS_UP:
                raise
            raise Failure(Step.WAIT, "", peer=failure.peer, code="dialecte") from failure
        self._spoken = True
        return held, answer

    async def _try(self, held: Held, request: httpcore2.Request, question: Question) -> Answer:
        asked = False
        try:
            answer = await held.ask(request, question)
            asked = True
        finally:
            if not asked:
                await held.aclose()
        return answer

    async def _rested(self) -> Held | None:
        """Take a connection that is at rest, the one that was used last."""
        while self._kept:
            held = self._kept.pop()
            if not held.stale:
                return held
            await held.aclose()
        return None

    async def _put_back(self, held: Held) -> None:
        if held.rests and len(self._kept) < KEPT and not self._closed:
            self._kept.append(held)
        else:
            await held.aclose()

    def _request(self, question: Question) -> httpcore2.Request:
        url = parse(f"http://{self.peer}/")
        fields = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": _AGENT,
            "Accept-Encoding": "identity",
        }
        if question.size or question.method in ("POST", "PUT", "PATCH"):
            fields["Content-Length"] = str(question.size)
        fields |= dict(question.fields)
        times = {"connect": PATIENCE, "write": STALLED, "read": question.patience}
        return httpcore2.Request(
            question.method.encode("ascii"),
            httpcore2.URL(
                scheme=b"http",
                host=url.raw_host,
                port=url.port,
                target=question.target.encode("ascii"),
            ),
            headers=[(name.encode("ascii"), value.encode()) for name, value in fields.items()],
            content=question.body,
            extensions={"timeout": times},
        )
