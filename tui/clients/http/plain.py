"""A socket as a stream of bytes, with nothing of ours in between.

asyncio's transports drop what has come already when sending fails: the refusal of one who takes
no more, and TLS's word why it goes. Here reading and writing know nothing of each other. Each may
be waited for by one task; both raise what httpcore2 raises.
"""

import asyncio
import select
import socket
from typing import Any

import httpcore2

from tui.clients.http.turns import Turns


class Plain(httpcore2.AsyncNetworkStream):
    """A connected socket."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._turns = Turns()

    @classmethod
    async def connect(cls, family: int, address: Any, timeout: float | None) -> "Plain":
        """Connect; raises httpcore2's ConnectError or ConnectTimeout."""
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.setblocking(False)
            if family != socket.AF_UNIX:
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().sock_connect(made, address)
        except TimeoutError as error:
            made.close()
            raise httpcore2.ConnectTimeout from error
        except OSError as error:
            made.close()
            raise httpcore2.ConnectError(str(error)) from error
        except BaseException:
            made.close()
            raise
        return cls(made)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes; `b""` says that they hung up.

        Others get their turn as well: the event loop gives them none while bytes are there.
        """
        await self._turns.give()
        try:
            async with asyncio.timeout(timeout):
                return await asyncio.get_running_loop().sock_recv(self._socket, max_bytes)
        except TimeoutError as error:
            raise _timeout(error, httpcore2.ReadTimeout, httpcore2.ReadError) from error
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        try:
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().sock_sendall(self._socket, buffer)
        except TimeoutError as error:
            raise _timeout(error, httpcore2.WriteTimeout, httpcore2.WriteError) from error
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Hang up."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks: whether they hung up, or something came, while it rested."""
        if info == "is_readable":
            return self._socket.fileno() < 0 or bool(_readable(self._socket))
        return self._socket if info == "socket" else None


def _timeout(error: TimeoutError, ours: type[Exception], theirs: type[Exception]) -> Exception:
    """Tell our patience from the system's, which has a number: ETIMEDOUT."""
    return theirs(str(error)) if error.errno is not None else ours()


def _readable(connected: socket.socket) -> list[Any]:
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return poll.poll(0)
