"""The pane of the archive: what it holds, asked again with growing pauses where nobody answers."""

import asyncio

from textual import work
from textual.message import Message

from tui.clients.archive import classic as archive
from tui.clients.failure import Failure
from tui.clients.pauses import pauses
from tui.screens.photos.carrying import Where
from tui.screens.photos.entries import of_archive
from tui.screens.photos.photo_list import PhotoList
from tui.words import _


class ArchiveList(PhotoList):
    """The archive's photos."""

    class Listed(Message):
        """The archive said what it holds."""

        def __init__(self, listing: archive.Listing) -> None:
            super().__init__()
            self.listing = listing

    class Unreachable(Message):
        """The archive did not say it; it is asked again in `pause` seconds."""

        def __init__(self, failure: Failure, pause: float) -> None:
            super().__init__()
            self.failure = failure
            self.pause = pause

    def __init__(self, where: Where, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._where = where

    @work(exclusive=True, group="list")
    async def load(self) -> None:
        """Ask until there is an answer."""
        for pause in pauses():
            try:
                self.post_message(self.Listed(await archive.names(*self._where)))
            except Failure as failure:
                self.post_message(self.Unreachable(failure, pause))
                await asyncio.sleep(pause)
            else:
                return

    def on_archive_list_listed(self, event: Listed) -> None:
        """Show what it holds."""
        at = self.entry.name if self.entry else ""
        self.fill(of_archive(event.listing.names), at=at, words=_("The archive is empty."))
