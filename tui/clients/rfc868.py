"""A client of RFC 868's time service: connect, hear four bytes, and know how long it took."""

import asyncio

from protocol.daytime import SECONDS_LENGTH, parse_seconds
from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from tui.clients.connection import Connection
from tui.clients.failure import Failure, Step
from tui.clients.timeserver import SHOWN, TimeServer
from tui.timekeeping.sample import Sample, from_seconds

GRACE = 0.5
"""Seconds that a service has for hanging up after four bytes: whatever says more is another one."""


class TimeService(TimeServer):
    """One service of RFC 868 over TCP."""

    kind = Kind.TIME

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
            raise self._is_no_time(data, error) from None

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
