"""The parts of one photo archive, as the sessions of every dialect share them."""

from dataclasses import dataclass

from servers.photos.catalogue import Catalogue
from servers.photos.keeper import Keeper
from servers.photos.shelf import Shelf
from servers.photos.thumbnails import Thumbnails
from servers.photos.uploads import Uploads


@dataclass(frozen=True)
class Archive:
    """What an archive has; `start` and `stop` are its service's."""

    shelf: Shelf
    thumbnails: Thumbnails
    uploads: Uploads
    catalogue: Catalogue
    keeper: Keeper

    def start(self) -> None:
        """Begin what is done in the background."""
        self.keeper.start()

    def stop(self) -> None:
        """End it, after the last session."""
        self.thumbnails.stop()
        self.keeper.stop()
        self.catalogue.close()
