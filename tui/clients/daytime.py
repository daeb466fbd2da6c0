"""A client of the daytime service: connect, hear one sentence, and know how long it took.

    source = Daytime("127.0.0.1", 1313, wire)
    sample = await source.ask()

It reads RFC 867 in NIST's format and what inetd says; nothing is sent. A service is asked every
`FLOOR` seconds at most.
"""

import asyncio

from protocol.daytime import LIMIT, Sentence, parse
from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from tui.clients.connection import Connection
from tui.clients.failure import Failure, Step
from tui.clients.timeserver import TimeServer
from tui.timekeeping.manners import FLOORS
from tui.timekeeping.sample import Sample, from_sentence

FLOOR = FLOORS[Kind.DAYTIME]
"""Seconds between two questions to one server: NIST bans those who ask more often."""


class Daytime(TimeServer):
    """One daytime service."""

    kind = Kind.DAYTIME

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
            raise self._is_no_time(data, error) from None
