"""What lies between httpcore2's engine and the network where connections are kept (the archive).

httpcore2 is handed a backend; this one keeps to the steps of `failure.Step`, says which is under
way, taps every byte, and raises `Failure` where a step fails.
"""

import asyncio
from collections.abc import Iterable

import httpcore2

from tui.clients.failure import Step
from tui.clients.http.connecting import connect
from tui.clients.http.course import Course
from tui.clients.http.secured import GULP
from tui.clients.http.tap import BLOCK, Tap
from tui.words import _

__all__ = ["Course", "TappedBackend"]

OPENING = 512
"""Bytes of an answer that are kept to say what it is, where it is no HTTP."""


class TappedStream(Tap):
    """A connection that httpcore2 speaks HTTP/1.1 on: what it reads and writes are the steps."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, course: Course) -> None:
        super().__init__(inner, course)
        self._early: asyncio.Task[bytes] | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes; `b""` says that they hung up.

        `timeout` is for the first byte, then for the whole head; a body may be silent for long.
        """
        course = self._course
        if course.step is Step.SEND:
            course.reach(Step.WAIT, timeout)
        body = course.step is Step.BODY
        if not body and course.is_over():
            raise course.late()
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


class TappedBackend(httpcore2.AsyncNetworkBackend):
    """Looks a name up, tries its addresses in their order, and taps the connection."""

    def __init__(self, course: Course) -> None:
        self._course = course
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
        del local_address, socket_options  # nobody asks for them
        self._stream = await connect(self._course, host, port, timeout)
        self._course.reach(Step.SEND, timeout)
        return TappedStream(self._stream, self._course)

    async def aclose(self) -> None:
        """Hang up, whatever happened."""
        if self._stream is not None:
            await self._stream.aclose()
            self._course.wire.note(_("{peer}: closed").format(peer=self._course.peer))
