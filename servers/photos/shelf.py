"""The photos on disk: plain files under their own names, in a directory that is the owner's too.

The owner may fill the directory by hand: what is listed is what is there. Ours alone is the folder
`.vasistas` in it, with `incoming` (uploads under way, worth nothing after a crash) and `trash`.

How a photo arrives, so that `kill -9` or a power failure at any moment loses nothing that was
acknowledged: it is written to `incoming` and synced; a photo that has the name already gets a
second link in the trash, synced; a rename gives the name to the new photo in one step; the
directory is synced; then the client hears `ok`.
"""

import errno
import os
import secrets
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from io import FileIO
from pathlib import Path

from protocol import names
from protocol.errors import RemoteProtocolError
from servers.photos import disk, incoming
from servers.photos.incoming import Incoming
from servers.photos.room import Room
from servers.photos.trash import Trash

HIDDEN = ".vasistas"

Check = Callable[[], object]
"""Raises where a change may not be made; asked while nobody else can make one."""

_now = partial(datetime.now, UTC)
_NOT_THERE = {errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG, errno.EISDIR}


class Shelf:
    """The archive's directory. Any thread may call. Limits are in bytes; archive_limit 0 is none.

    Raises RemoteProtocolError for what a client cannot have, `disque` where the disk fails; making
    one raises OSError where the directory cannot be made or written.

    `_changes` guards the directory's names while one changes, together with a lock on the hidden
    folder against a second host on the same directory. It is held for the disk's work, a link, a
    rename and their syncs, since that is what must not interleave, and for a `check` whether they
    may be; whoever lists, reads or uploads never waits for it. `room` has a lock of its own.
    """

    def __init__(
        self,
        directory: Path,
        *,
        photo_limit: int,
        archive_limit: int,
        free_to_leave: int,
        now: Callable[[], datetime] = _now,
        free: Callable[[Path], int] = disk.free,
    ) -> None:
        self.directory = directory
        self._hidden = directory / HIDDEN
        self._incoming = self._hidden / "incoming"
        self.trash = Trash(self._hidden / "trash", self._incoming, now)
        self.room = Room(
            photo_limit=photo_limit,
            archive_limit=archive_limit,
            free_to_leave=free_to_leave,
            total=self._total,
            size_of=self._size_of,
            free=partial(free, directory),
        )
        self._changes = threading.Lock()
        self._prepare()

    def list(self) -> list[str]:
        """Name the photos, sorted: regular files whose name a client may say."""
        with disk.refusing():
            return sorted(entry.name for entry in self._photos())

    def open(self, name: str) -> tuple[FileIO, os.stat_result]:
        """Open a photo, tell its status; RemoteProtocolError `introuvable`, `interdit`."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with disk.refusing():
            try:
                file = FileIO(os.open(self.directory / names.photo(name), flags))
            except PermissionError as error:
                raise RemoteProtocolError("interdit", "le service ne peut pas la lire") from error
            except OSError as error:
                if error.errno in _NOT_THERE:
                    raise _not_there() from None
                raise
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            file.close()
            raise _not_there()
        return file, status

    @contextmanager
    def receive(
        self, name: str, size: int | None, check: Check | None = None
    ) -> Iterator[Incoming]:
        """Take a photo in: write its bytes, then commit. Size None: nobody knows it beforehand.

        Raises RemoteProtocolError before the first byte: `nom`, `taille`, `existe` where the name
        belongs to no photo, `quota`, `disque`. Uploads under way count as if they were there.
        """
        name = names.photo(name)
        path = self._incoming / secrets.token_hex(16)
        more = partial(self.room.grow, name) if size is None else None
        place = partial(self.place, name, check=check)
        upload = Incoming(path, 1 if size is None else size, place, more)
        self.room.reserve(upload, name)
        try:
            with upload:
                yield upload
        finally:
            self.room.release(upload)

    def delete(self, name: str, check: Check | None = None) -> None:
        """Put a photo into the trash; on disk on return. RemoteProtocolError `introuvable`."""
        photo = self.directory / names.photo(name)
        with disk.refusing(), self.changing(check):
            if self._size_of(photo.name, wrong="introuvable") is None:
                raise _not_there()
            self.trash.take(photo)
            disk.sync_directory(self.directory)

    def restore(self, item: str) -> str:
        """Take a photo back from the trash, under its name; what has that name now goes there.

        Return the name. Raises RemoteProtocolError: `introuvable`, `quota`, `existe`, `disque`.
        """
        with disk.refusing():
            found, path = self.trash.find(item)
            replaced = self._size_of(found.name) or 0
            self.room.check_quota(found.size - replaced)
            try:
                self.place(found.name, path)
            except FileNotFoundError:
                raise _not_there() from None
            self.trash.tidy(item)
        return found.name

    def place(self, name: str, path: Path, check: Check | None = None) -> bool:
        """Give the synced file at `path` the name; return whether it had to replace a photo."""
        photo = self.directory / name
        with self.changing(check):
            path.lstat()  # two may restore one item: nothing is kept for the one who is late
            replaced = self._size_of(name) is not None
            if replaced:
                self.trash.keep(photo)
            path.replace(photo)
            disk.sync_directory(self.directory)
            path.unlink(missing_ok=True)  # a rename between two names of one file does nothing
        return replaced

    @contextmanager
    def changing(self, check: Check | None = None) -> Iterator[None]:
        """Keep everybody else's changes of names out, and `check` first; raises OSError."""
        with self._changes:
            self._hidden.mkdir(exist_ok=True)
            with disk.locked(self._hidden):
                if check:
                    check()
                yield

    def rename(self, name: str, new: str, check: Check | None = None, *, replace: bool) -> bool:
        """Give a photo another name in one step; whatever had that is in the trash before.

        Return whether anything had it; on disk on return. Raises RemoteProtocolError:
        `introuvable`, `existe`, `disque`.
        """
        photo, place = self.directory / names.photo(name), self.directory / names.photo(new)
        with disk.refusing(), self.changing(check):
            if self._size_of(photo.name, wrong="introuvable") is None:
                raise _not_there()
            there = self._size_of(place.name) is not None
            same = there and place.samefile(photo)
            taken = there and (not same or self._lists(place))
            if taken and not replace:
                raise RemoteProtocolError("existe", "une photo a déjà ce nom")
            if taken:
                self.trash.keep(place)
            photo.replace(place)
            if same:
                self._part(photo, place)
            disk.sync_directory(self.directory)
        return taken

    def _part(self, photo: Path, place: Path) -> None:
        """Leave one of two names of a file, between which a rename does nothing."""
        if not self._lists(place):
            kept = self.trash.take(photo)
            kept.rename(place)
            kept.parent.rmdir()
        elif self._lists(photo):
            photo.unlink()

    def _lists(self, path: Path) -> bool:
        """Whether a name stands in the directory, letter by letter.

        `A.jpg` leads to `a.jpg` in a file system to which both are one name.
        """
        with os.scandir(self.directory) as entries:
            return any(entry.name == path.name for entry in entries)

    def _total(self) -> int:
        total = 0
        with disk.refusing():
            for entry in self._photos():
                with suppress(FileNotFoundError):
                    total += entry.stat(follow_symlinks=False).st_size
        return total

    def _photos(self) -> Iterator[os.DirEntry[str]]:
        with os.scandir(self.directory) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and names.photo_is_valid(entry.name):
                    yield entry

    def _size_of(self, name: str, *, wrong: str = "existe") -> int | None:
        """Bytes of the photo that has the name, or None; refuses a name that leads elsewhere."""
        with disk.refusing():
            try:
                facts = (self.directory / name).lstat()
            except FileNotFoundError:
                return None
        if not stat.S_ISREG(facts.st_mode):
            raise RemoteProtocolError(wrong, "ce nom n'est pas celui d'une photo")
        return facts.st_size

    def _prepare(self) -> None:
        """Make the folders and see that they can be written, now rather than at the first photo."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        (self._hidden / "trash").mkdir(exist_ok=True)
        incoming.tidy(self._incoming)
        probe = self._hidden / secrets.token_hex(16)
        probe.touch(exist_ok=False)
        probe.unlink()
        for made in (self._hidden, self.directory):
            disk.sync_directory(made)
        with suppress(PermissionError):
            disk.sync_directory(self.directory.parent)


def _not_there() -> RemoteProtocolError:
    return RemoteProtocolError("introuvable", "aucune photo de ce nom")
