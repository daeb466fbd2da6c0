"""An image that was answered, into the photo archive: named, sent, compared."""

import asyncio
import tempfile
from pathlib import Path

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.screen import ModalScreen

from protocol import names, sections
from protocol.errors import RemoteProtocolError
from tui import numbers
from tui.clients.archive.dialect import open_archive
from tui.clients.archive.photo import Stored
from tui.clients.failure import Failure
from tui.clients.wire import Wire
from tui.dialogs import Ask, FailureDialog
from tui.printable import printable
from tui.reasons import reason
from tui.screens.web.goods import Goods
from tui.screens.web.saving_as import name_from
from tui.settings import styles
from tui.widgets.prose import Prose
from tui.words import _

TAKEN = "existe"
"""What an archive says of a name that it has already."""


async def archive(app: App[None], settings: sections.Archive, goods: Goods) -> str:
    """Ask for a name and send it; returns words about it, "" where nobody wants it any more."""
    value, wrong = name_from(goods.draft.address), ""
    while True:
        title = _("The image, into the archive")
        label = _("Its name there; photos end in .jpg or .png")
        name = await app.push_screen_wait(Ask(title, label, value, fault, wrong=wrong))
        if name is None:
            return ""
        value = name.strip()
        outcome = await app.push_screen_wait(Sending(settings, goods, value))
        if isinstance(outcome, Stored):
            return _told(value, outcome)
        if outcome is None:
            return _("The image was not archived.")
        if outcome.code == TAKEN:
            wrong = _("{name} is in the archive already: choose another name.")
            wrong = wrong.format(name=printable(value))
        elif not await app.push_screen_wait(FailureDialog(outcome)):
            return ""


class Sending(ModalScreen["Stored | Failure | None"]):
    """Shows how far it is; Escape ends it."""

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [Binding("escape", "leave", _("Cancel"), id="archiving.cancel")]

    def __init__(self, settings: sections.Archive, goods: Goods, name: str) -> None:
        super().__init__()
        self._settings = settings
        self._goods = goods
        self._photo = name

    def compose(self) -> ComposeResult:
        """A title, and how far it is."""
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_subtitle = _("Esc: {answer}").format(answer=_("Cancel"))
            words = _("{name} goes into the archive").format(name=printable(self._photo))
            yield Prose(words, classes="dialog-title")
            yield Prose(_("Connecting…"), classes="dialog-detail")

    def on_mount(self) -> None:
        """Begin."""
        self._send()

    def action_leave(self) -> None:
        """Send no more of it."""
        self.workers.cancel_node(self)
        self.dismiss(None)

    @work(exclusive=True, group="send")
    async def _send(self) -> None:
        archive = open_archive(self._settings, Wire())
        try:
            with tempfile.TemporaryDirectory(prefix="vasistas-") as directory:
                path = Path(directory) / "image"
                await asyncio.to_thread(_write, path, self._goods)
                stored = await archive.store(
                    self._photo, path, replace=False, progress=self._progress
                )
        except Failure as failure:
            self.dismiss(failure)
        except OSError as error:
            words = _("It was not archived: {reason}.").format(reason=reason(error))
            self.app.notify(words, severity="error", markup=False)
            self.dismiss(None)
        else:
            self.dismiss(stored)
        finally:
            await archive.aclose()

    def _progress(self, gone: int, total: int) -> None:
        words = _("{gone} of {total}")
        words = words.format(gone=numbers.size(gone), total=numbers.size(total))
        self.query_one(".dialog-detail", Prose).say(words)


def fault(name: str) -> str:
    """Say what is wrong with a photo's name, or nothing."""
    try:
        names.photo(name.strip())
    except RemoteProtocolError:
        return _("This cannot be a photo's name: no “/”, no dot in front, 255 bytes at most.")
    return ""


def _write(path: Path, goods: Goods) -> None:
    blocks = goods.decoded() if goods.codings else goods.body()
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)


def _told(name: str, stored: Stored) -> str:
    if stored.verified:
        words = _("{name} is in the archive, and was compared byte for byte.")
    elif stored.confirmed:
        words = _("{name} is in the archive.")
    else:
        words = _("{name} was sent; this archive does not say what becomes of it.")
    return words.format(name=printable(name))
