"""Asks an archive for its list, page by page, until there is an answer."""

import asyncio
from collections.abc import Callable

from textual.message import Message

from tui.clients.archive.photo import Archive, Page
from tui.clients.archive.walking import nowhere
from tui.clients.failure import Failure, Step
from tui.clients.pauses import pauses
from tui.screens.photos.album import Album, Wish


class Began(Message):
    """The list was read anew, as far as the place where the cursor is to be."""

    def __init__(self, album: Album, cursor: int) -> None:
        super().__init__()
        self.album = album
        self.cursor = cursor


class Came(Message):
    """A page of the list is there."""

    def __init__(self, album: Album, wish: Wish, page: Page) -> None:
        super().__init__()
        self.album = album
        self.wish = wish
        self.page = page


class Lost(Message):
    """The archive did not answer; it is asked again in `pause` seconds."""

    def __init__(self, failure: Failure, pause: float) -> None:
        super().__init__()
        self.failure = failure
        self.pause = pause


class Astray(Message):
    """Nobody knows any more where this page begins: the list has to be read anew."""

    def __init__(self, album: Album) -> None:
        super().__init__()
        self.album = album


class Lister:
    """Says in messages what came; changes no album that anybody shows."""

    def __init__(self, archive: Archive, tell: Callable[[Message], object]) -> None:
        self._archive = archive
        self._tell = tell

    async def begin(self, album: Album, name: str, place: int) -> None:
        """Read a new album until the photo of this name is there, or its old place is passed."""
        for pause in pauses():
            try:
                while (cursor := album.place_of(name) if name else None) is None:
                    wish = album.wanting(place, place)
                    if wish is None:
                        break
                    album.take(wish, await self._ask(album, wish))
            except Failure as failure:
                self._tell(Lost(failure, pause))
                await asyncio.sleep(pause)
            else:
                self._tell(Began(album, place if cursor is None else cursor))
                return

    async def read_on(self, album: Album, wish: Wish) -> None:
        """Read one page of an album."""
        for pause in pauses():
            try:
                self._tell(Came(album, wish, await self._ask(album, wish)))
            except Failure as failure:
                if failure.step is Step.REFUSED and failure.code == "introuvable":
                    self._tell(Astray(album))
                    return
                self._tell(Lost(failure, pause))
                await asyncio.sleep(pause)
            else:
                return

    async def _ask(self, album: Album, wish: Wish) -> Page:
        page = await self._archive.page(
            wish.after, limit=wish.limit, sort=album.sort, match=album.match
        )
        if not album.leads_on(wish, page):
            raise nowhere()
        return page
