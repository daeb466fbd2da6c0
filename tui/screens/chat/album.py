"""Small pictures of the photos that are named in a talk, as far as they were in sight."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from protocol import sections
from tui.clients.archive.photo import Archive, Photo
from tui.clients.wire import Wire
from tui.colours import Depth
from tui.screens.photos.thumbs import Thumbs

COLUMNS, ROWS = 32, 10
"""Cells of a picture: a third of a small window, and one sees what it is."""

PICTURES = 100
"""Pictures kept: some 3 MB; the first one goes."""

BUDGET = 1024 * 1024
"""Bytes of pictures that are on their way to be kept."""


class Album:
    """Fetches what is wanted now, from the archive of the settings; `ready` hears of each one.

    A name that is no photo's stays a name. `aclose` ends what is under way.
    """

    def __init__(self, settings: sections.Archive, ready: Callable[[], object]) -> None:
        self._settings = settings
        self._ready = ready
        self._archive: Archive | None = None
        self._thumbs: Thumbs | None = None
        self.pictures: dict[str, Sequence[Strip]] = {}

    def want(self, names: Sequence[str], depth: Depth) -> None:
        """Want the pictures of these photos, and no others any more."""
        wanted = [Photo(name) for name in names if name not in self.pictures]
        if self._thumbs is None and wanted:
            self._thumbs = self._open(depth)
        if self._thumbs is not None:
            self._thumbs.want(wanted, COLUMNS, ROWS)

    async def aclose(self) -> None:
        """Hang up."""
        if self._thumbs is not None:
            self._thumbs.close()
        if self._archive is not None:
            await self._archive.aclose()

    def _open(self, depth: Depth) -> Thumbs:
        from tui.clients.archive.dialect import open_archive

        self._archive = open_archive(self._settings, Wire())
        thumbs = Thumbs(self._archive, self._came, lambda _failure, _pause: None, budget=BUDGET)
        thumbs.depth = depth
        return thumbs

    def _came(self, name: str) -> None:
        thumb = self._thumbs.known(Photo(name)) if self._thumbs is not None else None
        self.pictures[name] = thumb.strips if thumb is not None else ()
        if len(self.pictures) > PICTURES:
            del self.pictures[next(iter(self.pictures))]
        self._ready()
