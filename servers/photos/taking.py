"""Bytes of an upload, hashed on one thread while another receives and writes the next ones."""

import hashlib
import threading
from collections.abc import Iterable
from queue import SimpleQueue

from servers.photos.body import BLOCK
from servers.photos.http import Exchange
from servers.photos.incoming import Incoming

AHEAD = 2
"""Blocks that may wait to be hashed. With the two under way an upload has 1 MiB of memory, and the
64 that one address may have under way, 64 MiB."""

ALONE = 1024 * 1024
"""Bytes up to which one thread does everything: to start another would take longer."""


def take(upload: Incoming, exchange: Exchange) -> str:
    """Write a request's body to an upload; return its SHA-256 in hexadecimal.

    Raises what `Body` and `Incoming.write` do. The second thread is named `archive hashes`; it
    alone touches the digest while it runs, and it is gone on return.
    """
    digest = hashlib.sha256()
    size = min(BLOCK, exchange.request.length or 0)
    buffers = [memoryview(bytearray(size)) for _ in range(AHEAD + 2)]
    blocks = exchange.pour(buffers)
    for block in blocks:
        upload.write(block)
        digest.update(block)
        if upload.written >= ALONE:
            _hash_beside(digest, upload, blocks)
    return digest.hexdigest()


def _hash_beside(digest: "hashlib._Hash", upload: Incoming, blocks: Iterable[memoryview]) -> None:
    coming: SimpleQueue[memoryview | None] = SimpleQueue()
    done: SimpleQueue[None] = SimpleQueue()

    def work() -> None:
        while (block := coming.get()) is not None:
            digest.update(block)
            done.put(None)

    thread = threading.Thread(target=work, name="archive hashes", daemon=True)
    thread.start()
    waiting = 0
    try:
        for block in blocks:
            coming.put(block)
            waiting += 1
            upload.write(block)
            if waiting > AHEAD:
                done.get()
                waiting -= 1
    finally:
        coming.put(None)
        thread.join()
