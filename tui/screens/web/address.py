"""The line for an address: it remembers what was sent, and up and down bring it back."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.events import Paste

from protocol.sections import Archive
from tui.clients.connection import name_peer
from tui.printable import printable
from tui.widgets.entry_line import EntryLine
from tui.words import _

REMEMBERED = 100
"""Addresses that are remembered: more than one types in an afternoon."""


class KeptLine(EntryLine):
    """A line whose text stays when it was entered."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.id = name

    async def action_submit(self) -> None:
        """Hand the text over."""
        self.post_message(self.Entered(self, self.value))


class AddressField(KeptLine):
    """An address, and those before it; the past lasts as long as the program."""

    BINDINGS = [
        Binding("up", "earlier", _("Earlier address"), id="web.earlier", show=False),
        Binding("down", "later", _("Later address"), id="web.later", show=False),
    ]

    def __init__(self, value: str, past: Sequence[str] = ()) -> None:
        super().__init__("address")
        self.placeholder = "localhost:8000/"
        self.value = value
        self.cursor_position = len(value)
        self._past = list(past)
        self._place = len(self._past)
        """Which of the past is shown; one more than there are stands for what is being typed."""
        self._draft = ""

    def remember(self, address: str) -> None:
        """Add an address to the past, as its newest."""
        if address:
            past = [one for one in self._past if one != address]
            self._past = [*past, address][-REMEMBERED:]
            self._place = len(self._past) - 1

    def action_earlier(self) -> None:
        """Show the address before."""
        self._step(-1)

    def action_later(self) -> None:
        """Show the address after, or what was being typed."""
        self._step(1)

    def _step(self, by: int) -> None:
        if self.value != [*self._past, self._draft][self._place]:
            self._draft, self._place = self.value, len(self._past)
        shown = [*self._past, self._draft]
        self._place = max(0, min(self._place + by, len(self._past)))
        self.value = shown[self._place]
        self.cursor_position = len(self.value)

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(printable("".join(event.text.split())), *self.selection)


def of_the_host(archive: Archive) -> list[str]:
    """Return addresses to look at without any other machine; those of 2017 have none."""
    if archive.dialect != "http":
        return []
    host = f"http://{name_peer(archive.address, archive.port)}"
    return [f"{host}/health", f"{host}/"]
