"""Where a conversation leads: a service that has a name, or any address and port."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Static

from tui.screens.console.talk import Talk
from tui.widgets.entry_line import OrderlyInput
from tui.words import _


class TargetLine(Horizontal):
    """A service to choose, or an address and a port to type; Enter in them connects."""

    class ServicesWanted(Message):
        """Show the services that have a name."""

    class Edited(Message):
        """The address may be another one now; `typed` tells."""

    class ConnectWanted(Message):
        """Enter or the button: connect to what is written here, or hang up."""

        def __init__(self, *, toggle: bool) -> None:
            super().__init__()
            self.toggle = toggle

    def __init__(self) -> None:
        super().__init__(id="console-target")

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield Button("", compact=True, id="service")
        yield OrderlyInput(compact=True, select_on_focus=False, id="host")
        yield Static(":", id="colon")
        yield OrderlyInput(compact=True, select_on_focus=False, id="port")
        yield Button(_("Connect"), compact=True, id="connect")

    @property
    def typed(self) -> tuple[str, str]:
        """Address and port as they stand here."""
        return self.query_one("#host", Input).value, self.query_one("#port", Input).value

    def show(self, talk: Talk) -> None:
        """Write where a conversation leads, and let the button do what can be done now."""
        name = talk.preset.name if talk.preset is not None else _("Another")
        self.query_one("#service", Button).label = f"{name} ▾"
        if self.typed != (talk.host, talk.port):
            self.query_one("#host", Input).value = talk.host
            self.query_one("#port", Input).value = talk.port
        busy = talk.is_connected or talk.is_calling
        self.query_one("#connect", Button).label = _("Hang up") if busy else _("Connect")

    @on(Input.Changed)
    def address_typed(self, event: Input.Changed) -> None:
        """Say that somebody types."""
        event.stop()
        self.post_message(self.Edited())

    @on(Input.Submitted)
    def address_entered(self, event: Input.Submitted) -> None:
        """Connect there."""
        event.stop()
        self.post_message(self.ConnectWanted(toggle=False))

    @on(Button.Pressed)
    def button_pressed(self, event: Button.Pressed) -> None:
        """Connect, hang up, or choose."""
        event.stop()
        if event.button.id == "service":
            self.post_message(self.ServicesWanted())
        else:
            self.post_message(self.ConnectWanted(toggle=True))
