"""A zoo of web servers on loopback: each animal shows one thing that an HTTP client meets.

    async with opened(animal) as cage:
        ...                          # ask 127.0.0.1:cage.port
        cage.take(size)              # tell it what the client has taken: shy animals wait for that
        cage.visits[0].came          # what the server heard, and .said: what it said

No animal sleeps: what has to come in pieces comes when the piece before it was taken.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tui.clients.failure import Step
from tui.clients.http.way import Way
from tui.reading.marks import Odd

Play = Callable[["Visit"], Awaitable[None]]

BLOCK = 256 * 1024
"""Bytes of a large body that are said at once."""


@dataclass(frozen=True)
class Animal:
    """What a server does, and what a truthful record of it has."""

    name: str
    play: Play
    status: int = 0
    """0: no answer can be made of it."""
    version: str = "HTTP/1.1"
    head: bytes = b""
    """The answer's head, byte by byte; empty: the test does not compare it."""
    informed: tuple[bytes, ...] = ()
    body: bytes = b""
    """The body without its framing; of a large one its beginning."""
    size: int | None = None
    """How large the body is, where `body` is only its beginning."""
    failures: tuple[tuple[Step, str], ...] = ()
    """Where it fails and why; several where the system decides which comes first."""
    method: str = "GET"
    enough: int | None = None
    """Bytes of the body after which the client goes away: there would be no end."""
    unheard: bool = False
    """The client hangs up before everything was said, and rightly."""
    deaf: bool = False
    """The server hangs up before it has heard everything."""
    patience: float = 10
    odd: tuple[Odd, ...] = ()
    """What is odd about how it was said."""
    tls: Callable[[], ssl.SSLContext] | None = None
    secure: bool = False
    """It is asked by https, whether it speaks TLS or not."""
    way: Callable[[Path], Way] = lambda _directory: Way()
    """How to get there; the directory is for certificates."""

    def __str__(self) -> str:
        return self.name


class Visit:
    """One connection, seen by the server."""

    def __init__(
        self, cage: "Cage", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.came = bytearray()
        self.said = bytearray()
        self.over = asyncio.Event()
        """Set when the server has ended."""
        self._cage = cage
        self._before = cage.taken

    async def hear(self) -> bytes:
        """Wait for a request's head."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        self.came += head
        return head

    async def read(self) -> bytes:
        """Wait for anything; b"" says that they hung up."""
        data = await self.reader.read(BLOCK)
        self.came += data
        return data

    async def say(self, *pieces: bytes) -> None:
        """Send bytes, as fast as they leave."""
        for piece in pieces:
            self.said += piece
            self.writer.write(piece)
            await self.writer.drain()

    async def tell(self, *pieces: bytes) -> None:
        """Send each piece, and wait until the client has it."""
        for piece in pieces:
            await self.say(piece)
            await self.until_taken()

    async def until_taken(self) -> None:
        """Wait until the client has everything that was said."""
        await self._cage.until_taken(self._before + len(self.said))

    async def until_gone(self) -> None:
        """Hear what they say until they hang up."""
        while await self.read():
            pass

    def reset(self) -> None:
        """Hang up with a reset."""
        reset(self.writer.get_extra_info("socket"))
        self.writer.transport.abort()


def reset(end: socket.socket) -> None:
    """Let closing this socket be a reset."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@dataclass
class Cage:
    """An animal that can be visited."""

    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    taken: int = 0
    """Bytes that the client has taken, of all visits."""
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, size: int) -> None:
        """Say that the client has taken so many bytes more."""
        self.taken += size
        self._moved.set()

    async def until_taken(self, size: int) -> None:
        """Wait until the client has taken so many bytes in all."""
        while self.taken < size:
            self._moved.clear()
            await self._moved.wait()


@asynccontextmanager
async def opened(animal: Animal) -> AsyncIterator[Cage]:
    """Serve every connection as this animal does, until the block is left."""
    cage = Cage()
    tasks: list[asyncio.Task[None]] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        cage.visits.append(Visit(cage, reader, writer))
        try:
            await animal.play(cage.visits[-1])
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # they went away, or the zoo closes
        finally:
            cage.visits[-1].over.set()
            writer.close()

    tls = animal.tls() if animal.tls else None
    server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=tls)
    cage.port = server.sockets[0].getsockname()[1]
    try:
        yield cage
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
