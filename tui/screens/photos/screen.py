"""The photos: a directory of this machine, the archive, and how the photo at the cursor looks."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Static

from protocol.config import Config
from tui.beacon import State
from tui.clients.archive.dialect import open_archive
from tui.clients.connection import name_peer
from tui.clients.failure import Failure
from tui.dialogs import Confirm
from tui.failures import remedy, sentence
from tui.printable import printable
from tui.screens.mode import ModeScreen
from tui.screens.photos import journal, keys, orders, wording
from tui.screens.photos.archive_list import ArchiveList
from tui.screens.photos.carrying import Where
from tui.screens.photos.local_list import LocalList, first_directory
from tui.screens.photos.panes import Panes
from tui.screens.photos.photo_list import PhotoList
from tui.screens.photos.transfer_list import TransferList
from tui.screens.photos.transfer_rows import duration
from tui.screens.photos.transfers import Order, Stage
from tui.settings import styles
from tui.words import _, ngettext

SETTLE = 0.5
"""Seconds after a transfer's end in which others may end too, before the lists are read again."""


class PhotosScreen(ModeScreen):
    """Two lists, a preview, and below them what is under way."""

    MODE = "photos"
    TITLE_WORD = _("Photos")
    HELP = wording.HELP
    CSS_PATH = styles() / "photos.tcss"
    AUTO_FOCUS = "#photos-here"
    BINDINGS = [*keys.ALL]

    class Placed(Message):
        """What there was to ask is answered; these orders remain."""

        def __init__(self, source: PhotoList, placed: list[Order]) -> None:
            super().__init__()
            self.source = source
            self.orders = placed

    class NotPlaced(Message):
        """The archive could not be asked."""

        def __init__(self, failure: Failure) -> None:
            super().__init__()
            self.failure = failure

    def __init__(self, config: Config, *, directory: Path | None = None) -> None:
        super().__init__(config)
        self._where: Where = (config.archive.address, config.archive.port, self.wire)
        self._person = orders.Person(self._ask, self._warn)
        self._reading_soon = False
        self._cancel_offered = False
        self._lost = False
        """Whether the archive did not answer the last time."""
        self.panes = Panes(directory or first_directory(), self._where, id="photos-panes")
        self.traffic = TransferList(
            open_archive(replace(config.archive, dialect="classic"), self.wire),
            journal.place(config.archive.address, config.archive.port),
            id="photos-under-way",
        )

    def compose_body(self) -> ComposeResult:
        """What there is, what is under way, and a line for what there is to say."""
        yield self.panes
        yield self.traffic
        yield Static(id="photos-status", markup=False)

    def on_mount(self) -> None:
        """Read both lists."""
        peer = printable(name_peer(*self._where[:2]))
        words = _("Asking {peer} …").format(peer=peer)
        self.say(State.CONNECTING, words)
        self.panes.archive.fill((), words=words)
        self._status(_("Tab: other list  Enter: open, or large  *: mark all  r: read again"))
        self.panes.read()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done in the list that is in use."""
        if not self.is_mounted:
            return True
        here = self.panes.active is self.panes.local
        offered = {"archive": here, "go_up": here, "save": not here, "delete": not here}
        return offered.get(action, self.traffic.display if action == "cancel" else True)

    def action_other_pane(self) -> None:
        """Go to the other list, and to what is under way if there is something."""
        stops = [self.panes.local, self.panes.archive, self.traffic]
        shown = [stop for stop in stops if stop.display]
        here = next((place for place, stop in enumerate(shown) if stop.has_focus), -1)
        shown[(here + 1) % len(shown)].focus()

    def action_reload(self) -> None:
        """Read both lists, and look at the archive's photos anew."""
        self.panes.preview.looker.forget_archive()
        self.panes.read()

    def action_go_up(self) -> None:
        """Go to the directory above."""
        self.panes.local.go_up()

    def action_archive(self) -> None:
        """Archive what is marked here."""
        local = self.panes.local
        if chosen := local.selected:
            self._status(_("Looking at what is to be archived …"))
            asking = partial(orders.to_archive, chosen, local.directory, self._where, self._person)
            self._place(local, asking)

    def action_save(self) -> None:
        """Save what is marked in the archive in the directory on the left."""
        if chosen := self.panes.archive.selected:
            directory = self.panes.local.directory
            self._place(
                self.panes.archive, partial(orders.to_here, chosen, directory, self._person)
            )

    def action_delete(self) -> None:
        """Delete what is marked from the archive."""
        if chosen := self.panes.archive.selected:
            self._place(self.panes.archive, partial(orders.to_trash, chosen, self._person))

    def action_cancel(self) -> None:
        """Cancel what is under way."""
        self.traffic.cancel()
        self._settle_focus()

    @work(exclusive=True, group="orders")
    async def _place(self, source: PhotoList, asking: Callable[[], Awaitable[list[Order]]]) -> None:
        try:
            self.post_message(self.Placed(source, await asking()))
        except Failure as failure:
            self.post_message(self.NotPlaced(failure))

    def on_photos_screen_placed(self, event: Placed) -> None:
        """Send them on their way."""
        self._status("")
        if not event.orders:
            return
        event.source.unmark()
        if already := self.traffic.place(event.orders):
            words = ngettext(
                "{number} is under way already.", "{number} are under way already.", already
            )
            self._warn(words)
        self._settle_focus()

    def on_photos_screen_not_placed(self, event: NotPlaced) -> None:
        """Say why nothing happens."""
        self._status(sentence(event.failure), bad=True)

    @on(DescendantFocus)
    def offer_keys(self) -> None:
        """Show the keys of the list that one is in."""
        self.refresh_bindings()

    @on(LocalList.Read)
    def count_what_is_left_out(self, event: LocalList.Read) -> None:
        """Say how many entries are too many."""
        if event.left_out:
            self._status(wording.left_out_here(event.left_out))

    @on(LocalList.Unreadable)
    def stay(self, event: LocalList.Unreadable) -> None:
        """Say why we are still where we were."""
        words = _("{path} cannot be read: {reason}.")
        self._status(words.format(path=printable(str(event.path)), reason=event.reason), bad=True)

    @on(ArchiveList.Listed)
    def be_connected(self, event: ArchiveList.Listed) -> None:
        """Say what the archive holds."""
        photos = ngettext("{number} photo", "{number} photos", len(event.listing.names))
        self.say(State.CONNECTED, photos)
        self.panes.archive.border_title = Content(_("Archive: {photos}").format(photos=photos))
        if self._lost:
            self._lost = False
            self._status(_("The archive answers again."))
        if event.listing.left_out:
            self._status(wording.left_out_there(event.listing.left_out))

    @on(ArchiveList.Unreachable)
    def retry(self, event: ArchiveList.Unreachable) -> None:
        """Say why there is no list, and when it is asked for again."""
        self._lost = True
        again = _("Trying again in {time}.").format(time=duration(event.pause))
        words = f"{sentence(event.failure)} {again}"
        self.say(State.RETRYING, words)
        archive = self.panes.archive
        if archive.entries:
            self._status(words, bad=True)
        else:
            help_words = remedy(event.failure)
            archive.fill((), words=f"{sentence(event.failure)}\n\n{help_words}\n\n{again}")

    @on(TransferList.Ended)
    def take_note(self, event: TransferList.Ended) -> None:
        """Read the lists again soon; once nothing is under way, say what became of it."""
        transfer = event.transfer
        if transfer.stage is not Stage.CANCELLED:
            self.panes.preview.looker.forget_archive(transfer.order.name)
            if not self._reading_soon:
                self._reading_soon = True
                self.set_timer(SETTLE, self._read_at_last)
        if not self.traffic.transfers.busy:
            ended = self.traffic.transfers.ended
            bad = any(one.stage is Stage.FAILED for one in ended)
            self._status(wording.ending(ended), bad=bad)
        self._settle_focus()

    def _read_at_last(self) -> None:
        self._reading_soon = False
        self.panes.read()

    def _settle_focus(self) -> None:
        """Leave the list of what is under way when it closes, and offer the keys that remain."""
        if not self.traffic.display and self.focused in (None, self.traffic):
            self.panes.active.focus()
        if self._cancel_offered != self.traffic.display:
            self._cancel_offered = self.traffic.display
            self.refresh_bindings()

    def _status(self, words: str, *, bad: bool = False) -> None:
        line = self.query_one("#photos-status", Static)
        line.set_class(bad, "-bad")
        line.update(words, layout=False)

    async def _ask(self, question: Confirm) -> bool:
        return await self.app.push_screen_wait(question, mode=self.MODE)

    def _warn(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)
