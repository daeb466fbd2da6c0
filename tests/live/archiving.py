"""What the tests of the catalogue share: an archive in a directory, and clocks one can move."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from live.ground import Clock

from servers.photos.catalogue import Catalogue
from servers.photos.composing import compose
from servers.photos.keeper import Keeper
from servers.photos.shelf import HIDDEN, Shelf

PHOTO_LIMIT = 10_000_000


class Archive:
    """A shelf and its catalogue. `ahead` are the days by which its calendar is wrong."""

    def __init__(self, directory: Path) -> None:
        self.ahead = 0.0
        self.clock = Clock()
        self.directory = directory
        self.shelf = Shelf(
            directory,
            photo_limit=PHOTO_LIMIT,
            archive_limit=0,
            free_to_leave=0,
            now=lambda: datetime.fromtimestamp(self.now(), UTC),
            free=lambda _: 1_000_000_000,
        )
        self.hidden = directory / HIDDEN
        self.file = self.hidden / "catalogue.sqlite3"
        self.catalogue = self.open()

    def open(self) -> Catalogue:
        return Catalogue(
            self.directory,
            self.hidden,
            self.shelf.trash,
            compose=partial(compose, self.shelf),
            now=self.now,
            clock=self.clock,
        )

    def now(self) -> float:
        return time.time() + self.ahead * 24 * 3600

    def put(self, name: str, data: bytes, by: str | None = None) -> None:
        with self.shelf.receive(name, len(data)) as upload:
            upload.write(data)
            upload.commit()
        status = (self.directory / name).stat()
        self.catalogue.learn(name, hashlib.sha256(data).hexdigest(), by, status)

    def delete(self, name: str) -> None:
        self.shelf.delete(name)
        self.catalogue.forget(name)

    def rename(self, name: str, new: str) -> None:
        with self.catalogue.renaming(name, new):
            self.shelf.rename(name, new, replace=True)

    def names(self, sort: str = "name", match: str | None = None, limit: int = 1000) -> list[str]:
        """Walk through all pages, after a second in which nobody asked."""
        self.clock.moment += 2
        found: list[str] = []
        after = None
        while True:
            photos, after, _ = self.catalogue.page(after, limit, sort, match)
            found += [photo.name for photo in photos]
            if after is None:
                return found

    def problems(self) -> dict[str, str]:
        return {one.name: one.kind for one in self.catalogue.problems(100)[0]}

    @contextmanager
    def keeper(self, days: int = 0) -> Iterator[Keeper]:
        keeper = Keeper(
            self.catalogue,
            self.shelf.trash,
            days,
            photo_limit=PHOTO_LIMIT,
            clock=self.clock,
            rest=0,
        )
        keeper.start()
        try:
            yield keeper
        finally:
            keeper.stop()


def rot(path: Path) -> None:
    """Change a byte, and nothing that `stat` tells."""
    status = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def settle(path: Path) -> None:
    """Make a file look as if it had been written a minute ago."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 60 * 10**9))
