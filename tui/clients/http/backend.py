"""What lies between httpx2 and the network: looks names up, connects, and taps every byte.

httpcore2, the engine of httpx2, is handed a backend; this one keeps to the steps of
`failure.Step`, says which is under way, and raises `Failure` where one fails. TLS is inside: the
wire shows what was said, not how it was enciphered. Imported when the first request is sent.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

import httpcore2

from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step, from_os_error
from tui.clients.wire import Wire
from tui.printable import printable
from tui.words import _

OPENING = 512
"""Bytes of an answer that are kept to say what it is, where it is no HTTP."""

BLOCK = 64 * 1024
"""Bytes sent at once: each has the whole patience, so that a long body may take its time."""

GULP = 256 * 1024
"""Bytes of a body that are taken at once: what the event loop reads in one turn, so that nothing is
cut up."""

SILENCE = 300.0
"""Seconds between two pieces of a body: a stream may have nothing to say, but not for ever."""


class Course:
    """How far an exchange has come, and how much of its step's time is left."""

    def __init__(
        self, wire: Wire, on_step: Callable[[Step], object], silence: float = SILENCE
    ) -> None:
        self.wire = wire
        self.silence = silence
        """Seconds that a body may stand still."""
        self.peer = ""
        self.step = Step.NAME
        self.unsent: Failure | None = None
        """Why sending ended early; the answer to it may still be worth reading."""
        self.listens = False
        """Whether an answer is noticed while the body is sent, which it then ends: a refusal of
        what is large does not wait for its end, and would be lost when they hang up."""
        self.opening = b""
        """How the answer begins."""
        self._on_step = on_step
        self._deadline = 0.0

    def reach(self, step: Step, patience: float | None) -> None:
        """Begin a step that may take so many seconds."""
        self.step = step
        self._deadline = monotonic() + (self.silence if patience is None else patience)
        self._on_step(step)

    @property
    def left(self) -> float:
        """Seconds left for this step; never none, so that what is there already is taken."""
        return max(0.001, self._deadline - monotonic())

    def late(self) -> Failure:
        """Say that this step took too long."""
        return from_os_error(self.step, TimeoutError(), self.peer)

    def failed(self, error: Exception) -> Failure:
        """Say that this step failed; the system's error is the innermost cause."""
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLError):
            if isinstance(cause, OSError) and cause.errno is not None:
                return from_os_error(self.step, cause, self.peer)
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ssl.SSLError):
            return _from_tls(self.step, cause, self.peer)
        return Failure(self.step, str(error), peer=self.peer)


