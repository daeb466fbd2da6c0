"""The photos: the archive of the host, a directory of this machine, what goes to and fro."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantFocus
from textual.widgets import Static

from protocol.config import Config
from tui.beacon import State
from tui.clients.archive.photo import Ability
from tui.clients.connection import name_peer
from tui.clients.failure import Step
from tui.failures import sentence
from tui.printable import printable
from tui.screens.photos import keys, wording
from tui.screens.photos.archive_messages import Listed, Pointed, Unreachable
from tui.screens.photos.doing import DoingScreen
from tui.screens.photos.local_list import LocalList
from tui.screens.photos.panes import WIDE, Panes, Place
from tui.screens.photos.photo_list import PhotoList
from tui.screens.photos.transfer import Kind, Order, Stage
from tui.screens.photos.transfer_list import TransferList
from tui.screens.photos.transfer_rows import duration
from tui.screens.photos.trash_list import TrashList
from tui.settings import styles
from tui.widgets.rows import Rows
from tui.words import _, ngettext

SETTLE = 0.5
"""Seconds after a transfer's end in which others may end too, before the lists are read again."""


class PhotosScreen(DoingScreen):
    """The places, what is under way below them, and a line for what there is to say."""

    MODE = "photos"
    TITLE_WORD = _("Photos")
    HELP = wording.HELP
    CSS_PATH = styles() / "photos.tcss"
    AUTO_FOCUS = ""
    BINDINGS = [*keys.ALL]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]

    def __init__(self, config: Config, *, directory: Path | None = None) -> None:
        super().__init__(config, directory=directory)
        self._reading_soon = False
        self._something = (False, False)
        self._lost = False
        """Whether the archive did not answer the last time."""

    def compose_body(self) -> ComposeResult:
        """What there is, what is under way, and a line for what there is to say."""
        yield self.panes
        yield self.traffic
        yield Static(id="photos-status", markup=False)

    def on_mount(self) -> None:
        """Read the directory; the archive's view asks by itself."""
        peer = name_peer(self.config.archive.address, self.config.archive.port)
        self.say(State.CONNECTING, _("Asking {peer} …").format(peer=printable(peer)))
        self.panes.archive.border_title = wording.archive_title(None)
        keys_words = _("Enter: full screen  Space: mark  *: all  Tab: this machine  F1: all keys")
        self.status(keys_words)
        self.panes.local.reload()

    def on_doing_screen_placed(self, event: DoingScreen.Placed) -> None:
        """Send them on their way."""
        self.status("")
        if not event.orders:
            return
        (self.panes.local if event.place is Place.HERE else self.panes.archive).unmark()
        self._remember(event)
        if already := self.traffic.place(event.orders):
            words = ngettext(
                "{number} is under way already.", "{number} are under way already.", already
            )
            self._warn(words)
        self._settle()

    def on_doing_screen_done(self, event: DoingScreen.Done) -> None:
        """Say what was done, and read the lists again."""
        if event.words:
            self.status(event.words)
            self.panes.read_archive()
        self.refresh_bindings()

    def on_doing_screen_not_done(self, event: DoingScreen.NotDone) -> None:
        """Say why it was not done, or not all of it."""
        self.status(sentence(event.failure), bad=True)
        if event.failure.step is Step.REFUSED:  # what is shown is not what is there
            self.panes.read_archive()

    @on(DescendantFocus)
    @on(Panes.Moved)
    def offer_keys(self) -> None:
        """Show the keys of the place that one is in."""
        self.refresh_bindings()

    @on(Rows.Pointed)
    @on(Pointed)
    def offer_what_is_there(self) -> None:
        """Offer the keys anew where there is something to act upon, or no longer."""
        if self.panes.something != self._something:
            self._something = self.panes.something
            self.refresh_bindings()

    @on(PhotoList.Marked)
    def count_marks(self) -> None:
        """Say how many are marked."""
        for photos in (self.panes.local, self.panes.trash):
            photos.border_subtitle = wording.marked(len(photos.marks))

    @on(LocalList.Read)
    def count_what_is_left_out(self, event: LocalList.Read) -> None:
        """Say how many entries are too many."""
        if event.left_out:
            self.status(wording.left_out_here(event.left_out))

    @on(LocalList.Unreadable)
    def stay(self, event: LocalList.Unreadable) -> None:
        """Say why we are still where we were."""
        words = _("{path} cannot be read: {reason}.")
        self.status(words.format(path=printable(str(event.path)), reason=event.reason), bad=True)

    @on(TrashList.Listed)
    def name_trash(self, event: TrashList.Listed) -> None:
        """Say what the trash holds."""
        self.panes.trash.border_title = wording.trash_title(event.trash.total)
        self.refresh_bindings()

    @on(Listed)
    def be_connected(self, event: Listed) -> None:
        """Say what the archive holds."""
        title = wording.archive_title(event.total)
        if not self.panes.archive.album.match:
            photos = ngettext("{number} photo", "{number} photos", event.total)
            self.say(State.CONNECTED, photos)
        self.panes.archive.border_title = Content(title)
        if self._lost:
            self._lost = False
            self.traffic.hurry()
            self.status(_("The archive answers again."))
        if event.left_out:
            self.status(wording.left_out_there(event.left_out))
        self.refresh_bindings()

    @on(Unreachable)
    def retry(self, event: Unreachable) -> None:
        """Say why there is no list, and when it is asked for again."""
        self._lost = True
        again = _("Trying again in {time}.").format(time=duration(event.pause))
        words = f"{sentence(event.failure)} {again}"
        self.say(State.RETRYING, words)
        if len(self.panes.archive.album):  # else it is said where the photos would be
            self.status(words, bad=True)

    @on(TransferList.Ended)
    def take_note(self, event: TransferList.Ended) -> None:
        """Read the lists again soon; once nothing is under way, say what became of it."""
        transfer = event.transfer
        if transfer.stage is Stage.DONE and Ability.TRASH in self._archive.can:
            if transfer.order.kind is Kind.REMOVE:
                self._deeds.arrived(transfer.order.name)
            elif transfer.order.kind is Kind.STORE and transfer.order.replace:
                self._deeds.arrived(transfer.order.name, replaced=True)
        if transfer.stage is not Stage.CANCELLED:
            self._read_soon(transfer.order)
        if not self.traffic.transfers.busy:
            ended = self.traffic.transfers.ended
            bad = any(one.stage is Stage.FAILED for one in ended)
            self.status(wording.ending(ended, can_undo=self._deeds.can_undo), bad=bad)
        self._settle()

    def _remember(self, event: DoingScreen.Placed) -> None:
        """Note what goes to the trash, so that it can be undone together."""
        sizes = {photo.name: photo.size for photo in event.photos}
        gone = [one.name for one in event.orders if one.kind is Kind.REMOVE]
        replaced = [one.name for one in event.orders if one.kind is Kind.STORE and one.replace]
        if Ability.TRASH in self._archive.can:
            self._deeds.begin([(name, sizes.get(name)) for name in gone])
            self._deeds.begin([(name, None) for name in replaced], replaced=True)

    def _read_soon(self, order: Order) -> None:
        if order.kind is not Kind.FETCH:
            self.panes.looker.forget_archive(order.name)
        if order.kind is Kind.REMOVE:
            self.panes.archive.forget(order.name)
        if not self._reading_soon:
            self._reading_soon = True
            self.set_timer(SETTLE, self._read_at_last)

    def _read_at_last(self) -> None:
        self._reading_soon = False
        self.panes.read()

    def _settle(self) -> None:
        """Leave the list of what is under way when it closes, and offer the keys that remain."""
        if not self.traffic.display and self.focused in (None, self.traffic):
            self.panes.go(self.panes.place)
        self.refresh_bindings()
