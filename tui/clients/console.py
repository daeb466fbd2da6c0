"""A small telnet: lines go out, bytes come in, and the wire shows both. It understands nothing."""

from enum import Enum
from types import TracebackType
from typing import Self

from tui.clients.connection import PATIENCE, Connection
from tui.clients.wire import Wire


class Ending(Enum):
    """What ends a line that is sent."""

    LF = "\n"
    CR_LF = "\r\n"
    NONE = ""
    """Nothing, as clients of 2017 did: a service waits for a pause."""


class ConsoleClient:
    """One connection to any service; `open` makes it, `async with` ends it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.peer = connection.peer

    @classmethod
    async def open(
        cls, address: str, port: int, wire: Wire, *, patience: float = PATIENCE
    ) -> "ConsoleClient":
        """Connect within `patience` seconds, or raise Failure."""
        return cls(await Connection.open(address, port, wire, patience=patience))

    async def listen(self) -> None:
        """Receive until they hang up; what comes is on the wire. Raises Failure."""
        while await self._connection.receive():
            pass

    async def say(self, text: str, ending: Ending, *, patience: float = PATIENCE) -> None:
        """Send a line, or raise Failure. What is no UTF-8 in it, half a pair, becomes `?`."""
        data = f"{text}{ending.value}".encode(errors="replace")
        if data:
            await self._connection.send(data, patience=patience)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connection.close()
