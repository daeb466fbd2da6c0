"""A client of RFC 868's time service: connect, hear four bytes, and know how long it took."""

import asyncio
import time
from collections.abc import Callable

from protocol.daytime import SECONDS_LENGTH, parse_seconds
from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from tui.clients.connection import PATIENCE, Connection, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.restraint import Restraint
from tui.clients.wire import Wire
from tui.printable import printable_bytes
from tui.timekeeping.manners import FLOORS
from tui.timekeeping.sample import Sample, from_seconds

GRACE = 0.5
"""Seconds that a service has for hanging up after four bytes: whatever says more is another one."""

SHOWN = 60
"""Bytes of an answer that is no time which a failure repeats: enough to recognise the service."""


class TimeService:
    """One service of RFC 868 over TCP, remembered so that it is not asked too often."""

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
        self._restraint = Restraint(FLOORS[Kind.TIME], monotonic)

    @property
    def peer(self) -> str:
        """The service's name: address and port."""
        return name_peer(self._address, self._port)

    def ready_in(self) -> float:
        """Return how many seconds from now the service may be asked again; 0 for at once."""
        return self._restraint.ready_in()

    async def ask(self) -> Sample:
        """Ask once. Raises Failure; TooSoon where the last question was a moment ago."""
        asked = self._restraint.ask()
        connection = await Connection.open(
            self._address, self._port, self._wire, patience=self._patience
        )
        async with connection:
            data, answered = await self._hear(connection)
        try:
            return from_seconds(parse_seconds(data), asked, answered)
        except RemoteProtocolError as error:
            said = printable_bytes(data[:SHOWN].strip())
            raise Failure(Step.BODY, f"“{said}”", peer=self.peer, code=error.code) from None

    async def _hear(self, connection: Connection) -> tuple[bytes, float]:
        """Read until they hang up, or more came than four bytes."""
        data, answered = b"", None
        try:
            async with asyncio.timeout(self._patience) as limit:
                while len(data) <= SECONDS_LENGTH:
                    piece = await connection.receive(SHOWN)
                    answered = answered or self._monotonic()
                    if not piece:
                        break
                    data += piece
                    if len(data) == SECONDS_LENGTH:
                        limit.reschedule(asyncio.get_running_loop().time() + GRACE)
        except TimeoutError:
            if len(data) < SECONDS_LENGTH:
                raise Failure(Step.WAIT, "", peer=self.peer, code="ETIMEDOUT") from None
        if not data:
            raise Failure(Step.WAIT, "", peer=self.peer, code="EOF")
        return data, answered or self._monotonic()
