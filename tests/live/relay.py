"""A stretch of network between a client and a host, that can be cut and can come to a stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BLOCK = 64 * 1024


class Relay:
    """Passes bytes on, and counts them; each connection may end or stand still after some."""

    def __init__(self, to: int, cut_after: int | None, stall_after: int | None, keep: bool) -> None:
        self.port = 0
        self.heard: list[bytearray] = []
        """What came from the host, each connection's apart; empty unless it is kept."""
        self._keep = keep
        self.up = self.down = self.cuts = self.stalls = 0
        self.cut_after = cut_after
        self.stall_after = stall_after
        self._to = to
        self._released = asyncio.Event()

    def release(self) -> None:
        """Let what stands still go on."""
        self._released.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            host_reader, host_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        heard = bytearray()
        self.heard.append(heard)
        down = self._pass(host_reader, writer, "down", heard if self._keep else None)
        ways = [self._pass(reader, host_writer, "up"), down]
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for end in (writer, host_writer):
                end.transport.abort()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: str,
        kept: bytearray | None = None,
    ) -> None:
        passed = 0
        while data := await reader.read(BLOCK):
            if self.cut_after is not None:
                data = data[: self.cut_after - passed]
            passed += len(data)
            if kept is not None:
                kept += data
            setattr(self, way, getattr(self, way) + len(data))
            writer.write(data)
            await writer.drain()
            if self.stall_after is not None and passed >= self.stall_after:
                self.stalls += 1
                await self._released.wait()
            if self.cut_after is not None and passed >= self.cut_after:
                self.cuts += 1
                return


@asynccontextmanager
async def relaying(
    to: int, *, cut_after: int | None = None, stall_after: int | None = None, keep: bool = False
) -> AsyncIterator[Relay]:
    """Listen on a port that the system chooses."""
    relay = Relay(to, cut_after, stall_after, keep)
    tasks: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(relay.serve(reader, writer))
        tasks.add(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
