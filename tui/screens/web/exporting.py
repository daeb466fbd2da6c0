"""An exchange leaves the program: to the terminal's clipboard, a file, the archive or the chat."""

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.screen import ModalScreen

from tui import numbers
from tui.clients.http.exchange import Exchange
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept
from tui.exchanges.mask_members import MASK
from tui.exchanges.unfit import Unfit
from tui.menu import Choice, Menu
from tui.screens.mode import ModeScreen
from tui.screens.web import clipboard, saving_as
from tui.screens.web.goods import Goods
from tui.screens.web.offers import Offer, joined, offers
from tui.screens.web.past_record import PastExchange
from tui.settings import styles
from tui.sharing import Share
from tui.words import _


class Exporting(ModalScreen[None]):
    """Asks what and where to, one menu after the other; closes when it is done, or with Escape."""

    CSS_PATH = styles() / "web_past.tcss"

    def __init__(self, exchange: Exchange | Kept | None, draft: Draft) -> None:
        super().__init__()
        kept = exchange if isinstance(exchange, Kept) else None
        if isinstance(exchange, PastExchange):
            kept = exchange.kept
        self._own = PastExchange(exchange) if isinstance(exchange, Kept) else None
        """A copy of the body that is ours to close."""
        record = exchange if isinstance(exchange, Exchange) else self._own
        self._goods = Goods(draft, record, kept)

    def compose(self) -> ComposeResult:
        """Nothing of its own: the menus are in front of what is below."""
        yield from ()

    def on_mount(self) -> None:
        """Ask."""
        self._export()

    def on_unmount(self) -> None:
        """Let our copy of the body go."""
        if self._own is not None:
            self._own.close()

    @work(exclusive=True, group="export")
    async def _export(self) -> None:
        """Ask what, do it, and close."""
        found = {offer.choice.id: offer for offer in offers(self._goods)}
        choices = [offer.choice for offer in found.values()]
        if self._goods.is_image:
            choices.append(Choice("a", "archive", _("The image, into the archive")))
        if self._goods.record is not None:
            choices.append(Choice("s", "chat", _("A line about it, into the chat")))
        chosen = await self.app.push_screen_wait(Menu(self._title(), choices))
        if chosen == "chat":
            self._share()
        elif chosen == "archive":
            await self._archive()
        elif chosen is not None:
            await self._take_out(found[chosen])
        self.dismiss()

    async def _take_out(self, offer: Offer) -> None:
        """Ask where to, and bring it there."""
        most = _("{size} at most").format(size=numbers.size(clipboard.LARGEST))
        choices = [
            Choice("c", "clipboard", _("To the terminal's clipboard"), most),
            Choice("f", "file", _("Into a file")),
        ]
        small = offer.size <= clipboard.LARGEST
        at = await self.app.push_screen_wait(Menu(offer.choice.name, choices, 0 if small else 1))
        try:
            if at == "clipboard":
                data = await asyncio.to_thread(joined, offer.make)
                self.notify(clipboard.send(self.app, data), markup=False)
            elif at == "file":
                self._say(
                    await saving_as.save(self.app, offer.choice.name, offer.proposed, offer.make)
                )
        except (Unfit, clipboard.NotSent) as error:
            self.notify(error.words, severity="error", markup=False, timeout=10)

    async def _archive(self) -> None:
        """Ask for a name, and send the image to the archive of the settings."""
        from tui.screens.web import archiving

        below = self.app.screen_stack[0]
        assert isinstance(below, ModeScreen)
        self._say(await archiving.archive(self.app, below.config.archive, self._goods))

    def _share(self) -> None:
        """Go to the chat, and have the line there; it is not sent yet."""
        below = self.app.screen_stack[0]
        below.post_message(Share(self._goods.line))

    def _say(self, words: str) -> None:
        if words:
            self.notify(words, markup=False)

    def _title(self) -> str:
        """Say what is exported, and whether it is what travelled."""
        if self._goods.kept is not None and self._goods.kept.masked:
            words = _("Export. {mask} stands for passwords and tokens; they were not kept.")
            return words.format(mask=MASK)
        if self._goods.has_secrets:
            return _("Export. Its passwords and tokens are in it, unmasked.")
        return _("Export")
