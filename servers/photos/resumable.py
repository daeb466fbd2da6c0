"""One upload that may be interrupted: who writes it, from where, and what of it is safe."""

import hashlib
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from protocol.errors import LocalProtocolError, RemoteProtocolError
from servers.photos import disk
from servers.photos.unfinished import About, Folder, hash_of

if TYPE_CHECKING:
    from hashlib import _Hash

SYNC_EVERY = 8 * 1024 * 1024
"""Bytes between two syncs: what is sent again after a crash at the most, four seconds of a line of
16 Mbit/s; with fewer, a fast line would wait for the disk more than it sends."""

QUIET = 2.0
"""Seconds without a byte after which a writer's connection is taken for dead once somebody else
asks: a mobile network pauses for less, and a person who resumes does not wait longer."""


class Resumable:
    """An upload. Any thread may call; at most one of them is the writer.

    `_changed` guards who that is, and the bytes. It is held for the disk's work on this one upload:
    whoever waits for it has asked about the same upload. `Shelf._changes` is taken under it.
    """

    def __init__(self, folder: Folder, now: Callable[[], float]) -> None:
        self.folder = folder
        """What is on disk of it."""
        self.written = folder.written
        """Bytes that take room on the disk already."""
        self._now = now
        self._changed = threading.Condition()
        self._writer: Writer | None = None
        self._hash = hashlib.sha256()
        self._hashed = 0

    @property
    def id(self) -> str:
        """What the client calls it."""
        return self.folder.path.name

    @property
    def about(self) -> About:
        """What was agreed."""
        return self.folder.about

    @property
    def size(self) -> int:
        """Bytes that the photo has."""
        return self.about.size

    @property
    def done(self) -> bool:
        """Whether it has become a photo."""
        return self.folder.done

    @property
    def in_use(self) -> bool:
        """Whether somebody is writing, or was a moment ago."""
        with self._changed:
            return self._writer is not None and not self._is_quiet(self._writer)

    def settle(self) -> int:
        """Return how many bytes are safe, once nobody writes or the writer fell quiet.

        A quiet one is ousted. One that goes on does so: then this is what is safe by now.
        """
        deadline = self._now() + QUIET
        with self._changed, disk.refusing():
            while (writer := self._writer) is not None:
                left = min(deadline, writer.heard + QUIET) - self._now()
                if self._is_quiet(writer):
                    writer.close()
                elif left <= 0:
                    break
                else:
                    self._changed.wait(left)
            return self._offset()

    def write(self, offset: int, *, checked: bool = False) -> "Writer":
        """Become the writer, from this offset on; leave it with `with`.

        What is `checked` counts once it is accepted whole, the rest as it is synced. Raises
        RemoteProtocolError `position` where the offset is another, `occupé` where somebody writes.
        """
        settled = self.settle()
        with self._changed, disk.refusing():
            if self._writer is not None:
                raise _busy()
            if self.folder.done or offset != settled or offset != self._offset():
                raise RemoteProtocolError("position", f"l'envoi en est à {self._offset()} octets")
            self._writer = Writer(self, offset, checked=checked)
            return self._writer

    def remove(self) -> None:
        """Remove it, whoever writes."""
        with self._changed:
            if self._writer is not None:
                with suppress(OSError):
                    self._writer.close()
            self.folder.remove()

    def _offset(self) -> int:
        try:
            return self.folder.offset
        except (FileNotFoundError, ValueError):
            raise unknown() from None

    def _is_quiet(self, writer: "Writer") -> bool:
        return self._now() - writer.heard >= QUIET


class Writer:
    """The one who writes. Its thread calls; any may `close` it, holding the upload's `_changed`.

    Raises RemoteProtocolError `occupé` once it was ousted, `disque` where the disk fails.
    """

    def __init__(self, upload: Resumable, offset: int, *, checked: bool) -> None:
        self._upload = upload
        self._folder = upload.folder
        self._checked = checked
        self._unsafe = False
        self._begin = self._synced = offset
        self.position = offset
        self.heard = upload._now()
        self.status: os.stat_result | None = None
        """What the photo's file is, once it is committed."""
        self._descriptor = os.open(self._folder.photo, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if not disk.claim(self._descriptor):
                raise _busy()
            os.ftruncate(self._descriptor, offset)
            self._hash = self._known_hash()
        except (OSError, RemoteProtocolError):
            os.close(self._descriptor)
            raise

    @property
    def left(self) -> int:
        """Bytes that are missing."""
        return self._upload.size - self.position

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next bytes; raises RemoteProtocolError `taille` where they are too many."""
        piece = memoryview(data)
        with self._upload._changed, disk.refusing():
            self._check()
            if len(piece) > self.left:
                raise RemoteProtocolError("taille", "plus d'octets que la photo n'en a")
            disk.write_all(self._descriptor, piece)
            self._hash.update(piece)
            self.position += len(piece)
            self._upload.written = self.position
            if not self._checked and self.position - self._synced >= SYNC_EVERY:
                self._sync()
            self.heard = self._upload._now()

    def accept(self) -> None:
        """Let what was checked count."""
        self._checked = False

    def commit(self, place: Callable[[str, Path], object]) -> str:
        """Make it a photo by way of `place`; return its SHA-256 in hex.

        Raises RemoteProtocolError `somme` where the client said another one.
        """
        if self.left or self._checked:
            raise LocalProtocolError("the photo is not whole")
        about = self._upload.about
        with self._upload._changed, disk.refusing():
            self._check()
            digest = self._hash.hexdigest()
            if about.sha256 not in (None, digest):
                raise RemoteProtocolError("somme", "ce n'est pas la photo annoncée")
            self._sync()
            self.status = os.fstat(self._descriptor)
            place(about.name, self._folder.photo)
            self.close()
        return digest

    def close(self) -> None:
        """Keep what counts, and write no more. `Resumable._changed` is held."""
        descriptor, self._descriptor = self._descriptor, -1
        upload = self._upload
        if upload._writer is self:
            upload._writer = None
            upload._changed.notify_all()
        if descriptor < 0:
            return
        try:
            if self._checked or self._unsafe:
                os.ftruncate(descriptor, self._synced)
                upload.written = self._synced
            elif not self._folder.done:
                self._sync(descriptor)
                upload._hash, upload._hashed = self._hash, self.position
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._upload._changed, disk.refusing():
            self.close()

    def _check(self) -> None:
        if self._descriptor < 0:
            raise _busy()

    def _sync(self, descriptor: int | None = None) -> None:
        """Make the bytes safe, and say so. All of them are only safe as a photo."""
        self._unsafe = True  # stays so on failure: the next sync would not say what was lost
        os.fsync(self._descriptor if descriptor is None else descriptor)
        self._unsafe = False
        if self._synced < self.position < self._upload.size:
            self._folder.record(self.position)
            self._synced = self.position

    def _known_hash(self) -> "_Hash":
        """Return the hash of what was there before, which an earlier host may have received."""
        known = self._upload._hashed == self._begin
        hashed = self._upload._hash.copy() if known else hash_of(self._descriptor, self._begin)
        os.lseek(self._descriptor, self._begin, os.SEEK_SET)
        return hashed


def unknown() -> RemoteProtocolError:
    """Return the refusal of an upload that is not there."""
    return RemoteProtocolError("introuvable", "aucun envoi de ce nom")


def _busy() -> RemoteProtocolError:
    return RemoteProtocolError("occupé", "quelqu'un d'autre envoie cette photo")
