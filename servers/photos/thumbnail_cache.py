"""Thumbnails on disk: files that can be thrown away, of a bounded size all together.

    thumbnails/3f/3f9c…-320x240.jpg

Behind the picture are four bytes more, a checksum: after a power failure a file may be there and
hold something else. Readers of JPEG do not look behind its end.
"""

import os
import secrets
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SUM = 4
"""Bytes of the checksum."""

ROOM = 0.9
"""What is left of the limit once the oldest were removed, so that this happens rarely."""


class ThumbnailCache:
    """What is used least is removed first. Any thread may call; disk trouble is a miss, no error.

    `_lock` guards `_sizes` and `_total`, in the order of use, and is held for memory only; the
    first call reads the folder under it.
    """

    def __init__(self, directory: Path, limit: int) -> None:
        self._directory = directory
        self._limit = limit
        self._lock = threading.Lock()
        self._sizes: OrderedDict[str, int] | None = None
        self._total = 0

    @property
    def total(self) -> int:
        """Bytes of all files."""
        with self._lock:
            self._known()
            return self._total

    def get(self, key: str) -> bytes | None:
        """Return the picture, whole, or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            data = b""
        picture, checksum = data[:-SUM], data[-SUM:]
        whole = bool(picture) and checksum == _sum(picture)
        with self._lock:
            known = self._known()
            if whole and key in known:
                known.move_to_end(key)
            elif not whole:
                self._total -= known.pop(key, 0)
        return picture if whole else None

    def put(self, key: str, picture: bytes) -> None:
        """Keep a picture, in one step; make room where there is none."""
        path = self._path(key)
        spare = path.with_name(f"{secrets.token_hex(8)}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            spare.write_bytes(picture + _sum(picture))
            spare.replace(path)
        except OSError:
            with suppress(OSError):
                spare.unlink(missing_ok=True)
            return
        for old in self._make_room(key, len(picture) + SUM):
            with suppress(OSError):
                self._path(old).unlink()

    def _make_room(self, key: str, size: int) -> list[str]:
        """Count a file in, and return those that must go."""
        gone = []
        with self._lock:
            known = self._known()
            self._total += size - known.pop(key, 0)
            known[key] = size
            if self._total > self._limit:
                while known and self._total > self._limit * ROOM:
                    old, freed = known.popitem(last=False)
                    self._total -= freed
                    gone.append(old)
        return gone

    def _known(self) -> "OrderedDict[str, int]":
        if self._sizes is None:
            found = sorted(self._found())
            self._sizes = OrderedDict((key, size) for _moment, key, size in found)
            self._total = sum(self._sizes.values())
        return self._sizes

    def _found(self) -> Iterator[tuple[float, str, int]]:
        """Read what is there; what a host left half written when it died is removed."""
        for path in self._directory.glob("??/*"):
            with suppress(OSError):
                if path.suffix == ".jpg":
                    facts = path.lstat()
                    yield facts.st_mtime, path.stem, facts.st_size
                elif path.suffix == ".new":
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._directory / key[:2] / f"{key}.jpg"


def _sum(picture: bytes) -> bytes:
    return zlib.crc32(picture).to_bytes(SUM, "big")
