"""HTTP/1.1 (RFC 9112): one request on one connection, by h11's machine.

talk = One(tap, course, patience)
head = await talk.ask(asked)
async for block in talk.blocks(): ...
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

import h11

from tui.clients.failure import Failure, Step
from tui.clients.http.talk import Asked, Head, Talk
from tui.words import _

LONGEST = 100 * 1024
"""Bytes of a head, or of the line before a chunk, that are read."""

_BYTES = re.compile(r"""(?:bytearray\()?b(['"])(.*)\1\)?""", re.DOTALL)
"""How h11 quotes what it heard."""


class One(Talk):
    """One request, and its answer."""

    _machine: h11.Connection
    _over = False
    _length = ""
    """What the answer says of its body's length."""
    _size = 0

    async def ask(self, asked: Asked) -> Head:
        """Send, and return the head of the answer when it is there, be all sent or not."""
        self._machine = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST)
        try:
            request = h11.Request(method=asked.method, target=asked.target, headers=asked.fields)
            head = self._machine.send(request)
        except h11.LocalProtocolError as error:
            raise self._unfit(error) from error
        self._begin(self._send(head or b"", asked))
        while True:
            event = await self._event()
            if isinstance(event, h11.InformationalResponse) and event.status_code != 101:
                self._go_on(event.status_code)
            elif isinstance(event, h11.InformationalResponse | h11.Response):
                self._answered(event.status_code)
                self._length = dict(event.headers).get(b"content-length", b"").decode()
                version = b"HTTP/" + event.http_version
                return Head(event.status_code, event.reason, version, event.headers.raw_items())

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the body, its framing taken off; after a change of protocol, all that comes."""
        while True:
            event = await self._event()
            if isinstance(event, h11.Data):
                self._size += len(event.data)
                yield bytes(event.data)
            elif event is h11.PAUSED:
                break
            else:
                if isinstance(event, h11.EndOfMessage):
                    self.trailers = tuple(event.headers.raw_items())
                return
        if rest := self._machine.trailing_data[0]:
            yield rest
        while block := await self._next():
            yield block

    async def _send(self, head: bytes, asked: Asked) -> None:
        await self._tap.write(head, self._patience)
        if asked.waits:
            await self._want()
        try:
            async with aclosing(self._blocks(asked.body)) as blocks:
                async for block in blocks:
                    if data := self._machine.send(h11.Data(data=block)):
                        await self._tap.write(data, self._patience)
            if data := self._machine.send(h11.EndOfMessage()):
                await self._tap.write(data, self._patience)
        except h11.LocalProtocolError as error:
            raise self._unfit(error) from error

    async def _event(self) -> object:
        """Return what they say next."""
        while True:
            try:
                event = self._machine.next_event()
            except h11.RemoteProtocolError as error:
                if self._over:
                    raise self._worst(self._cut_short(str(error))) from error
                raise self._misspoken(error) from error
            if event is not h11.NEED_DATA:
                return event
            data = await self._next()
            self._over = not data
            if data and self._course.step in (Step.SEND, Step.WAIT):
                self._course.reach(Step.HEADERS, self._patience)
            self._machine.receive_data(data)

    def _go_on(self, status: int) -> None:
        """Go on after a word before the answer: what is next may take its time again."""
        self._inform()
        if status == 100:
            self._wanted.set()
        if not self._machine.trailing_data[0]:
            self._course.reach(Step.WAIT if self._is_said else Step.SEND, self._patience)

    def _cut_short(self, reason: str) -> Failure:
        """Say what is missing, where they hung up in the middle of a body."""
        failure = self._course.hung_up()
        if self._course.step is Step.BODY:
            failure.reason = reason
            failure.detail = _("its last chunk never came")
            if self._length:
                said = _("{size} of {length} bytes came")
                failure.detail = said.format(size=self._size, length=self._length)
        return failure

    def _unfit(self, error: Exception) -> Failure:
        return Failure(Step.SEND, str(error), peer=self._course.peer, code="REQUEST")

    def _misspoken(self, error: Exception) -> Failure:
        reason = _BYTES.sub(r"“\2”", str(error))
        return Failure(self._course.step, reason, peer=self._course.peer, code="HTTP")
