"""What lies between the zoo and its visitor, and hears every byte of both, as they really travel.

Unlike a wire that belongs to the client, it knows nothing of the client's code: plain sockets, and
what came out of one goes into the other. A hang-up and a reset are passed on as what they are.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from live.zoo import BLOCK, reset


@dataclass
class Overheard:
    """One connection: what the client sent, and what the server did."""

    up: bytearray = field(default_factory=bytearray)
    down: bytearray = field(default_factory=bytearray)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """The client has said everything."""


@dataclass
class Ear:
    """A port that leads to another one."""

    port: int
    overheard: list[Overheard] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


@asynccontextmanager
async def overhearing(to: int) -> AsyncIterator[Ear]:
    """Listen on a port that the system chooses, and pass on what comes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        ear = Ear(listener.getsockname()[1])
        door = asyncio.create_task(_let_in(listener, ear, to))
        try:
            yield ear
        finally:
            tasks = [door, *ear.tasks]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _let_in(listener: socket.socket, ear: Ear, to: int) -> None:
    loop = asyncio.get_running_loop()
    while True:
        client, _address = await loop.sock_accept(listener)
        overheard = Overheard()
        ear.overheard.append(overheard)
        ear.tasks.add(asyncio.create_task(_connect(client, overheard, to)))


async def _connect(client: socket.socket, overheard: Overheard, to: int) -> None:
    with client, socket.socket() as server:
        server.setblocking(False)
        await asyncio.get_running_loop().sock_connect(server, ("127.0.0.1", to))
        up = asyncio.create_task(_pass(client, server, overheard.up))
        up.add_done_callback(lambda _task: overheard.hung_up.set())
        ways = [up, asyncio.create_task(_pass(server, client, overheard.down))]
        try:
            await asyncio.gather(*ways)
        except OSError:  # one of them is gone: so be the other, and as rudely
            reset(client)
            reset(server)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)


async def _pass(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    loop = asyncio.get_running_loop()
    while data := await loop.sock_recv(source, BLOCK):
        kept += data
        await loop.sock_sendall(target, data)
    target.shutdown(socket.SHUT_WR)
