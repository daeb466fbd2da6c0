"""The photo archive's port: a shelf, and a session for each connection."""

from protocol.archive import render_refusal
from protocol.config import Limits
from protocol.errors import RemoteProtocolError
from servers.door import Door
from servers.photos.changes import Changes
from servers.photos.classic import ClassicSession
from servers.photos.shelf import Shelf
from servers.service import Service


class ArchiveService(Service):
    """The archive of one shelf; sessions share `shelf` and `changes`."""

    name = "archive"
    session = ClassicSession

    def __init__(
        self, address: str, port: int, door: Door, limits: Limits, *, shelf: Shelf
    ) -> None:
        self.shelf = shelf
        self.changes = Changes()
        super().__init__(address, port, door, limits)

    def refusal(self) -> bytes:
        """Return what is said to a connection that the door refuses."""
        return render_refusal(RemoteProtocolError("interdit", "trop de connexions"))
