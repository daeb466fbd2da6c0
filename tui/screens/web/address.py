"""The line for a request: its method, any token, and its address; each remembers or suggests."""

import re
from collections.abc import Sequence

from textual.binding import Binding
from textual.events import Paste
from textual.message import Message
from textual.suggester import Suggester, SuggestFromList
from textual.widgets import Input

from protocol.sections import Archive
from tui.clients.connection import name_peer
from tui.printable import printable
from tui.screens.web.editor_keys import giving_way
from tui.widgets.entry_line import EntryLine
from tui.words import _

REMEMBERED = 100
"""Addresses that are remembered: more than one types in an afternoon."""


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""What is offered; whoever wants another one types it."""


_COMMAND = re.compile(r"\s*(?:[$#%>]\s+)?curl(?:\.exe)?\s")
"""With the prompt of a shell before it, or without."""


class KeptLine(EntryLine, inherit_bindings=False):
    """A line whose text stays when it was entered; Tab takes over what it suggests."""

    BINDINGS = [
        *giving_way(Input.BINDINGS),
        Binding("tab", "complete", _("Complete"), show=False, system=True),
    ]

    def __init__(
        self, name: str, placeholder: str = "", suggester: Suggester | None = None
    ) -> None:
        super().__init__()
        self.id = name
        self.placeholder = placeholder
        self.suggester = suggester

    async def action_submit(self) -> None:
        """Hand the text over."""
        self.post_message(self.Entered(self, self.value))

    def action_complete(self) -> None:
        """Take over what is suggested, or go on to what comes next."""
        if len(self._suggestion) > len(self.value):
            self.have(self._suggestion)
        else:
            self.screen.focus_next()

    def have(self, text: str) -> None:
        """Hold this, to go on from its end."""
        self.value = text
        self.cursor_position = len(text)


class MethodField(KeptLine):
    """A method: those that are usual by ↑ and ↓, any other one as it is typed."""

    BINDINGS = [
        Binding("up", "step(-1)", _("Method before"), show=False, system=True),
        Binding("down", "step(1)", _("Next method"), show=False, system=True),
    ]

    def __init__(self) -> None:
        super().__init__("method", "GET", SuggestFromList(METHODS, case_sensitive=False))
        self.value = METHODS[0]

    def action_step(self, by: int) -> None:
        """Take the next of those that are usual."""
        place = METHODS.index(self.value) + by if self.value in METHODS else 0
        self.have(METHODS[place % len(METHODS)])


class AddressField(KeptLine):
    """An address, and those before it; the past lasts as long as the program."""

    BINDINGS = [
        Binding("up", "earlier", _("Earlier address"), id="web.earlier", show=False),
        Binding("down", "later", _("Later address"), id="web.later", show=False),
    ]

    class CommandPasted(Message):
        """A command line of curl, as browsers copy it."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, value: str, past: Sequence[str] = ()) -> None:
        super().__init__("address", "localhost:8000/")
        self.have(value)
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
        self.have(shown[self._place])

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        if is_command(event.text):
            self.post_message(self.CommandPasted(event.text))
        else:
            self.replace(printable("".join(event.text.split())), *self.selection)


def is_command(text: str) -> bool:
    """Whether that is a command line of curl, and no address."""
    return _COMMAND.match(text) is not None


def of_the_host(archive: Archive) -> list[str]:
    """Return addresses to look at without any other machine; those of 2017 have none."""
    if archive.dialect != "http":
        return []
    host = f"http://{name_peer(archive.address, archive.port)}"
    return [f"{host}/health", f"{host}/"]
