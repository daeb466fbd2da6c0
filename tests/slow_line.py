"""A slow line on loopback: a proxy that holds bytes back as few bits a second and a delay would.

    with slow_line(port, bits=1_000_000, delay=0.05) as line:
        ...                     # connect to line.port
        line.down               # bytes that came from the service

All connections share the line, as they do at the end of a long cable; each direction has a line of
its own. A new connection waits for a way there and back before its first byte, as TCP does.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 1460
"""Bytes of a packet: what others wait for at the most when the line is busy."""

AHEAD = 64 * 1024
"""Bytes on their way in one connection and direction; then whoever sends has to wait."""


class Way:
    """One direction: a packet leaves when those before it have left, and arrives later."""

    def __init__(self, bits: float, delay: float) -> None:
        self.count = 0
        self._bits = bits
        self._delay = delay
        self._free = 0.0

    def arrival(self, size: int) -> float:
        """Send a packet now; return when it is there, by the clock of the loop."""
        now = asyncio.get_running_loop().time()
        self.count += size
        self._free = max(now, self._free) + size * 8 / self._bits
        return self._free + self._delay


class Line:
    """Runs on the thread `slow line`; `port` is where to connect."""

    def __init__(self, target: int, bits: float, delay: float) -> None:
        self._target = target
        self._delay = delay
        self._to, self._from = Way(bits, delay), Way(bits, delay)
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = 0
        self.connections = 0
        self.most = 0
        """Connections at the same time, at the most."""
        self.port = 0

    @property
    def up(self) -> int:
        """Bytes that went to the service."""
        return self._to.count

    @property
    def down(self) -> int:
        """Bytes that came from it."""
        return self._from.count

    async def run(self, ready: threading.Event, end: asyncio.Event) -> None:
        """Serve until the end."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self._open += 1
        self.most = max(self.most, self._open)
        try:
            await asyncio.sleep(2 * self._delay)
            far, there = await asyncio.open_connection("127.0.0.1", self._target)
            try:
                await self._between(near, there, far, back)
            finally:
                there.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open -= 1
            self._tasks.discard(task)
            back.close()

    async def _between(
        self,
        near: asyncio.StreamReader,
        there: asyncio.StreamWriter,
        far: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        """Carry until the service hangs up, or both have."""
        ask = asyncio.create_task(_carry(near, there, self._to))
        answer = asyncio.create_task(_carry(far, back, self._from))
        try:
            await asyncio.wait([ask, answer], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (ask, answer):
                one.cancel()
            await asyncio.gather(ask, answer, return_exceptions=True)


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Way) -> None:
    """Carry one direction of one connection, in order, to its end."""
    queue: asyncio.Queue[tuple[bytes, float]] = asyncio.Queue(AHEAD // PIECE)

    async def deliver() -> None:
        loop = asyncio.get_running_loop()
        while True:
            data, moment = await queue.get()
            await asyncio.sleep(max(0.0, moment - loop.time()))
            if not data:
                return
            with suppress(OSError):
                sink.write(data)
                await sink.drain()

    delivery = asyncio.create_task(deliver())
    try:
        while True:
            data = await source.read(PIECE)
            await queue.put((data, way.arrival(len(data))))
            if not data:
                break
        await delivery
    finally:
        delivery.cancel()


@contextmanager
def slow_line(port: int, *, bits: float = 1_000_000, delay: float = 0.05) -> Iterator[Line]:
    """Put a line of so many bits a second and seconds of delay, one way, before a local port."""
    line = Line(port, bits, delay)
    ready, loops = threading.Event(), []

    async def main() -> None:
        end = asyncio.Event()
        loops.append((asyncio.get_running_loop(), end))
        await line.run(ready, end)

    thread = threading.Thread(target=asyncio.run, args=(main(),), name="slow line")
    thread.start()
    try:
        assert ready.wait(10), "the slow line did not open"
        yield line
    finally:
        loop, end = loops[0]
        loop.call_soon_threadsafe(end.set)
        thread.join(10)
