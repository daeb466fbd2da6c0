"""HTTP as it travels: one request, one connection, every byte on the wire.

    async with exchange(Request("GET", "localhost:8000/"), wire, patience=10) as answer:
        answer.status, answer.reason        # 200, "OK"
        async for block in answer.body():   # as it came, only its framing taken off
            ...

No redirect is followed, nothing is decoded, cached or kept alive, and no field is added but those
in `asked`. A step that fails raises Failure. Leaving the block, or cancelling the task, ends the
exchange at once.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from tui.clients.failure import Failure, Step
from tui.clients.http.address import place as place_of
from tui.clients.http.asked import as_asked, to_text
from tui.clients.http.bodies import Body
from tui.clients.http.course import Course
from tui.clients.http.raw import RawRequest
from tui.clients.http.way import Version, Way
from tui.clients.wire import Wire
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http.address import Place
    from tui.clients.http.line import Line
    from tui.clients.http.proxies import Proxy
    from tui.clients.http.talk import Asked, Head, Talk


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `fields` replace those of ours with the same name, or are added to them."""

    method: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes | Body = b""


class Answer:
    """The head of an answer, and its body as it comes."""

    def __init__(self, head: "Head", talk: "Talk", started: float) -> None:
        self.status = head.status
        self.reason = to_text(head.reason)
        self.version = to_text(head.version)
        self.fields = tuple((to_text(name), to_text(value)) for name, value in head.fields)
        self.size = 0
        """Bytes of the body so far, without their framing."""
        self._blocks = self._read(talk)
        self._talk = talk
        self._started = started
        self._ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long the exchange took, or has taken so far."""
        return (self._ended or monotonic()) - self._started

    @property
    def trailers(self) -> tuple[tuple[str, str], ...]:
        """The fields that came after the body."""
        return tuple((to_text(name), to_text(value)) for name, value in self._talk.trailers)

    def body(self) -> AsyncIterator[bytes]:
        """Yield the body in blocks, once; raises Failure BODY where it ends too early."""
        return self._blocks

    async def aclose(self) -> None:
        """Read no more."""
        await self._blocks.aclose()

    async def _read(self, talk: "Talk") -> AsyncGenerator[bytes]:
        async for block in talk.blocks():
            self.size += len(block)
            yield block
        self._ended = monotonic()


@asynccontextmanager
async def exchange(
    request: Request | RawRequest,
    wire: Wire,
    *,
    patience: float,
    way: Way | None = None,
    on_step: Callable[[Step], object] = lambda _step: None,
    course: Course | None = None,
) -> AsyncIterator[Answer]:
    """Send a request and yield the answer when its head is there.

    `patience` is in seconds, for each of the name, the connection, TLS, the first byte and the
    head; `on_step` hears every step begin; `course` is where the exchange is written down.
    """
    from tui.clients.http.line import Line

    started = monotonic()
    way = way or Way()
    course = course or Course(wire, on_step)
    place, proxy, asked = _prepared(request, way)
    line, talk, answer = Line(course, way, patience), None, None
    try:
        tap = await line.open(place, proxy, raw=isinstance(request, RawRequest))
        talk = _spoken(request, line)(tap, course, patience)
        head = await talk.ask(asked)
        course.reach(Step.BODY, None)
        answer = Answer(head, talk, started)
        yield answer
    finally:
        if answer is not None:
            await answer.aclose()
        if talk is not None:
            await talk.aclose()
        await line.aclose()


def _prepared(request: Request | RawRequest, way: Way) -> "tuple[Place, Proxy | None, Asked]":
    """Find what will be sent, where and by which proxy, or raise Failure before anybody is called.

    Nothing is sent by a proxy to a socket of this machine.
    """
    from tui.clients.http.proxies import proxy_of

    place = place_of(request.address)
    proxy = None if place.socket else proxy_of(way.proxy)
    is_passed_on = proxy is not None and not place.by_tls and isinstance(request, Request)
    if is_passed_on and way.version is Version.HTTP_2:
        reason = _("proxies pass plain requests on in HTTP/1.1 only")
        raise Failure(Step.SEND, reason, peer=place.peer, code="REQUEST")
    return place, proxy, as_asked(request, place, proxy)


def _spoken(request: Request | RawRequest, line: "Line") -> "type[Talk]":
    """Choose how to talk; what speaks HTTP/2 is read when it is first needed."""
    if isinstance(request, RawRequest):
        from tui.clients.http.verbatim import Verbatim

        return Verbatim
    if line.speaks_2:
        from tui.clients.http.two import Two

        return Two
    from tui.clients.http.one import One

    return One
