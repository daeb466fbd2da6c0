"""What all ways of talking have in common: one sends while the other is heard.

A server may answer before it has heard everything: because it wants no more, or because it answers
as it hears. So sending is a task of its own, and reading never waits for its end.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from dataclasses import dataclass

from tui.clients.failure import Failure, Step
from tui.clients.http.bodies import Body
from tui.clients.http.course import Course
from tui.clients.http.heads import INFORMED
from tui.clients.http.secured import GULP
from tui.clients.http.tap import Tap
from tui.words import _

GRACE = 2.0
"""Seconds for the answer of a peer that takes no more: it has been sent, or never will be."""

OURS = ("REQUEST", "FILE")
"""Why sending ended, where it was our fault: no answer is worth waiting for."""

OPINION = 1.0
"""Seconds that a body waits for the word which `Expect: 100-continue` asks for (RFC 9110,
10.1.1)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it will be sent."""

    method: bytes
    target: bytes
    fields: list[tuple[bytes, bytes]]
    body: bytes | Body
    scheme: bytes
    authority: bytes
    named: frozenset[bytes]
    """The fields that a person asked for, in small letters."""

    @property
    def has_body(self) -> bool:
        """Whether something follows the head, be it nothing of a length that is said."""
        return any(
            name.lower() in (b"content-length", b"transfer-encoding")
            for name, _value in self.fields
        )

    @property
    def waits(self) -> bool:
        """Whether the body waits until the peer wants it."""
        return any(
            name.lower() == b"expect" and value.lower() == b"100-continue"
            for name, value in self.fields
        )


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins."""

    status: int
    reason: bytes
    version: bytes
    fields: list[tuple[bytes, bytes]]


class Talk(ABC):
    """A request that is sent, and what comes meanwhile and then."""

    def __init__(self, tap: Tap, course: Course, patience: float) -> None:
        self.trailers: tuple[tuple[bytes, bytes], ...] = ()
        self._tap = tap
        self._course = course
        self._patience = patience
        self._sending: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._informed = 0

    @abstractmethod
    async def ask(self, asked: Asked) -> Head:
        """Send, and return the head of the answer when it is there, be all sent or not."""

    @abstractmethod
    def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the body, its framing taken off."""

    async def aclose(self) -> None:
        """Say no more."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)

    def _begin(self, sending: Awaitable[None]) -> None:
        """Send, from now on, beside all else."""

        async def send() -> None:
            await sending

        self._course.reach(Step.SEND, self._patience)
        self._sending = asyncio.create_task(send())

    async def _want(self) -> None:
        """Wait until they want the body, but not for long."""
        try:
            async with asyncio.timeout(min(OPINION, self._patience)):
                await self._wanted.wait()
        except TimeoutError:
            pass

    @property
    def _is_said(self) -> bool:
        """Whether nothing more is to be sent."""
        return self._sending is None or self._sending.done()

    def _answered(self, status: int) -> None:
        """Say no more to those who have refused (RFC 9112, 9.5)."""
        self._wanted.set()
        if status >= 400 and self._sending is not None and not self._sending.done():
            self._sending.cancel()
            self._course.wire.note(_("they have answered: no more is sent"))

    def _inform(self) -> None:
        """Count a word before the answer (1xx); raises Failure where they never come to it."""
        self._informed += 1
        if self._informed > INFORMED:
            reason = _("more than {count} informational answers (1xx), and no final one")
            reason = reason.format(count=INFORMED)
            raise Failure(Step.HEADERS, reason, peer=self._course.peer, code="HTTP")

    async def _next(self) -> bytes:
        """Wait for bytes where all that come are of the answer."""
        self._course.go_on()
        return await self._more()

    async def _more(self) -> bytes:
        """Wait for bytes as long as the step may take; while we are sending, without an end."""
        course, sending = self._course, self._sending
        if course.step is not Step.SEND and course.is_over():
            raise self._worst(course.late())
        if sending is None or (sending.done() and course.step is not Step.SEND):
            try:
                return await self._tap.read(GULP, course.left)
            except Failure as failure:
                raise self._worst(failure) from failure
        reading = asyncio.create_task(self._tap.read(GULP))
        try:
            return await self._first(reading, sending)
        finally:
            if not reading.done():
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _first(self, reading: asyncio.Task[bytes], sending: asyncio.Task[None]) -> bytes:
        """Return what comes, whatever becomes of sending meanwhile."""
        course = self._course
        while not reading.done():
            if sending.done() and course.step is Step.SEND:
                self._all_said(sending)
            waited_for = {reading} if sending.done() else {reading, sending}
            done, _waiting = await asyncio.wait(
                waited_for,
                timeout=None if course.step is Step.SEND else course.left,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                raise self._worst(course.late())
        if sending.done() and course.step is Step.SEND:
            self._all_said(sending)
        try:
            return reading.result()
        except Failure as failure:
            raise self._worst(failure) from failure

    def _worst(self, failure: Failure) -> Failure:
        """Choose what says most: why TLS ended, then why something could not be sent."""
        sending = self._sending
        if sending is not None and sending.done() and not sending.cancelled():
            error = sending.exception()
            if isinstance(error, Failure) and failure.step is not Step.TLS:
                return error
        return failure

    def _all_said(self, sending: asyncio.Task[None]) -> None:
        """Go on to waiting; what could not be sent may still be answered."""
        course, error = self._course, None if sending.cancelled() else sending.exception()
        if error is not None and (not isinstance(error, Failure) or error.code in OURS):
            raise error
        course.reach(Step.WAIT, min(GRACE, self._patience) if error else self._patience)

    async def _blocks(self, body: bytes | Body) -> AsyncGenerator[bytes]:
        """Yield a body in blocks."""
        if isinstance(body, bytes):
            if body:
                yield body
            return
        async with aclosing(body.blocks(self._course.wire.note)) as blocks:
            async for block in blocks:
                yield block
