"""Which photos of the archive are marked: by name, and as they were when they were marked."""

from tui.clients.archive.photo import Photo
from tui.screens.photos.album import Album


class Marks(dict[str, Photo]):
    """In the order in which they were marked; nothing is lost where the list is not known whole."""

    def toggle(self, photo: Photo) -> None:
        """Mark a photo, or take its mark away."""
        if self.pop(photo.name, None) is None:
            self[photo.name] = photo

    def toggle_all(self, album: Album) -> int:
        """Mark all photos that are loaded, or none where all of them are; return how many."""
        known = {photo.name: photo for photo in album.remembered()}
        every = known.keys() <= self.keys()
        self.clear()
        if not every:
            self.update(known)
        return len(self)

    def keep_to(self, album: Album) -> None:
        """Take the marks of photos away that are known to be gone, and learn what is new."""
        there = {photo.name: photo for photo in album.remembered()} if self else {}
        if there and album.complete and not album.match and len(there) == len(album):
            kept = {name: there[name] for name in self if name in there}
            self.clear()
            self.update(kept)
