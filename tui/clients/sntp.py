"""A client of SNTP: one datagram there, one back, and how long that took."""

import asyncio
import time
from collections.abc import Callable
from secrets import randbits

from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from protocol.sntp import LIMIT, REFUSALS, Answer, parse, request
from tui.clients.connection import PATIENCE
from tui.clients.failure import Failure, Step, from_os_error
from tui.clients.timeserver import TimeServer
from tui.clients.wire import Wire
from tui.timekeeping.sample import Sample, from_sntp

STRANGE = 16
"""Datagrams that are no answer to our question and are passed over: more is an attack."""


class Sntp(TimeServer):
    """One SNTP server."""

    kind = Kind.SNTP

    def __init__(
        self,
        address: str,
        port: int,
        wire: Wire,
        *,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
        nonce: Callable[[], int] = lambda: randbits(64),
    ) -> None:
        super().__init__(address, port, wire, patience=patience, monotonic=monotonic)
        self._nonce = nonce

    async def ask(self) -> Sample:
        """Ask once. Raises Failure, REFUSED with a kiss code as its `code`; TooSoon."""
        self._restraint.ask()
        ear = _Ear(self._wire, self._monotonic)
        try:
            async with asyncio.timeout(self._patience):
                loop = asyncio.get_running_loop()
                transport, _ = await loop.create_datagram_endpoint(
                    lambda: ear, remote_addr=(self._address, self._port)
                )
                try:
                    return await self._exchange(transport, ear)
                finally:
                    transport.close()
        except UnicodeError:
            error = OSError("the name has an empty or too long part")
            raise from_os_error(Step.NAME, error, self.peer) from None
        except OSError as error:
            step = Step.WAIT if isinstance(error, TimeoutError) else Step.CONNECT
            raise from_os_error(step, error, self.peer) from None

    async def _exchange(self, transport: asyncio.DatagramTransport, ear: "_Ear") -> Sample:
        nonce = self._nonce()
        question = request(nonce)
        self._wire.sent(question)
        asked = self._monotonic()
        transport.sendto(question)
        for _ in range(STRANGE):
            data, answered = await ear.heard()
            try:
                return self._understand(parse(data, nonce), asked, answered)
            except RemoteProtocolError as error:
                strange = error
        raise Failure(Step.BODY, strange.code, peer=self.peer, code=strange.code)

    def _understand(self, answer: Answer, asked: float, answered: float) -> Sample:
        if answer.kiss in REFUSALS:
            raise Failure(Step.REFUSED, answer.kiss, peer=self.peer, code=answer.kiss)
        sample = from_sntp(answer, asked, answered)
        if sample.low > sample.high:
            raise Failure(Step.BODY, sample.words, peer=self.peer, code="heure")
        return sample


class _Ear(asyncio.DatagramProtocol):
    """Takes datagrams down with the moment of each; a few, since anybody can send one."""

    def __init__(self, wire: Wire, monotonic: Callable[[], float]) -> None:
        self._wire = wire
        self._monotonic = monotonic
        self._heard: asyncio.Queue[tuple[bytes, float] | OSError] = asyncio.Queue(STRANGE)

    async def heard(self) -> tuple[bytes, float]:
        """Return the next datagram and its moment; raises OSError where the system told one."""
        found = await self._heard.get()
        if isinstance(found, OSError):
            raise found
        return found

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's names
        """Take a datagram down."""
        self._put((data[: LIMIT + 1], self._monotonic()))
        self._wire.received(data[: LIMIT + 1])

    def error_received(self, exc: Exception) -> None:
        """Take down that the system refused: nothing listens there."""
        if isinstance(exc, OSError):
            self._put(exc)

    def _put(self, what: tuple[bytes, float] | OSError) -> None:
        if not self._heard.full():
            self._heard.put_nowait(what)
