"""Where the console connects: a service of the settings, or any address and port."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Select, Static

from protocol.config import Config
from tui.widgets.entry_line import OrderlyInput
from tui.words import _


@dataclass(frozen=True, slots=True)
class Address:
    """An address and a port, as they are connected to."""

    host: str
    port: int


def services(config: Config) -> dict[str, Address]:
    """Name the host's services and where they are; the upper-case service first."""
    return {
        _("Upper-case"): Address(config.echo.address, config.echo.port),
        _("Clock"): Address(config.clock.address, config.clock.port),
        _("Chat"): Address(config.chat.address, config.chat.port),
        _("The archive"): Address(config.archive.address, config.archive.port),
    }


class TargetLine(Horizontal):
    """A service to choose, or an address and a port to type; Enter in them connects."""

    class Chosen(Message):
        """Another service was chosen."""

    class ConnectWanted(Message):
        """Enter or the button: connect to what is written here, or hang up."""

        def __init__(self, *, toggle: bool) -> None:
            super().__init__()
            self.toggle = toggle

    def __init__(self, config: Config) -> None:
        super().__init__(id="console-target")
        self._services = services(config)

    def compose(self) -> ComposeResult:
        """From left to right."""
        first, *_others = self._services.values()
        names = [(name, name) for name in self._services]
        yield Select(names, value=names[0][0], prompt=_("Another"), compact=True, id="service")
        yield OrderlyInput(first.host, compact=True, select_on_focus=False, id="host")
        yield Static(":", id="colon")
        yield OrderlyInput(str(first.port), compact=True, select_on_focus=False, id="port")
        yield Button(_("Connect"), compact=True, id="connect")

    @property
    def address(self) -> Address | None:
        """What is written; None where the port is no number or the address is empty."""
        host = self.query_one("#host", Input).value.strip()
        port = self.query_one("#port", Input).value.strip()
        if not host or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
            return None
        return Address(host, int(port))

    def next_service(self) -> None:
        """Choose the service after this one."""
        select = self.query_one("#service", Select)
        names = list(self._services)
        place = names.index(select.value) + 1 if select.value in names else 0
        select.value = names[place % len(names)]

    def show_connected(self, is_connected: bool) -> None:
        """Let the button do what can be done now."""
        self.query_one("#connect", Button).label = _("Hang up") if is_connected else _("Connect")

    @on(Select.Changed, "#service")
    def service_chosen(self, event: Select.Changed) -> None:
        """Write where it is."""
        event.stop()
        address = self._services.get(str(event.value))
        if address is not None and address != self.address:
            self.query_one("#host", Input).value = address.host
            self.query_one("#port", Input).value = str(address.port)
            self.post_message(self.Chosen())

    @on(Input.Changed)
    def address_typed(self, event: Input.Changed) -> None:
        """Name the service that is there, if it is one of ours."""
        event.stop()
        fitting = [name for name, there in self._services.items() if there == self.address]
        self.query_one("#service", Select).value = fitting[0] if fitting else Select.NULL

    @on(Input.Submitted)
    def address_entered(self, event: Input.Submitted) -> None:
        """Connect there."""
        event.stop()
        self.post_message(self.ConnectWanted(toggle=False))

    @on(Button.Pressed, "#connect")
    def button_pressed(self, event: Button.Pressed) -> None:
        """Connect, or hang up."""
        event.stop()
        self.post_message(self.ConnectWanted(toggle=True))
