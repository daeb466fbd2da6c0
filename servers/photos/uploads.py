"""Uploads that go on where they stopped, after a lost connection as after a killed host.

Each is a folder under `.vasistas/uploads`. It holds its room on the shelf from the moment it is
agreed, and goes after a day, or soon where no byte came. One that is done is remembered for a day,
so that a client whose last answer was lost learns it.
"""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from protocol import names
from protocol.errors import RemoteProtocolError
from servers.photos import disk, unfinished
from servers.photos.resumable import Resumable, Writer, unknown
from servers.photos.shelf import HIDDEN, Shelf
from servers.photos.unfinished import About, Folder

EXPIRES = timedelta(days=1)
"""An upload that was interrupted in the evening goes on the next morning."""

EMPTY = timedelta(minutes=10)
"""An upload of which no byte came has nothing to go on with, and its client may begin anew: it
holds its room for a connection that is lost and comes back, not for a night."""

MOST = 1000
"""Uploads unfinished, and uploads done and remembered: a class with forty photos each. One address
has half of what the others leave, so that nobody keeps everybody out."""


def _now() -> datetime:
    return datetime.now(UTC)


class Uploads:
    """The uploads of one shelf. Any thread may call; RemoteProtocolError says what cannot be.

    `_lock` guards `_uploads`, and is held for memory work only.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = shelf.directory / HIDDEN / "uploads"
        self._shelf = shelf
        self._now = now
        self._clock = clock
        self._lock = threading.Lock()
        self._uploads: dict[str, Resumable] = {}
        shelf.room.expire = self.expire
        self._prepare()

    def create(
        self, name: str, size: int, *, sha256: str | None = None, metadata: str = "", by: str = ""
    ) -> Resumable:
        """Agree to take a photo; it has its room from now on. Refuses as `Shelf.receive` does."""
        name = names.photo(name)
        expires = (self._now() + EXPIRES).isoformat(timespec="seconds")
        about = About(name, size, sha256, metadata, by, expires)
        folder = Folder(self._directory / secrets.token_hex(16), about)
        upload = Resumable(folder, self._clock)
        self._shelf.room.reserve(upload, name)
        try:
            self._remember(upload)
            with disk.refusing():
                folder.make()
        except RemoteProtocolError:
            self._forget(upload)
            raise
        return upload

    def find(self, name: str) -> Resumable:
        """Return an upload; raises RemoteProtocolError `introuvable`."""
        self.expire()
        with self._lock:
            upload = self._uploads.get(name)
        if upload is None:
            raise unknown()
        return upload

    def finish(self, upload: Resumable, writer: Writer) -> str:
        """Put a photo that is whole onto the shelf; return its SHA-256 in hex.

        One that is not what was announced is removed, and RemoteProtocolError `somme` raised.
        """
        try:
            digest = writer.commit(self._shelf.place)
        except RemoteProtocolError as error:
            if error.code == "somme":
                self.remove(upload)
            raise
        self._shelf.room.release(upload)
        return digest

    def remove(self, upload: Resumable) -> None:
        """Forget an upload, and what is there of it."""
        with disk.refusing():
            upload.remove()
        self._forget(upload)

    def expire(self) -> None:
        """Remove what has had its day; what the disk does not let go of is tried again."""
        now = self._now()
        with self._lock:
            known = list(self._uploads.values())
        for upload in known:
            with suppress(RemoteProtocolError), disk.refusing():
                if expiry(upload) <= now and not upload.in_use:
                    self.remove(upload)

    def _remember(self, upload: Resumable) -> None:
        with self._lock:
            self._uploads[upload.id] = upload
            known = list(self._uploads.values())
        done = [one for one in known if one.done]
        unfinished = set(known).difference(done)
        theirs = [one for one in unfinished if one.about.by == upload.about.by]
        if 2 * len(theirs) > MOST - (len(unfinished) - len(theirs)):
            raise RemoteProtocolError("quota", "trop d'envois inachevés")
        if len(theirs) > 1:
            self._shelf.room.check_share(theirs)
        for one in done[: max(0, len(done) - MOST)]:
            self.remove(one)

    def _forget(self, upload: Resumable) -> None:
        with self._lock:
            self._uploads.pop(upload.id, None)
        self._shelf.room.release(upload)

    def _prepare(self) -> None:
        """Find what earlier hosts left, and remove what is no upload."""
        self._directory.mkdir(parents=True, exist_ok=True)
        disk.sync_directory(self._directory.parent)
        for folder in unfinished.tidy(self._directory):
            upload = Resumable(folder, self._clock)
            self._uploads[upload.id] = upload
            if not folder.done:
                self._shelf.room.pledge(upload)
        self.expire()


def expiry(upload: Resumable) -> datetime:
    """Return the moment after which an upload is removed; another host may have its bytes."""
    begun = upload.written or upload.folder.written
    return upload.about.expiry if begun else upload.about.expiry - EXPIRES + EMPTY
