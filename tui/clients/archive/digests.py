"""SHA-256 beside the network: hashed on asyncio's threads, while the loop goes on."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from tui.clients.connection import BLOCK

BATCH = 1024 * 1024
"""Bytes hashed in one go: a thread is woken a thousand times for a gigabyte, and two of these
wait at the most."""


class Digest:
    """The digest of what comes piece by piece. One task calls."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._busy: asyncio.Future[None] | None = None

    async def add(self, data: bytes) -> None:
        """Take the next bytes; waits only while those of two batches before are hashed."""
        self._pieces.append(data)
        self._waiting += len(data)
        if self._waiting >= BATCH:
            await self._hand_over()

    async def hex(self) -> str:
        """Return the digest of all that came, in hexadecimal."""
        await self._hand_over()
        await self._settle()
        return self._hash.hexdigest()

    async def _hand_over(self) -> None:
        await self._settle()
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        self._busy = asyncio.get_running_loop().run_in_executor(None, self._update, pieces)

    async def _settle(self) -> None:
        if self._busy is not None:
            await self._busy

    def _update(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self._hash.update(piece)


async def blocks(file: BinaryIO, count: int) -> AsyncIterator[bytes]:
    """Read so many bytes from where a file stands, off the loop; fewer where it ends before."""
    while count > 0 and (block := await asyncio.to_thread(file.read, min(BLOCK, count))):
        count -= len(block)
        yield block


async def digest_of(path: Path) -> str:
    """Return the digest of a file, read and hashed on a thread, which whoever leaves does not
    wait for.
    """
    given_up = threading.Event()
    try:
        return await asyncio.to_thread(read_digest, path, given_up)
    finally:
        given_up.set()


def read_digest(path: Path, given_up: threading.Event) -> str:
    """Return the digest of a file; of what was read of it, where that is given up meanwhile."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while not given_up.is_set() and (block := file.read(BATCH)):
            found.update(block)
    return found.hexdigest()
