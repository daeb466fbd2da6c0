"""A client of the daytime service: connect, hear one sentence, and know how long it took.

    source = Daytime("127.0.0.1", 1313, wire)
    sample = await source.ask()

It reads RFC 867 in NIST's format and what inetd says; nothing is sent. A service is asked every
`FLOOR` seconds at most.
"""

import asyncio
import time
from collections.abc import Callable

from protocol.daytime import LIMIT, Sentence, parse
from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from tui.clients.connection import PATIENCE, Connection, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.restraint import Restraint
from tui.clients.wire import Wire
from tui.printable import printable_bytes
from tui.timekeeping.manners import FLOORS
from tui.timekeeping.sample import Sample, from_sentence

FLOOR = FLOORS[Kind.DAYTIME]
"""Seconds between two questions to one server: NIST bans those who ask more often."""

SHOWN = 60
"""Bytes of an answer that is no date which a failure repeats: enough to recognise the service."""


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
        self._restraint = Restraint(FLOOR, monotonic)

    @property
    def peer(self) -> str:
        """The service's name: address and port."""
        return name_peer(self._address, self._port)

    def ready_in(self) -> float:
        """Return how many seconds from now the service may be asked again; 0 for at once."""
        return self._restraint.ready_in()

    async def ask(self) -> Sample:
        """Ask once. Raises Failure; TooSoon where the last question is less than FLOOR ago."""
        asked = self._restraint.ask()
        connection = await Connection.open(
            self._address, self._port, self._wire, patience=self._patience
        )
        async with connection:
            data, answered = await self._hear(connection)
        return from_sentence(self._understand(data), asked, answered)

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
