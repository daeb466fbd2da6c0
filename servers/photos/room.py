"""The room that photos have: the owner's quota, the disk's, and what is on its way in."""

import threading
from collections.abc import Callable, Collection
from typing import Protocol

from protocol.errors import RemoteProtocolError
from servers.photos import disk

MEBIBYTE = 1024 * 1024

GROWTH = 8 * MEBIBYTE
"""Bytes of room for which an upload of unknown size asks at once: two photos of a telephone."""


class Awaited(Protocol):
    """An upload under way, as it is counted; any thread may look."""

    @property
    def size(self) -> int:
        """Bytes that it will have."""

    @property
    def written(self) -> int:
        """Bytes of it that are in the file system already."""


class Growing(Awaited, Protocol):
    """An upload of which nobody knows how many bytes it will have."""

    size: int


class Room:
    """Counts uploads under way as if they were there. Any thread may call; limits are in bytes.

    `total` tells the bytes of all photos, `size_of` those of one that has a name, or None, and
    `free` those of the disk. `_lock` guards `_under_way`, and is held for memory work only.
    """

    def __init__(
        self,
        *,
        photo_limit: int,
        archive_limit: int,
        free_to_leave: int,
        total: Callable[[], int],
        size_of: Callable[[str], int | None],
        free: Callable[[], int],
    ) -> None:
        self._photo_limit = photo_limit
        self._archive_limit = archive_limit
        self._free_to_leave = free_to_leave
        self._total = total
        self._size_of = size_of
        self._free = free
        self._lock = threading.Lock()
        self._under_way: set[Awaited] = set()
        self.expire: Callable[[], None] = lambda: None
        """What releases uploads that have had their time, before anybody is refused."""

    def reserve(self, upload: Awaited, name: str) -> None:
        """Count an upload as if it were there, until it is released.

        Raises RemoteProtocolError `taille`, `quota`, `disque`. It is counted first, so that two at
        once see each other. One that ends while we count may count twice: that refuses, it never
        overfills.
        """
        self._check_size(upload.size)
        self.expire()
        self.pledge(upload)
        try:
            self._check_room(name)
        except RemoteProtocolError:
            self.release(upload)
            raise

    def pledge(self, upload: Awaited) -> None:
        """Count an upload that was let in before."""
        with self._lock:
            self._under_way.add(upload)

    def release(self, upload: Awaited) -> None:
        """Count an upload no more."""
        with self._lock:
            self._under_way.discard(upload)

    def grow(self, name: str, upload: Growing, needed: int) -> None:
        """Grant room for so many bytes, and some more, to an upload that has not said its size."""
        self._check_size(needed)
        upload.size = min(needed + GROWTH, self._photo_limit)
        self._check_room(name)

    def check_quota(self, more: int) -> None:
        """Raise RemoteProtocolError `quota` where so many bytes are too many for the owner."""
        with self._lock:
            pledged = sum(one.size for one in self._under_way)
        if self._archive_limit and self._total() + pledged + more > self._archive_limit:
            limit = self._archive_limit // MEBIBYTE
            raise RemoteProtocolError("quota", f"l'archive a au plus {limit} Mio")

    def check_share(self, ours: Collection[Awaited]) -> None:
        """Raise RemoteProtocolError `quota` where some hold more than half of what others leave."""
        with self._lock:
            others = self._under_way.difference(ours)
        with disk.refusing():
            left = self._free() - self._free_to_leave - _awaited(others)
        full = 2 * _awaited(ours) > left
        if self._archive_limit:
            left = self._archive_limit - self._total() - sum(one.size for one in others)
            full = full or 2 * sum(one.size for one in ours) > left
        if full:
            raise RemoteProtocolError("quota", "trop d'envois inachevés")

    def _check_room(self, name: str) -> None:
        """Refuse if what is under way has no room; what one under this name replaces makes some."""
        self.check_quota(-(self._size_of(name) or 0))
        self._check_disk()

    def _check_size(self, size: int) -> None:
        if size < 1:
            raise RemoteProtocolError("taille", "une photo a au moins un octet")
        if size > self._photo_limit:
            limit = self._photo_limit // MEBIBYTE
            raise RemoteProtocolError("taille", f"une photo a au plus {limit} Mio")

    def _check_disk(self) -> None:
        with self._lock:
            awaited = _awaited(self._under_way)
        with disk.refusing():
            free = self._free()
        if free - awaited < self._free_to_leave:
            raise RemoteProtocolError("disque", "plus de place sur le disque du service")


def _awaited(uploads: Collection[Awaited]) -> int:
    """Return the bytes that have yet to come."""
    return sum(one.size - one.written for one in uploads)
