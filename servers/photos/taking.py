"""Bytes of an upload, hashed and written on one thread while another receives the next ones."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from servers.photos.body import BLOCK
from servers.photos.http import Exchange
from servers.photos.incoming import Incoming

AHEAD = 2
"""Blocks that may wait to be hashed and written. With the two under way an upload has 1 MiB of
memory, and the 64 that one address may have under way, 64 MiB."""

ALONE = 1024 * 1024
"""Bytes up to which one thread does everything: to start another would take longer."""


def take(upload: Incoming, exchange: Exchange) -> str:
    """Write a request's body to an upload; return its SHA-256 in hexadecimal.

    Raises what `Body` and `Incoming.write` do. The second thread is named `archive takes`; it alone
    touches the upload and the digest while it runs, and it is gone on return.
    """
    digest = hashlib.sha256()

    def write(block: memoryview) -> None:
        digest.update(block)
        upload.write(block)

    size = min(BLOCK, exchange.request.length or 0)
    buffers = [memoryview(bytearray(size)) for _ in range(AHEAD + 2)]
    blocks = exchange.pour(buffers)
    for block in blocks:
        write(block)
        if upload.written >= ALONE:
            _write_beside(write, blocks)
    return digest.hexdigest()


def _write_beside(write: Callable[[memoryview], None], blocks: Iterable[memoryview]) -> None:
    under_way: deque[Future[None]] = deque()
    pool = ThreadPoolExecutor(1, "archive takes")
    try:
        for block in blocks:
            under_way.append(pool.submit(write, block))
            if len(under_way) > AHEAD:
                under_way.popleft().result()
        for future in under_way:
            future.result()
    finally:
        pool.shutdown(cancel_futures=True)
