"""Uploads that go on where they stopped, after a lost connection as after a killed host.

Each is a folder under `.vasistas/uploads`. It holds its room on the shelf from the moment it is
agreed, and goes after a day. One that is done is remembered for as long, so that a client whose
last answer was lost learns it.
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

MOST = 1000
"""Uploads unfinished, and uploads done and remembered: a class with forty photos each."""


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
        self._prepare()

    def create(
        self, name: str, size: int, *, sha256: str | None = None, metadata: str = "", by: str = ""
    ) -> Resumable:
        """Agree to take a photo; it has its room from now on. Refuses as `Shelf.receive` does."""
        self.expire()
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
            old = [upload for upload in self._uploads.values() if upload.about.expiry <= now]
        for upload in old:
            if not upload.in_use:
                with suppress(RemoteProtocolError):
                    self.remove(upload)

    def _remember(self, upload: Resumable) -> None:
        with self._lock:
            self._uploads[upload.id] = upload
            known = list(self._uploads.values())
        if len(known) <= MOST:
            return
        done = [one for one in known if one.done]
        if len(known) - len(done) > MOST:
            raise RemoteProtocolError("quota", "trop d'envois inachevés")
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
