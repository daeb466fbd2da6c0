"""What was deleted or replaced: plain files, one in a folder of its own.

    trash/20170822T145708.123456Z-9f3c2a1b/plage.jpg

The folder's name says when; the photo keeps its own, so that a name of 255 bytes fits and the
owner finds it again. Nothing empties the trash but the owner; what bounds it is the disk's space
that must stay free, since a photo that goes there was let in first.
"""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from servers.photos import disk


class Trash:
    """The trash of one shelf. Any thread may call; no two calls share anything but the disk."""

    def __init__(self, directory: Path, incoming: Path, now: Callable[[], datetime]) -> None:
        self._directory = directory
        self._incoming = incoming
        self._now = now

    def keep(self, photo: Path) -> None:
        """Hold on to a photo that is about to be replaced under its name; on disk on return.

        The name goes on leading to the photo: this is a second link, or a copy where the file
        system has no hard links (a memory card).
        """
        folder = self._new_folder()
        try:
            os.link(photo, folder / photo.name, follow_symlinks=False)
        except OSError as error:
            if not disk.has_no_links(error):
                raise
            self._copy(photo, folder / photo.name)
        disk.sync_directory(folder)

    def take(self, photo: Path) -> None:
        """Move a photo here; on disk on return, but for the directory that it left."""
        folder = self._new_folder()
        photo.rename(folder / photo.name)
        disk.sync_directory(folder)

    def _copy(self, photo: Path, place: Path) -> None:
        """Copy by way of `incoming`, so that nothing half is ever in the trash."""
        spare = self._incoming / secrets.token_hex(16)
        try:
            disk.copy(photo, spare)
            spare.rename(place)
        finally:
            spare.unlink(missing_ok=True)

    def _new_folder(self) -> Path:
        moment = self._now().astimezone(UTC)
        folder = self._directory / f"{moment:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}"
        folder.mkdir(parents=True)
        disk.sync_directory(self._directory)
        return folder
