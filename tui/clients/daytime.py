"""A client of the daytime service: connect, hear one sentence, and know how long it took.

    source = Daytime("127.0.0.1", 1313, wire)
    reading = await source.ask()

It reads RFC 867 in NIST's format and what inetd says; nothing is sent. A service is asked every
`FLOOR` seconds at most.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from protocol.daytime import LIMIT, Sentence, parse
from protocol.errors import RemoteProtocolError
from tui.clients.connection import PATIENCE, Connection, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.printable import printable_bytes

FLOOR = 4.0
"""Seconds between two questions to one server: NIST bans those who ask more often."""

SHOWN = 60
"""Bytes of an answer that is no date which a failure repeats: enough to recognise the service."""


class TooSoon(Exception):
    """The service was asked less than FLOOR seconds ago; it may be asked in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:.1f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Reading:
    """What a service said, and between which two moments it looked at its clock.

    Both moments are the monotonic clock's; the service's own moment lies somewhere between them.
    """

    sentence: Sentence
    asked_at: float
    answered_at: float

    @property
    def delay(self) -> float:
        """Seconds from our call to the answer's first byte."""
        return self.answered_at - self.asked_at


class Daytime:
    """One daytime service, remembered so that it is not asked too often."""

    def __init__(
        self,
        address: str,
        port: int,
        wire: Wire,
        *,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._port = port
        self._wire = wire
        self._patience = patience
        self._monotonic = monotonic
        self._asked: float | None = None

    @property
    def peer(self) -> str:
        """The service's name: address and port."""
        return name_peer(self._address, self._port)

    def ready_in(self) -> float:
        """Return how many seconds from now the service may be asked again; 0 for at once."""
        if self._asked is None:
            return 0.0
        return max(0.0, self._asked + FLOOR - self._monotonic())

    async def ask(self) -> Reading:
        """Ask once. Raises Failure; TooSoon where the last question is less than FLOOR ago."""
        if (seconds := self.ready_in()) > 0:
            raise TooSoon(seconds)
        self._asked = asked = self._monotonic()
        connection = await Connection.open(
            self._address, self._port, self._wire, patience=self._patience
        )
        async with connection:
            data, answered = await self._hear(connection)
        return Reading(self._understand(data), asked, answered)

    async def _hear(self, connection: Connection) -> tuple[bytes, float]:
        """Read up to the end of the line or of the connection; LIMIT bytes and one at most."""
        data, answered = b"", None
        try:
            async with asyncio.timeout(self._patience):
                while len(data) <= LIMIT and b"\n" not in data.lstrip(b"\r\n"):
                    piece = await connection.receive(LIMIT + 1 - len(data))
                    answered = answered or self._monotonic()
                    if not piece:
                        break
                    data += piece
        except TimeoutError:
            raise Failure(Step.WAIT, "", peer=self.peer, code="ETIMEDOUT") from None
        if not data:
            raise Failure(Step.WAIT, "", peer=self.peer, code="EOF")
        return data, answered or self._monotonic()

    def _understand(self, data: bytes) -> Sentence:
        try:
            return parse(data)
        except RemoteProtocolError as error:
            said = printable_bytes(data[:SHOWN].strip())
            raise Failure(Step.BODY, f"“{said}”", peer=self.peer, code=error.code) from None
