"""The connection of one exchange, by its way: straight, through a proxy, by a socket, inside TLS.

line = Line(course, way, patience)
tap = await line.open(place)        # raises Failure of NAME, CONNECT, TUNNEL or TLS
await line.aclose()
"""

import asyncio

import httpcore2

from tui.clients.failure import Failure, Step
from tui.clients.http.address import Place
from tui.clients.http.connecting import connect, connect_socket
from tui.clients.http.course import Course
from tui.clients.http.evidence import detail_of
from tui.clients.http.proxies import Proxy, open_tunnel
from tui.clients.http.secured import Secured, agreed_by, chain_of
from tui.clients.http.tap import BROKEN, NO_MORE, Below, Tap
from tui.clients.http.trust import context_of
from tui.clients.http.way import Version, Way
from tui.printable import printable
from tui.words import _

ALPN = {
    Version.HTTP_1: ["http/1.1"],
    Version.HTTP_2: ["h2"],
    Version.AUTO: ["h2", "http/1.1"],
}
"""What is offered inside TLS (RFC 7301)."""


class Line:
    """A connection that is opened once, and closed once."""

    def __init__(self, course: Course, way: Way, patience: float) -> None:
        self.speaks_2 = False
        """Whether HTTP/2 is spoken on it."""
        self._course = course
        self._way = way
        self._patience = patience
        self._stream: httpcore2.AsyncNetworkStream | None = None
        self._leading = b""

    async def open(self, place: Place, proxy: Proxy | None, *, raw: bool) -> Tap:
        """Connect, and go as far as the request can be sent; what is raw no proxy reads."""
        course, tunnel = self._course, raw or place.by_tls
        if place.socket:
            self._stream = await connect_socket(course, place.socket, self._patience)
        elif proxy is not None:
            await self._open_by(proxy, place, tunnel=tunnel)
        else:
            self._stream = await connect(course, place.host, place.port, self._patience)
        if proxy is None or tunnel:
            course.peer = place.peer
        if place.by_tls:
            await self._secure(place, ALPN[self._way.version])
            if self._way.version is Version.HTTP_2 and not self.speaks_2 and not raw:
                reason = _("HTTP/2 was offered, and not chosen")
                raise Failure(Step.TLS, reason, peer=course.peer, code="ALPN")
        else:
            self.speaks_2 = self._way.version is Version.HTTP_2
        heads = None if self.speaks_2 and not raw else course.heads
        return Tap(self._connected, course, heads=heads, leading=self._leading)

    async def aclose(self) -> None:
        """Hang up, whatever happened."""
        if self._stream is not None:
            await self._stream.aclose()
            peer = printable(self._course.peer)
            self._course.wire.note(_("{peer}: closed").format(peer=peer))

    @property
    def _connected(self) -> httpcore2.AsyncNetworkStream:
        assert self._stream is not None
        return self._stream

    async def _open_by(self, proxy: Proxy, place: Place, *, tunnel: bool) -> None:
        """Connect to a proxy, and through it."""
        where = proxy.place
        self._stream = await connect(
            self._course, where.host, where.port, self._patience, proxy.peer
        )
        if proxy.place.by_tls:
            await self._secure(proxy.place, ["http/1.1"])
        if tunnel:
            tap = Tap(self._connected, self._course, asks=False)
            self._leading = await open_tunnel(tap, self._course, proxy, place, self._patience)
            if self._leading and place.by_tls:
                reason = _("it sends what nobody has asked for")
                raise Failure(Step.TUNNEL, reason, peer=self._course.peer, code="HTTP")

    async def _secure(self, place: Place, protocols: list[str]) -> None:
        """Agree on TLS, and look whom we have there."""
        course, trust = self._course, self._way.trust
        course.reach(Step.TLS, self._patience)
        context = await asyncio.to_thread(context_of, trust, course.peer)
        context.set_alpn_protocols(protocols)
        below = self._connected
        if self._way.enciphered:
            below = Below(below, course.wire)
        try:
            secured = Secured(below, context, place.host)
        except ValueError as error:
            raise course.failed(error) from error
        await self._agree(secured)
        self._stream = secured
        course.wire.note(f"{printable(course.peer)}: {course.agreed}")
        if not trust.verified:
            said = _("{peer}: nobody has checked who that is")
            course.wire.note(said.format(peer=printable(course.peer)))
        self.speaks_2 = secured.tls.selected_alpn_protocol() == "h2"

    async def _agree(self, secured: Secured) -> None:
        course = self._course
        try:
            async with asyncio.timeout(course.left):
                await secured.agree()
        except NO_MORE:
            raise course.late() from None
        except BROKEN as error:
            course.chain = chain_of(secured.tls)
            failure = course.failed(error)
            failure.detail = await asyncio.to_thread(detail_of, failure.code, course.chain)
            raise failure from error
        course.chain = chain_of(secured.tls)
        course.agreed = agreed_by(secured.tls)
