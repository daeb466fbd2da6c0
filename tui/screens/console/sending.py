"""A file's bytes, sent as they are: read block by block, so that its size costs no memory."""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tui.clients.console import ConsoleClient

LARGEST = 1 << 30
"""Bytes of a file that is sent: more is no work for a console, and is likely a mistake."""

BLOCK = 64 * 1024
"""Bytes read and sent at once: each has the whole patience, so a slow line is no failure."""


class NotSendable(Exception):
    """It is no plain file, or too large."""


def open_plain(path: Path) -> tuple[BinaryIO, int]:
    """Open a file and tell its size; raises NotSendable, or OSError as files do.

    A pipe or a device is opened without waiting for it, seen, and closed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST:
        os.close(descriptor)
        raise NotSendable
    return os.fdopen(descriptor, "rb", buffering=0), facts.st_size


async def send_file(
    client: ConsoleClient, file: BinaryIO, size: int, told: Callable[[int], object]
) -> int:
    """Send at most `size` bytes, and close the file; `told` hears how many have left so far.

    Raises Failure, or OSError where the file cannot be read.
    """
    gone = 0
    with file:
        while gone < size and (block := await asyncio.to_thread(file.read, BLOCK)):
            await client.send(block[: size - gone])
            gone += len(block)
            told(min(gone, size))
    return min(gone, size)
