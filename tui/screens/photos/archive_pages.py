"""The part of the archive's view that reads: the album that is shown, and the pages it still needs.

Messages come from the lister's workers; what is shown changes in the handlers here, and only here.
"""

from textual import on, work
from textual.widget import Widget

from tui.clients.archive.photo import Archive, Photo, Sort
from tui.failures import remedy, sentence
from tui.screens.photos.album import Album, Wish
from tui.screens.photos.archive_messages import Listed, Pointed, Unreachable
from tui.screens.photos.archive_reel import ArchiveReel
from tui.screens.photos.lister import Astray, Began, Came, Lister, Lost
from tui.screens.photos.photo_rows import PhotoRows
from tui.words import _

AHEAD = 50
"""Photos beyond the last one on the screen whose page is asked for before one gets there."""


class ArchivePages(Widget):
    """Shows an album in `shown`. Subclasses say what else there is to see."""

    shown: PhotoRows
    """The grid or the columns."""

    def __init__(self, archive: Archive, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.archive = archive
        self.album = Album()
        self.reel = ArchiveReel(self)
        """The photos to look through, one after the other."""
        self._lister = Lister(archive, self.post_message)
        self._asked: Wish | None = None
        self._before_filter: tuple[Album, int] | None = None

    @property
    def cursor(self) -> int:
        """The number of the photo that keys act upon."""
        return self.shown.cursor

    @property
    def photo(self) -> Photo | None:
        """The photo under the cursor; None where there is none, or it is still on its way."""
        return self.album.at(self.cursor)

    def load(self) -> None:
        """Ask for the list again; cursor and marks stay with their photos."""
        name = self.photo.name if self.photo is not None else ""
        self._read(Album(self.album.sort, self.album.match), name, self.cursor)

    def filter(self, text: str) -> None:
        """Show the photos whose names match; "" shows all, where one was before."""
        if text == self.album.match:
            return
        if text:
            if not self.album.match:
                self._before_filter = (self.album, self.cursor)
            self._read(Album(self.album.sort, text))
        elif self._before_filter is not None:
            album, cursor = self._before_filter
            self._before_filter = None
            self.show(album, cursor)
            self.load()

    def sort(self, order: Sort) -> None:
        """Show the photos in this order, from the first one on."""
        self._before_filter = None
        self._read(Album(order, self.album.match))

    def forget(self, name: str) -> None:
        """Leave out a photo that is no longer in the archive."""
        index = self.album.forget(name)
        if index is not None:
            self.show(self.album, self.cursor - (index < self.cursor))

    def show(self, album: Album, cursor: int) -> None:
        """Show this album."""
        self.album, self._asked = album, None
        self.shown.set_rows(len(album), cursor, self._nothing())
        self.look()

    def look(self) -> None:
        """Ask for the next page of what is seen, unless that is under way."""
        first, last = self.shown.seen()
        wish = self.album.wanting(first, min(last + AHEAD, len(self.album) - 1))
        if wish is not None and wish != self._asked and len(self.album):
            self._asked = wish
            self._read_on(self.album, wish)

    def _nothing(self) -> str:
        if self.album.match:
            words = _("No name has “{text}” in it.").format(text=self.album.match)
            way_out = _("Esc shows all photos.")
            return f"{words}\n\n{way_out}"
        return _("The archive is empty.")

    def _read(self, album: Album, name: str = "", place: int = 0) -> None:
        self.workers.cancel_group(self, "page")
        self._asked = None
        self._begin(album, name, place)

    @work(exclusive=True, group="list")
    async def _begin(self, album: Album, name: str, place: int) -> None:
        await self._lister.begin(album, name, place)

    @work(exclusive=True, group="page")
    async def _read_on(self, album: Album, wish: Wish) -> None:
        await self._lister.read_on(album, wish)

    @on(Began)
    def begin_anew(self, event: Began) -> None:
        """Show the list that was read anew."""
        self.show(event.album, event.cursor)
        self.post_message(Listed(len(event.album), event.album.left_out))

    @on(Came)
    def go_on(self, event: Came) -> None:
        """Show what came, and ask for more if one looks at more."""
        if event.album is not self.album:
            return
        self._asked = None
        before = len(self.album), self.album.left_out
        self.album.take(event.wish, event.page)
        if before != (len(self.album), self.album.left_out):
            self.show(self.album, self.cursor)
            self.post_message(Listed(len(self.album), self.album.left_out))
            return
        first, last = event.wish.start, event.wish.start + len(event.page.photos) - 1
        self.shown.refresh_photos(first, last)
        self.look()
        if first <= self.cursor <= last:
            self.post_message(Pointed())

    @on(Astray)
    def begin_again(self, event: Astray) -> None:
        """Read the list anew where it cannot be read on."""
        if event.album is self.album:
            self.load()

    @on(Lost)
    def say_lost(self, event: Lost) -> None:
        """Keep what is shown; say why nothing is, where nothing is."""
        if not len(self.album):
            again = _("Trying again in {time}.").format(
                time=_("{number} s").format(number=round(event.pause))
            )
            words = (sentence(event.failure), remedy(event.failure), again)
            self.shown.set_rows(0, 0, "\n\n".join(words))
        self.post_message(Unreachable(event.failure, event.pause))
