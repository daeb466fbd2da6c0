"""What the archive knows of its photos, as every session asks it.

The directory is the truth. What is known of a photo holds as long as its file has the same size and
mtime. `watch` notices names that come and go; `keeper` fills in what takes time, on a thread of its
own: digests, and what pictures say of themselves.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from protocol import web
from protocol.errors import RemoteProtocolError
from servers import journal
from servers.photos import disk, ordering
from servers.photos.digests import Changing, digest_of, has_inode, open_photo
from servers.photos.facts import Facts, Problem, Stamp
from servers.photos.index import Index
from servers.photos.trash import Trash
from servers.photos.watch import Compose, Watch, leave

__all__ = ["Catalogue", "Facts"]

FILE = "catalogue.sqlite3"

AT_ONCE = 32 * 1024 * 1024
"""Bytes of a photo whose digest is computed for whoever asks: some tenths of a second."""

REMEMBERED = 4096
"""Digests that are remembered beside the index, which is asked in a tenth of a millisecond: some
screens full of thumbnails, in half a mebibyte."""


class Catalogue:
    """Any thread may call; no lock of its own. `index` and `watch` say what they hold.

    Raises RemoteProtocolError `disque` where the disk fails.
    """

    def __init__(
        self,
        directory: Path,
        hidden: Path,
        trash: Trash,
        *,
        compose: Compose = leave,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.directory = directory
        self.now = now
        self.index = Index(hidden / FILE)
        self.watch = Watch(directory, self.index, trash, compose=compose, now=now, clock=clock)
        self._log = journal.logger("archive")
        self._digest_of = lru_cache(REMEMBERED)(self._look_up)

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def page(
        self, after: str | None, limit: int, sort: str = "name", match: str | None = None
    ) -> tuple[list[Facts], str | None, int]:
        """Return photos after this cursor, the next page's cursor, the total.

        Raises RemoteProtocolError `introuvable` after a mere name of which nobody knows the place.
        """
        self._catch_up()
        with disk.refusing():
            cursor = self._cursor(after, sort) if after else None
            rows = self.index.page(limit + 1, sort=sort, after=cursor, match=match or "")
            fresh = [self._fresh(facts, stamp) for facts, stamp, _ in rows[:limit]]
            total = self.index.count(match or "")
        following = web.render_cursor(rows[limit - 1][2]) if len(rows) > limit else None
        return [facts for facts in fresh if facts], following, total

    def digest(self, name: str, status: os.stat_result) -> str | None:
        """Return the SHA-256 of a photo that is open, whose `status` this is; None: not known.

        It is that of the open one, whatever has its name by now; None also where the disk fails.
        """
        stamp, file = Stamp.of_file(status), (status.st_ino, status.st_ctime_ns)
        try:
            return self._digest_of(name, stamp, file) if stamp else None
        except (LookupError, RemoteProtocolError):
            return None

    def facts(self, name: str) -> Facts | None:
        """Return what is known of a photo; None where there is none.

        A digest that is not known is computed, for photos up to AT_ONCE.
        """
        with disk.refusing():
            stamp = self.watch.stamp(name)
            if stamp is None:
                return None
            known = self.index.get(name)
            facts = self._fresh(*known) if known else self._new(name, stamp)
            if facts is None or facts.sha256 or facts.size > AT_ONCE:
                return facts
            return self._with_digest(name) or facts

    def _look_up(self, name: str, stamp: Stamp, file: tuple[int, int]) -> str:
        """Return a digest; LookupError, which is not remembered, where it is not known.

        Files that were written in one tick of the system's clock have the same stamp.
        """
        known = self.facts(name)
        same = known and (known.size, known.modified) == (stamp.size, stamp.modified)
        if known and same and known.sha256 and has_inode(self.directory / name, file[0]):
            return known.sha256
        raise LookupError

    def learn(
        self, name: str, sha256: str, by: str | None, status: os.stat_result | None = None
    ) -> None:
        """Know a photo that was just archived, so that nobody has to read it again.

        `status` is that of the file that has this digest. Without it somebody may have replaced the
        photo since, whose digest would then be wrong.
        """
        stamp = Stamp.of_file(status) if status else self.watch.stamp(name)
        if stamp is None:
            return
        with self._forgiving():
            self.index.learn(name, stamp, sha256, by, self.now())
            if status:
                self._doubt(name, stamp, status.st_ino)
            self.index.well([name])
            self.say_twins(name, sha256)
        self.watch.wanted.set()

    def arrived(self, name: str, by: str, status: os.stat_result | None) -> None:
        """Know a photo that was just archived, whose digest nobody has computed."""
        stamp = Stamp.of_file(status) if status else None
        if stamp is None:
            return
        with self._forgiving():
            self.watch.note(name, stamp)
            self.index.archived(name, stamp, by)

    def returned(self, name: str) -> None:
        """Know a photo that came back from the trash: the next list has it."""
        stamp = self.watch.stamp(name)
        if stamp is not None:
            with self._forgiving():
                self.watch.note(name, stamp)

    def forget(self, name: str) -> None:
        """Know that a photo was deleted."""
        with self._forgiving():
            known = self.index.get(name)
            if known and self.watch.stamp(name) != known[1]:
                self.watch.remove([(name, known[1])])

    @contextmanager
    def renaming(self, name: str, new: str) -> Iterator[None]:
        """Know of a photo, under the name that it gets meanwhile, what was known of it before."""
        with disk.refusing():
            row, known = self.index.row(name), self.index.get(name)
        yield
        with self._forgiving():
            stamp = self.watch.stamp(new)
            if row and known and stamp == known[1]:
                self.index.adopt(new, row)
                self.watch.remove([(name, stamp)])
            elif stamp:
                self.watch.note(new, stamp)
            self.index.well([name, new])
            self.watch.wanted.set()

    def twins(self, name: str) -> list[str]:
        """Name other photos with the same bytes, as far as digests are known."""
        known = self.index.get(name)
        return self.index.twins(known[0].sha256, name) if known and known[0].sha256 else []

    def say_twins(self, name: str, sha256: str) -> None:
        """Say in the log whether other photos have the same bytes."""
        if others := self.index.twins(sha256, name):
            self._log.info("%s has the same bytes as %s", name, others[0])

    def problems(self, limit: int) -> tuple[list[Problem], int]:
        """Return what has rotted, vanished or cannot be read, and how much that is."""
        return self.index.problems(limit)

    def count(self) -> int:
        """Return how many photos there are."""
        self._catch_up()
        with disk.refusing():
            return self.index.count()

    def _catch_up(self) -> None:
        """Notice what has changed; where that cannot be written down, what is known is told."""
        with self._forgiving():
            self.watch.catch_up()

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Go on where the disk fails: what is not known now is found out later."""
        try:
            yield
        except OSError as error:
            self._log.warning("the catalogue could not be written: %s", error)

    def _fresh(self, facts: Facts, stamp: Stamp) -> Facts | None:
        """Return what is known of a photo if it is the same one, else what little is known now."""
        found = self.watch.stamp(facts.name)
        if found is None:
            return None
        return facts if found == stamp else self._new(facts.name, found)

    def _new(self, name: str, stamp: Stamp) -> Facts:
        with self._forgiving():
            self.watch.note(name, stamp)
        return Facts(name, stamp.size, stamp.modified)

    def _with_digest(self, name: str) -> Facts | None:
        try:
            with open_photo(self.directory / name) as file:
                sha256, status = digest_of(file)
        except (OSError, Changing):
            return None
        stamp = Stamp.of(status.st_size, status.st_mtime_ns)
        with self._forgiving():
            self.index.note([(name, stamp, None)])
            self.index.digest(name, stamp, sha256, self.now())
            self._doubt(name, stamp, status.st_ino)
        known = self.index.get(name)
        facts = known[0] if known and known[1] == stamp else Facts(name, stamp.size, stamp.modified)
        return replace(facts, sha256=sha256)

    def _doubt(self, name: str, stamp: Stamp, inode: int) -> None:
        """Forget a digest where a file that looks the same has taken the name meanwhile."""
        if not has_inode(self.directory / name, inode):
            self.index.digest(name, stamp, None, self.now())
            self._digest_of.cache_clear()

    def _cursor(self, after: str, sort: str) -> web.Cursor:
        """Return where a page begins; after a mere name that is where its photo stands or stood."""
        cursor = web.parse_cursor(after)
        if sort == "name" or cursor.place is not None:
            return cursor
        place = self.index.place(cursor.name) or self.watch.departed(cursor.name)
        if place is None:
            raise RemoteProtocolError("introuvable", "la page commence après une photo disparue")
        return ordering.standing(cursor.name, place, sort)
