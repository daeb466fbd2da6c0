"""Archives that speak HTTP as a test says, and a wire between a client and a real one to be cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

HERE = "127.0.0.1"
TURNS = 6
"""Turns of the loop after which whoever has connected is being served. Python 3.11 forgets the
socket of one who is being accepted while a server is closed."""

Session = Callable[["Caller"], Awaitable[None]]


@dataclass
class Caller:
    """A connection to a fake archive."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def pour(self) -> None:
        """Send a body in chunks that has no end."""
        while True:
            self.writer.write(b"10000\r\n" + bytes(65536) + b"\r\n")
            await self.writer.drain()

    async def head(self) -> str:
        """Read a request's head; nothing where they hung up."""
        try:
            return (await self.reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            return ""

    def say(self, status: int, *fields: str, body: bytes = b"") -> None:
        """Answer."""
        lines = [f"HTTP/1.1 {status} Words", *fields]
        if not any(one.lower().startswith(("content-length", "transfer-enc")) for one in fields):
            lines.append(f"Content-Length: {len(body)}")
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass
class Fake:
    """A service that runs."""

    port: int
    connections: int = 0


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """Serve on a port, and leave nothing behind; yields the port."""
    tasks: list[asyncio.Task[None]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await handler(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.create_task(handle(reader, writer)))

    server = await asyncio.start_server(begin, HERE, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def fake(session: Session) -> AsyncIterator[Fake]:
    """Run a service that does with each connection what the test says."""
    found = Fake(0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.connections += 1
        await session(Caller(reader, writer))

    async with serving(handle) as found.port:
        yield found


def answering(*answers: Callable[[Caller], None]) -> Session:
    """A session that gives these answers, one to each request, and then hangs up."""

    async def session(caller: Caller) -> None:
        for answer in answers:
            if not await caller.head():
                return
            answer(caller)
            await caller.writer.drain()

    return session


@dataclass
class Line:
    """A wire to a service that goes dead after so many bytes of a connection; None: never."""

    port: int
    dead_after: int | None = None
    deaths: int = 0


@asynccontextmanager
async def line(port: int) -> AsyncIterator[Line]:
    """Lay a wire to a service; what its client sends may be cut."""
    found = Line(0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs = await asyncio.open_connection(HERE, port)
        back = asyncio.create_task(_carry(theirs[0], writer))
        try:
            await _count(reader, theirs[1], found)
            await back
        finally:
            back.cancel()
            theirs[1].transport.abort()
            writer.transport.abort()

    async with serving(handle) as found.port:
        yield found


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, found: Line) -> None:
    carried = 0
    while data := await reader.read(65536):
        carried += len(data)
        if found.dead_after is not None and carried > found.dead_after:
            found.deaths += 1
            writer.transport.abort()
            return
        writer.write(data)
        await writer.drain()
    writer.close()
