"""What stdin says, without holding up Ctrl-C: each block is read on a thread that nobody waits for.

Neither asyncio's executor, which waits for its threads, nor a non-blocking stdin, which a shell
shares, would do. One thread at a time, and it ends with the program.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator

from protocol.lines import LIMIT

BLOCK = 64 * 1024
"""Bytes asked for at once: what a pipe holds."""


async def blocks() -> AsyncIterator[bytes]:
    """Yield what comes, up to its end."""
    while block := await _read():
        yield block


async def lines() -> AsyncIterator[str]:
    """Yield lines without their ends; one that is over the wire's limit comes as far as it got."""
    rest = b""
    async for block in blocks():
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield _text(line)
        if len(rest) > LIMIT:
            yield _text(rest)
            rest = b""
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


async def _read() -> bytes:
    loop = asyncio.get_running_loop()
    came: asyncio.Future[bytes] = loop.create_future()

    def tell(data: bytes) -> None:
        if not came.done():
            came.set_result(data)

    def read() -> None:
        try:
            data = os.read(0, BLOCK)
        except OSError:  # closed, or not ours to read: there is nothing more
            data = b""
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, data)

    threading.Thread(target=read, name="reads stdin", daemon=True).start()
    return await came
