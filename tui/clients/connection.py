"""One TCP connection to a service: tapped, bounded in time, its failures named by step."""

import asyncio
import socket
import ssl
from types import TracebackType
from typing import Self

from tui.clients.failure import Failure, Step, from_os_error
from tui.clients.wire import Wire
from tui.printable import printable
from tui.words import _

PATIENCE = 10.0
"""Seconds for a step that a person waits for; settings and callers may say otherwise."""

BLOCK = 256 * 1024
"""Bytes asked for at once: large enough for a photo to arrive in few turns of the loop."""

_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Seconds and tries after which a host that has vanished is noticed: two minutes, not hours."""


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
            failure = from_os_error(Step.CONNECT, error, peer)
            wire.note(f"{peer}: {failure.reason}")
            raise failure from error
        _notice_who_vanishes(writer)
        wire.note(_("{peer}: connected").format(peer=peer))
        return cls(reader, writer, wire, peer)

    async def secure(
        self, context: ssl.SSLContext, name: str, *, patience: float = PATIENCE
    ) -> None:
        """Agree on TLS with whom the certificate calls `name`, or raise Failure TLS."""
        try:
            async with asyncio.timeout(patience):
                await self._writer.start_tls(context, server_hostname=name)
        except (OSError, ValueError) as error:
            failure = _from_tls(error, self.peer)
            self._wire.note(f"{self.peer}: {printable(failure.reason)}")
            raise failure from error
        agreed = self.tls
        cipher = agreed.cipher() if agreed is not None else None
        if agreed is not None and cipher is not None:
            self._wire.note(f"{self.peer}: {agreed.version()}, {cipher[0]}")

    @property
    def tls(self) -> ssl.SSLObject | None:
        """What was agreed on; None where nothing is enciphered."""
        found: ssl.SSLObject | None = self._writer.get_extra_info("ssl_object")
        return found

    @property
    def can_end(self) -> bool:
        """Whether one can stop speaking and still listen; TLS knows no such thing."""
        return self._writer.can_write_eof()

    def end(self) -> None:
        """Say that nothing more will be sent; what comes is still received."""
        try:
            self._writer.write_eof()
        except OSError as error:
            raise from_os_error(Step.SEND, error, self.peer) from error
        self._wire.note(_("{peer}: nothing more will be sent").format(peer=self.peer))

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

    async def send(
        self, data: bytes, *, patience: float | None = None, is_secret: bool = False
    ) -> None:
        """Send all of `data`, or raise Failure SEND. A secret is told on the wire, not shown."""
        try:
            self._writer.write(data)
            if is_secret:
                self._wire.note(
                    _("{peer}: a password left, and is not shown").format(peer=self.peer)
                )
            else:
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
        self._wire.note(_("{peer}: closed").format(peer=self.peer))

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


def _from_tls(error: Exception, peer: str) -> Failure:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(Step.TLS, error.verify_message, peer=peer, code="CERTIFICATE")
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or str(error)).replace("_", " ").lower()
        return Failure(Step.TLS, reason, peer=peer, code=error.reason or "TLS")
    if isinstance(error, OSError):
        return from_os_error(Step.TLS, error, peer)
    return Failure(Step.TLS, str(error), peer=peer, code="TLS")


def _notice_who_vanishes(writer: asyncio.StreamWriter) -> None:
    """Have the system ask, now and then, whether a silent service is still there."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE.items():
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
