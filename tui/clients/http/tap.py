"""The tap: a stream whose bytes pass by the wire, in both directions, and whose errors are ours.

What is read and written here is what the peers say to each other; TLS lies below.
"""

import ssl
from typing import Any

import httpcore2

from tui.clients.failure import Failure, Step
from tui.clients.http.course import Course
from tui.clients.http.heads import Heads
from tui.clients.http.secured import Secured
from tui.clients.wire import Wire
from tui.words import _

BLOCK = 64 * 1024
"""Bytes sent at once: each has the whole patience, so that a long body may take its time."""

NO_MORE = (httpcore2.ReadTimeout, httpcore2.WriteTimeout, TimeoutError)
BROKEN = (httpcore2.NetworkError, ssl.SSLError)


class Tap(httpcore2.AsyncNetworkStream):
    """A stream that is tapped; everything it raises is a Failure of the step under way."""

    def __init__(
        self,
        inner: httpcore2.AsyncNetworkStream,
        course: Course,
        *,
        heads: Heads | None = None,
        asks: bool = True,
        leading: bytes = b"",
    ) -> None:
        """Tap a stream. `heads` are found in what travels, where it is text; `asks`: it is our
        request that travels, and not one for a tunnel; `leading`: what came with the answer to
        that, and is on the wire already.
        """
        self._inner = inner
        self._course = course
        self._heads = heads or Heads()
        self._asks = asks
        self._leading = leading

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes; `b""` says that they hung up."""
        if self._leading:
            data, self._leading = self._leading, b""
            self._heads.received(data)
            return data
        try:
            data = await self._inner.read(max_bytes, timeout)
        except NO_MORE:
            raise self._course.late() from None
        except BROKEN as error:
            raise self._course.failed(error) from error
        if not data and isinstance(self._inner, Secured) and self._inner.torn:
            said = _("{peer}: hung up without ending TLS: something may be missing")
            self._course.wire.note(said.format(peer=self._course.peer))
        self._course.wire.received(data)
        self._heads.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; each block may take so many seconds."""
        for start in range(0, len(buffer), BLOCK):
            block = buffer[start : start + BLOCK]
            self._course.wire.sent(block)
            self._heads.sent(block)
            try:
                await self._inner.write(block, timeout)
            except NO_MORE:
                raise self._unsent(self._course.late()) from None
            except BROKEN as error:
                raise self._unsent(self._course.failed(error)) from error
            if self._asks:
                self._course.sent += len(block)

    def _unsent(self, failure: Failure) -> Failure:
        """Name sending as what failed, though an answer may have begun meanwhile."""
        if self._asks and failure.step is not Step.TLS:
            failure.step = Step.SEND
        return failure

    async def aclose(self) -> None:
        """Hang up."""
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks."""
        return self._inner.get_extra_info(info)


class Below(httpcore2.AsyncNetworkStream):
    """What lies below TLS, shown too: what was said, as it was enciphered."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, wire: Wire) -> None:
        self._inner = inner
        self._wire = wire
        wire.note(_("what travels below TLS is shown too, before it is deciphered"))

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes."""
        data = await self._inner.read(max_bytes, timeout)
        self._wire.received_below(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._wire.sent_below(buffer)
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Hang up."""
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks."""
        return self._inner.get_extra_info(info)
