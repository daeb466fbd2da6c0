"""A photo on its way in: a temporary file that becomes a photo in one step, or nothing at all."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from protocol.errors import LocalProtocolError
from servers.photos import disk

SYNC_EVERY = 32 * 1024 * 1024
"""Bytes between two syncs, and twice as many that are not on disk yet: so few are left for the last
one that even a slow disk answers within the ten seconds that a client waits for the final `ok`."""


class Incoming:
    """One upload under way. It belongs to one thread; others may read `size` and `written`.

    Used as a context manager: what was not committed by its end is removed. While more arrives, a
    large one is synced on a thread of its own, `archive syncs`, which is gone at the end. Where
    nobody has said how many bytes come, `more` is asked for room, a step at a time, and `size` is
    what it granted.
    """

    def __init__(
        self,
        path: Path,
        size: int,
        place: Callable[[Path], bool],
        more: "Callable[[Incoming, int], None] | None" = None,
    ) -> None:
        self.size = size
        self.written = 0
        self.replaced = False
        """Whether the photo that was committed has taken the name of another."""
        self.status: os.stat_result | None = None
        """What the file is, once it is committed."""
        self._more = more
        self._path = path
        self._place = place
        self._committed = False
        self._unsynced = 0
        self._syncs: ThreadPoolExecutor | None = None
        self._sync: Future[None] | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next bytes; raises RemoteProtocolError `disque` where they find no room."""
        piece = memoryview(data)
        if self._more and self.written + len(piece) > self.size:
            self._more(self, self.written + len(piece))
        if self.written + len(piece) > self.size:
            raise LocalProtocolError("more bytes than the photo has")
        with disk.refusing():
            disk.write_all(self._descriptor, piece)
            self.written += len(piece)
            self._unsynced += len(piece)
            if self._unsynced >= SYNC_EVERY:
                self._begin_sync()

    def commit(self) -> None:
        """Make it a photo: on disk on return. Raises RemoteProtocolError where that fails."""
        if self._more:
            self.size = max(1, self.written)
        if self.written != self.size:
            raise LocalProtocolError("fewer bytes than the photo has")
        with disk.refusing():
            self._await_sync()  # a failure is told once for each descriptor: the next sync is fine
            os.fsync(self._descriptor)
            self.status = os.fstat(self._descriptor)
            self.replaced = self._place(self._path)
        self._committed = True

    def __enter__(self) -> Self:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with disk.refusing():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, flags, 0o666)
        disk.claim(self._descriptor)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._syncs:
            self._syncs.shutdown()
        os.close(self._descriptor)
        if not self._committed:
            self._path.unlink(missing_ok=True)

    def _begin_sync(self) -> None:
        self._await_sync()
        self._syncs = self._syncs or ThreadPoolExecutor(1, "archive syncs")
        self._sync = self._syncs.submit(os.fsync, self._descriptor)
        self._unsynced = 0

    def _await_sync(self) -> None:
        if self._sync:
            self._sync.result()


def tidy(folder: Path) -> None:
    """Remove the uploads that a host left behind when it died; another host's stay."""
    for path in folder.iterdir():
        if path.is_symlink() or not path.is_file():
            continue
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            if disk.claim(descriptor):
                path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
