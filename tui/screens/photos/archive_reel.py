"""The archive's photos as a row that one can look through."""

from typing import TYPE_CHECKING

from tui.screens.photos.subject import Subject

if TYPE_CHECKING:
    from tui.screens.photos.archive_pages import ArchivePages


class ArchiveReel:
    """The album that a view shows; to go somewhere moves the cursor of the view."""

    def __init__(self, view: "ArchivePages") -> None:
        self._view = view

    def __len__(self) -> int:
        return len(self._view.album)

    def at(self, index: int) -> Subject | None:
        """Return a photo; None where it is not known yet."""
        photo = self._view.album.at(index)
        return Subject(photo.name, photo=photo) if photo is not None else None

    def go(self, index: int) -> None:
        """Move the cursor there; what is not known yet is asked for."""
        self._view.shown.point(index)
