"""One TCP connection to a service: tapped, bounded in time, its failures named by step."""

import asyncio
from types import TracebackType
from typing import Self

from tui.clients.failure import Step, from_os_error
from tui.clients.wire import Wire

PATIENCE = 10.0
"""Seconds for a step that a person waits for; settings and callers may say otherwise."""

BLOCK = 256 * 1024
"""Bytes asked for at once: large enough for a photo to arrive in few turns of the loop."""


class Connection:
    """An open connection. Use `open`, then `async with`; `peer` is how to name the other side."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire, peer: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._wire = wire
        self.peer = peer

    @classmethod
    async def open(
        cls, address: str, port: int, wire: Wire, *, patience: float = PATIENCE
    ) -> "Connection":
        """Connect, or raise Failure for step NAME or CONNECT within `patience` seconds."""
        peer = name_peer(address, port)
        try:
            async with asyncio.timeout(patience):
                reader, writer = await asyncio.open_connection(address, port, limit=2 * BLOCK)
        except UnicodeError:
            error = OSError("the name has an empty or too long part")
            raise from_os_error(Step.NAME, error, peer) from None
        except OSError as error:
            wire.note(f"{peer}: {error.strerror or error}")
            raise from_os_error(Step.CONNECT, error, peer) from error
        wire.note(f"{peer}: connected")
        return cls(reader, writer, wire, peer)

    async def receive(self, size: int = BLOCK, *, patience: float | None = None) -> bytes:
        """Return what arrived, at most `size` bytes; `b""` says that they hung up.

        With `patience`, raises Failure WAIT with code `ETIMEDOUT` when nothing came in time.
        """
        try:
            async with asyncio.timeout(patience):
                data = await self._reader.read(size)
        except OSError as error:
            raise from_os_error(Step.WAIT, error, self.peer) from error
        self._wire.received(data)
        return data

    async def send(self, data: bytes, *, patience: float | None = None) -> None:
        """Send all of `data`, or raise Failure SEND."""
        try:
            self._writer.write(data)
            self._wire.sent(data)
            async with asyncio.timeout(patience):
                await self._writer.drain()
        except OSError as error:
            raise from_os_error(Step.SEND, error, self.peer) from error

    async def close(self) -> None:
        """Hang up; what the system still holds is sent, and nothing is raised."""
        self._writer.close()
        try:
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()
        except OSError:
            self._writer.transport.abort()
        self._wire.note(f"{self.peer}: closed")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def name_peer(address: str, port: int) -> str:
    """Name a service as people write it, an IPv6 address in brackets."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
