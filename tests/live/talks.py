"""A server that plays one talk with everybody who comes, on loopback or at a socket."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tui.clients.failure import Failure
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Way
from tui.clients.wire import Direction, Wire

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@asynccontextmanager
async def serving(
    talk: Talk, *, tls: ssl.SSLContext | None = None, path: Path | None = None
) -> AsyncIterator[int]:
    """Serve; yield the port, 0 at a socket."""
    tasks: list[asyncio.Task[None]] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()

    if path is not None:
        server: asyncio.Server = await asyncio.start_unix_server(visit, path)
    else:
        server = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=tls)
    try:
        yield 0 if path is not None else server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


def saying(*pieces: bytes, heard: list[bytes] | None = None) -> Talk:
    """Hear a head, then say so."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if heard is not None:
            heard.append(head)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return talk


async def asked(record: Exchange, way: Way | None = None, patience: float = 5) -> Wire:
    """Have an exchange take place, whatever comes of it."""
    wire = Wire()
    with suppress(Failure):
        await record.take_place(wire, patience=patience, way=way)
    return wire


def travelled(wire: Wire, direction: Direction) -> bytes:
    """Return all that went this way."""
    return b"".join(piece.data for piece in wire.pieces if piece.direction is direction)
