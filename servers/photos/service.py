"""The photo archive's port: a shelf, and a session for each connection."""

from functools import partial

from protocol.archive import render_refusal
from protocol.errors import RemoteProtocolError
from protocol.sections import Limits
from servers.door import Door
from servers.photos.archive import Archive
from servers.photos.catalogue import Catalogue
from servers.photos.changes import Changes
from servers.photos.composing import compose
from servers.photos.dialect import ArchiveSession
from servers.photos.keeper import Keeper
from servers.photos.room import MEBIBYTE
from servers.photos.shelf import HIDDEN, Shelf
from servers.photos.thumbnails import Thumbnails
from servers.photos.uploads import Uploads
from servers.service import Service


class ArchiveService(Service):
    """The archive of one shelf; sessions share `shelf`, `archive` and `changes`."""

    name = "archive"
    session = ArchiveSession

    def __init__(
        self, address: str, port: int, door: Door, limits: Limits, *, shelf: Shelf
    ) -> None:
        self.shelf = shelf
        hidden = shelf.directory / HIDDEN
        composing = partial(compose, shelf)
        catalogue = Catalogue(shelf.directory, hidden, shelf.trash, compose=composing)
        uploads = Uploads(shelf)
        keeper = Keeper(
            catalogue,
            shelf.trash,
            limits.trash_days,
            photo_limit=limits.photo_mebibytes * MEBIBYTE,
            hourly=uploads.expire,
        )
        self.archive = Archive(shelf, Thumbnails(hidden / "thumbnails"), uploads, catalogue, keeper)
        self.changes = Changes()
        super().__init__(address, port, door, limits)

    def opening(self) -> None:
        """Begin what the archive does in the background."""
        self.archive.start()

    def server_close(self) -> None:
        """Stop listening, cut whoever is still connected, end what runs in the background."""
        super().server_close()
        self.archive.stop()

    def refusal(self) -> bytes:
        """Return what is said to a connection that the door refuses."""
        return render_refusal(RemoteProtocolError("interdit", "trop de connexions"))
