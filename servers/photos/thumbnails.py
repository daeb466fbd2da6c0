"""Thumbnails: asked for by a photo's content and a size, made once, by a process that may die.

The name of a thumbnail is the SHA-256 of its photo and the box that it fits into: a photo that is
replaced has others, and the same photo under two names has the same ones.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from protocol.pictures import NotAPicture
from servers.photos.thumbnail_cache import ThumbnailCache
from servers.photos.thumbnail_workers import Busy, Workers

KEPT = 256 * 1024 * 1024
"""Bytes of thumbnails on disk: some 20,000 of a page's."""

PROCESSES = min(4, os.cpu_count() or 1)
"""At once: each takes one processor, and at the worst a gigabyte and a half."""

REMEMBERED = 4096
"""Photos of which we remember that they are no pictures; asking again costs a process's time."""

REFUSED = 300.0
"""Seconds for which we remember it: a process may also have died of a host in trouble."""

__all__ = ["Busy", "NotAPicture", "Thumbnails"]


class Thumbnails:
    """The thumbnails of one archive. Any thread may call; the owner stops it once.

    `_changed` guards `_making` and `_refused`, and is held for memory only.
    """

    def __init__(
        self,
        directory: Path,
        *,
        limit: int = KEPT,
        workers: Workers | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.cache = ThumbnailCache(directory, limit)
        self.workers = workers or Workers(PROCESSES)
        self._now = now
        self._changed = threading.Condition()
        self._making: set[str] = set()
        self._refused: OrderedDict[str, float] = OrderedDict()

    def make(self, file: FileIO, digest: str, width: int, height: int) -> bytes:
        """Return a JPEG that fits into width × height pixels; raises NotAPicture, Busy.

        `digest` is the SHA-256 of what is in the open file, in hexadecimal. The file's position
        is anywhere afterwards.
        """
        key = f"{digest}-{width}x{height}"
        if picture := self.cache.get(key):
            return picture
        self._check_refused(digest)
        with self._alone(key) as first:
            if not first and (picture := self.cache.get(key)):
                return picture
            self._check_refused(digest)
            try:
                picture = self.workers.ask((width, height), file)
            except NotAPicture:
                self._refuse(digest)
                raise
            self.cache.put(key, picture)
            return picture

    def stop(self) -> None:
        """Kill the processes."""
        self.workers.stop()

    @contextmanager
    def _alone(self, key: str) -> Iterator[bool]:
        """Let one thread make a thumbnail; yield whether nobody else did just before."""
        with self._changed:
            first = key not in self._making
            if not self._changed.wait_for(lambda: key not in self._making, self.workers.turn):
                raise Busy
            self._making.add(key)
        try:
            yield first
        finally:
            with self._changed:
                self._making.discard(key)
                self._changed.notify_all()

    def _refuse(self, digest: str) -> None:
        with self._changed:
            self._refused[digest] = self._now() + REFUSED
            self._refused.move_to_end(digest)
            while len(self._refused) > REMEMBERED:
                self._refused.popitem(last=False)

    def _check_refused(self, digest: str) -> None:
        with self._changed:
            if self._refused.get(digest, 0.0) > self._now():
                raise NotAPicture("it was none a moment ago")
