"""What the keys of the photo screen do: orders for the queue, and what the archive does at once.

Workers ask, and post what came of it; the screen's handlers are in `screen`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import on, work
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from protocol.config import Config
from tui.clients.archive.dialect import open_archive
from tui.clients.archive.photo import Photo
from tui.clients.failure import Failure
from tui.screens.mode import ModeScreen
from tui.screens.photos import journal, orders, tending, wording
from tui.screens.photos.asking import Person
from tui.screens.photos.entries import Kind as EntryKind
from tui.screens.photos.local_list import first_directory
from tui.screens.photos.offers import Now, offered
from tui.screens.photos.panes import Panes, Place
from tui.screens.photos.transfer import Order
from tui.screens.photos.transfer_list import TransferList
from tui.screens.photos.trash_list import TrashList
from tui.screens.photos.undo import Deeds, undo
from tui.sharing import Share
from tui.words import _

SHARED = 5
"""Photos that are named in the chat at once: a longer list is read by nobody there."""

Answer = TypeVar("Answer")


class DoingScreen(ModeScreen):
    """The places, the queue, and the actions upon them."""

    class Placed(Message):
        """What there was to ask is answered; these orders remain, about photos of the archive."""

        def __init__(self, place: Place, placed: list[Order], photos: Sequence[Photo]) -> None:
            super().__init__()
            self.place = place
            self.orders = placed
            self.photos = photos

    class Done(Message):
        """The archive did something at once; `words` say what, "" for nothing."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class NotDone(Message):
        """The archive could not be asked, or did not do it."""

        def __init__(self, failure: Failure) -> None:
            super().__init__()
            self.failure = failure

    def __init__(self, config: Config, *, directory: Path | None = None) -> None:
        super().__init__(config)
        self._archive = open_archive(config.archive, self.wire)
        self._person = Person(self._show, self._warn)
        self._deeds = Deeds()
        self._doing = False
        """Whether the archive is at something that it is not to be asked twice."""
        self.panes = Panes(directory or first_directory(), self._archive, id="photos-panes")
        kept = journal.place(config.archive.address, config.archive.port)
        self.traffic = TransferList(self._archive, kept, id="photos-under-way")

    async def on_unmount(self) -> None:
        """Hang up."""
        await self._archive.aclose()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done in the place that is in use."""
        if not self.is_mounted:
            return True
        place = None if self.traffic.has_focus else self.panes.place
        now = Now(place, self._archive.can, *self.panes.something, self._deeds.can_undo)
        return offered(action, now)

    def action_other_place(self) -> None:
        """Go on: the archive or its trash, this machine, and what is under way, if anything."""
        if self.panes.place is not Place.HERE and not self.traffic.has_focus:
            self.panes.go(Place.HERE)
        elif self.traffic.display and not self.traffic.has_focus:
            self.traffic.focus()
        else:
            self.panes.go(Place.TRASH if self.panes.trash_shown else Place.THERE)

    def action_toggle_trash(self) -> None:
        """Show the trash, or the archive again."""
        if self.panes.trash_shown:
            self.panes.go(Place.THERE)
        else:
            self.panes.trash.load()
            self.panes.go(Place.TRASH)

    def action_leave_trash(self) -> None:
        """Show the archive again."""
        self.panes.go(Place.THERE)

    def action_reload(self) -> None:
        """Read everything again, and look at the archive's photos anew."""
        self.panes.looker.forget_archive()
        self.panes.read()

    def action_archive(self, *, strip_position: bool = False) -> None:
        """Archive what is marked here, or the pictures of the directory under the cursor."""
        local, there = self.panes.local, self.panes.archive.album
        entry, known = local.entry, list(there.remembered())
        if not local.marks and entry is not None and entry.kind is EntryKind.DIRECTORY:
            whole = local.directory / entry.name
            chosen = partial(orders.of_whole_directory, whole, entry.shown)
        elif local.selected:
            chosen = partial(orders.to_archive, local.selected, local.directory)
        else:
            return
        self.status(_("Looking at what is to be archived …"))
        asking = partial(chosen, self._archive, known, self._person)
        self._place(asking, strip_position=strip_position)

    def action_archive_without_position(self) -> None:
        """Do so without telling where the photos were taken."""
        self.action_archive(strip_position=True)

    def action_save(self) -> None:
        """Save what is marked in the archive in the directory of this machine."""
        photos, directory = self.panes.archive.selected, self.panes.local.directory
        self._place(partial(orders.to_here, photos, directory, self._person))

    def action_delete(self) -> None:
        """Put what is marked in the archive into its trash."""
        photos = self.panes.archive.selected
        self._place(partial(orders.to_trash, photos, self._archive, self._person), photos)

    def action_undo(self) -> None:
        """Undo the last deed."""
        self._do(partial(undo, self._deeds, self._archive))

    def action_rename(self) -> None:
        """Give the photo under the cursor another name."""
        if (photo := self.panes.archive.photo) is not None:
            self._do(partial(tending.rename, photo, self._archive, self._deeds, self._show))

    def action_share(self) -> None:
        """Go to the chat with the names of what is marked."""
        names = [photo.name for photo in self.panes.archive.selected]
        if len(names) > SHARED:
            words = _("The chat takes the names of {number} photos at a time; these are the first.")
            self._warn(words.format(number=SHARED))
        self.panes.archive.unmark()
        self.post_message(Share(wording.shared(names[:SHARED])))

    @on(TrashList.RestoreWanted)
    def restore(self, event: TrashList.RestoreWanted) -> None:
        """Put photos back."""
        self._do(partial(tending.restore, event.items, self._archive))

    @on(TrashList.DiscardWanted)
    def discard(self, event: TrashList.DiscardWanted) -> None:
        """Remove photos for good."""
        self._do(partial(tending.discard, event.items, self._archive, self._person))

    def status(self, words: str, *, bad: bool = False) -> None:
        """Say something in the line above the keys."""
        line = self.query_one("#photos-status", Static)
        line.set_class(bad, "-bad")
        line.update(words, layout=False)

    @work(exclusive=True, group="orders")
    async def _place(
        self,
        asking: Callable[[], Awaitable[list[Order]]],
        photos: Sequence[Photo] = (),
        *,
        strip_position: bool = False,
    ) -> None:
        place = self.panes.place
        try:
            placed = await asking()
        except Failure as failure:
            self.post_message(self.NotDone(failure))
        else:
            placed = [replace(order, strip_position=strip_position) for order in placed]
            self.post_message(self.Placed(place, placed, photos))

    def _do(self, doing: Callable[[], Awaitable[str]]) -> None:
        """Have the archive do something, unless it is at something already."""
        if not self._doing:
            self._doing = True
            self._do_it(doing)

    @work(group="doing")
    async def _do_it(self, doing: Callable[[], Awaitable[str]]) -> None:
        try:
            self.post_message(self.Done(await doing()))
        except Failure as failure:
            self.post_message(self.NotDone(failure))
        finally:
            self._doing = False

    async def _show(self, dialog: ModalScreen[Answer]) -> Answer | None:
        return await self.app.push_screen_wait(dialog, mode=self.MODE)

    def _warn(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)
