"""The parts of one photo archive, as the sessions of every dialect share them."""

from dataclasses import dataclass

from servers.photos.shelf import Shelf
from servers.photos.uploads import Uploads


@dataclass(frozen=True)
class Archive:
    """What an archive has; `start` and `stop` are its service's."""

    shelf: Shelf
    uploads: Uploads

    def start(self) -> None:
        """Begin what is done in the background."""

    def stop(self) -> None:
        """End it, after the last session."""