class TappedStream(httpcore2.AsyncNetworkStream):
    """A connection whose bytes pass by the wire, in both directions."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, course: Course) -> None:
        self._inner = inner
        self._course = course
        self._early: asyncio.Task[bytes] | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes; `b""` says that they hung up.

        `timeout` is for the first byte, then for the whole head; a body may be silent for long.
        """
        course = self._course
        if course.step is Step.SEND:
            course.reach(Step.WAIT, timeout)
        body = course.step is Step.BODY
        patience, size = (course.silence, GULP) if body else (course.left, max_bytes)
        try:
            data = await self._receive(size, patience)
        except (httpcore2.ReadTimeout, TimeoutError):
            raise course.late() from None
        except httpcore2.ReadError as error:
            raise course.unsent or course.failed(error) from error
        course.wire.received(data)
        if data and course.step is Step.WAIT:
            course.opening = data[:OPENING]
            course.reach(Step.HEADERS, timeout)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes. What cannot be sent is an error that httpcore2 lets an answer excuse."""
        course = self._course
        if course.listens and self._early is None:
            self._early = asyncio.create_task(self._inner.read(BLOCK))
        for start in range(0, len(buffer), BLOCK):
            if self._is_answered():
                raise httpcore2.WriteError
            block = buffer[start : start + BLOCK]
            course.wire.sent(block)
            try:
                await self._inner.write(block, timeout=timeout)
            except httpcore2.WriteTimeout:
                if self._is_answered():
                    raise httpcore2.WriteError from None
                raise course.late() from None
            except httpcore2.WriteError as error:
                course.unsent = course.failed(error)
                raise

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Agree on TLS, and go on inside it."""
        course = self._course
        course.reach(Step.TLS, timeout)
        try:
            self._inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except httpcore2.ConnectTimeout:
            raise course.late() from None
        except (httpcore2.ConnectError, ValueError) as error:
            raise course.failed(error) from error
        course.wire.note(f"{course.peer}: {_agreed(self._inner)}")
        course.reach(Step.SEND, timeout)
        return self

    async def aclose(self) -> None:
        """Hang up."""
        early, self._early = self._early, None
        if early is not None:
            early.cancel()
            await asyncio.gather(early, return_exceptions=True)
        await self._inner.aclose()

    async def _receive(self, size: int, patience: float) -> bytes:
        """Wait for bytes, or take those that came while we were sending."""
        if self._early is None:
            return await self._inner.read(size, timeout=patience)
        async with asyncio.timeout(patience):
            data = await asyncio.shield(self._early)
        self._early = None
        return data

    def _is_answered(self) -> bool:
        """Whether they answered before we have said everything; 1xx is no answer yet."""
        early = self._early
        if early is None or not early.done():
            return False
        return early.exception() is not None or not early.result().startswith(b"HTTP/1.1 1")

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks about the connection below."""
        return self._inner.get_extra_info(info)


class TappedBackend(httpcore2.AsyncNetworkBackend):
    """Looks a name up, tries its addresses in their order, and taps the connection."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._inner = httpcore2.AnyIOBackend()
        self._stream: httpcore2.AsyncNetworkStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect, or raise Failure for step NAME or CONNECT."""
        course = self._course
        addresses = await self._look_up(host, port, timeout)
        course.reach(Step.CONNECT, timeout)
        failure = course.late()
        for place, address in enumerate(addresses):
            try:
                share = course.left / (len(addresses) - place)
                self._stream = await self._inner.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except httpcore2.ConnectTimeout:
                failure = course.late()
            except httpcore2.ConnectError as error:
                failure = course.failed(error)
            where = name_peer(address, port)
            if self._stream is not None:
                course.wire.note(_("{peer}: connected").format(peer=where))
                course.reach(Step.SEND, timeout)
                return TappedStream(self._stream, course)
            if len(addresses) > 1:
                course.wire.note(f"{where}: {printable(failure.reason)}")
        raise failure

    async def aclose(self) -> None:
        """Hang up, whatever happened."""
        if self._stream is not None:
            await self._stream.aclose()
            self._course.wire.note(_("{peer}: closed").format(peer=self._course.peer))

    async def _look_up(self, host: str, port: int, patience: float | None) -> list[str]:
        course, loop = self._course, asyncio.get_running_loop()
        course.peer = name_peer(host, port)
        course.reach(Step.NAME, patience)
        try:
            async with asyncio.timeout(course.left):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError:
            reason = _("a part of the name is empty or too long")
            raise Failure(Step.NAME, reason, peer=course.peer, code="URL") from None
        except OSError as error:
            raise from_os_error(Step.NAME, error, course.peer) from error
        addresses = list(dict.fromkeys(str(where[0]) for *_kind, where in found))
        if addresses != [host]:
            course.wire.note(f"{host}: {', '.join(addresses)}")
        return addresses


def _from_tls(step: Step, error: ssl.SSLError, peer: str) -> Failure:
    said = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else ""
    reason = said or (error.reason or str(error)).replace("_", " ").lower()
    return Failure(step, reason, peer=peer, code=error.reason or "TLS")


def _agreed(stream: httpcore2.AsyncNetworkStream) -> str:
    tls = stream.get_extra_info("ssl_object")
    cipher = tls.cipher() if tls is not None else None
    return f"{tls.version()}, {cipher[0]}" if cipher else "TLS"
