"""One question to an archive over HTTP, and its answer, on a connection that can be kept.

Everything raises Failure. httpx2's engine is imported with this module, so this module is late.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import httpcore2

from tui.clients.archive.answers import allowance, raise_refusal
from tui.clients.connection import PATIENCE
from tui.clients.failure import Failure, Step
from tui.clients.http import said_by
from tui.clients.http.backend import Course, TappedBackend
from tui.clients.wire import Wire
from tui.words import _

REST = 20.0
"""Seconds of rest after which a connection is not used again: hosts hang up after 30."""

STALLED = 30.0
"""Seconds without a byte, in either direction, after which a transfer has come to a stop."""

REST_LIMIT = 64 * 1024
"""Bytes of an answer that nobody reads: more would cost more than a new connection."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask. `size` is that of the body; `patience` is for the answer's first byte."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes | AsyncIterable[bytes] = b""
    size: int = 0
    patience: float = PATIENCE


class Answer:
    """The head of an answer, and its body as it comes, once."""

    def __init__(self, response: httpcore2.Response, course: Course) -> None:
        self.status = response.status
        self.peer = course.peer
        self.fields: dict[str, str] = {}
        for name, value in response.headers:
            self.fields.setdefault(name.decode("ascii").lower(), value.decode("latin-1"))
        self._response = response
        self._course = course
        self._blocks = self._read()

    def blocks(self) -> AsyncIterator[bytes]:
        """Yield the body; raises Failure BODY where it ends too early or stands still."""
        return self._blocks

    async def read(self, limit: int) -> bytes:
        """Return the whole body; raises Failure BODY, code `longueur`, over `limit` bytes."""
        data = bytearray()
        async for block in self._blocks:
            data += block
            if len(data) > limit:
                reason = _("more than {limit} bytes").format(limit=limit)
                raise Failure(Step.BODY, reason, peer=self.peer, code="longueur")
        return bytes(data)

    async def finish(self) -> None:
        """Read what is of no interest, so that the connection can be kept."""
        await self.read(REST_LIMIT)

    async def aclose(self) -> None:
        """Read no more."""
        await self._blocks.aclose()
        await self._response.aclose()

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[None]:
        """Bound all that is received inside, however busy it is."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise self._course.late() from None

    async def _read(self) -> AsyncGenerator[bytes]:
        with said_by(self._course):
            async with aclosing(self._response.aiter_stream()) as stream:
                async for block in stream:
                    yield block


class Held:
    """One connection, and how far its exchange has come."""

    def __init__(self, origin: httpcore2.Origin, wire: Wire, peer: str) -> None:
        self.course = Course(wire, lambda _step: None, STALLED)
        self.course.peer = peer
        self._backend = TappedBackend(self.course)
        self._connection = httpcore2.AsyncHTTPConnection(
            origin, keepalive_expiry=REST, network_backend=self._backend
        )

    @property
    def rests(self) -> bool:
        """Whether another question may go out on it."""
        return self._connection.is_idle() and not self._connection.is_closed()

    @property
    def stale(self) -> bool:
        """Whether they hung up meanwhile, or soon will."""
        return not self.rests or self._connection.has_expired()

    async def ask(self, request: httpcore2.Request, question: Question) -> Answer:
        """Send a question; the answer is there when its head is."""
        self.course.unsent = None
        self.course.listens = bool(question.size)
        self.course.reach(Step.SEND, STALLED)
        try:
            with said_by(self.course):
                async with asyncio.timeout(allowance(question.size) + 2 * question.patience):
                    response = await self._connection.handle_async_request(request)
        except TimeoutError:
            raise self.course.late() from None
        except Failure as failure:
            if failure.step is Step.HEADERS and not self.course.opening.startswith(b"HTTP/"):
                raise _no_http(self.course.opening, failure) from failure
            raise
        self.course.reach(Step.BODY, None)
        return Answer(response, self.course)

    async def aclose(self) -> None:
        """Hang up."""
        await self._backend.aclose()


def _no_http(opening: bytes, failure: Failure) -> Failure:
    """Say what an answer is that is no HTTP: a host that is full, an archive of 2017."""
    try:
        raise_refusal(opening, failure.peer)
    except Failure as refused:
        return refused
    words = opening[:80].decode(errors="replace").strip()
    reason = _("it says “{words}”").format(words=words)
    return Failure(failure.step, reason, peer=failure.peer, code="dialecte")
