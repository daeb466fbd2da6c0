"""The app: a switchboard between the five screens, and the keys that work everywhere."""

from collections.abc import Callable
from importlib import import_module
from typing import ClassVar

from textual.app import App
from textual.binding import Binding
from textual.reactive import reactive

from protocol.config import Config
from tui.beacon import Beacon
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.themes import THEMES
from tui.words import _

SCREENS = {
    "clock": "tui.screens.clock:ClockScreen",
    "web": "tui.screens.web:WebScreen",
    "chat": "tui.screens.chat:ChatScreen",
    "photos": "tui.screens.photos:PhotosScreen",
    "console": "tui.screens.console:ConsoleScreen",
}
"""Where each mode's screen is; imported when it is first opened."""


class VasistasApp(App[None]):
    """The program; `screen` names the mode that it opens with."""

    TITLE = "Vasistas"
    CSS_PATH = styles() / "app.tcss"
    BINDINGS = [
        Binding("f1", "help", _("Help"), id="app.help"),
        Binding("f2,1", "show_mode('clock')", _("Clock"), id="app.clock", show=False),
        Binding("f3,2", "show_mode('web')", _("Web"), id="app.web", show=False),
        Binding("f4,3", "show_mode('chat')", _("Chat"), id="app.chat", show=False),
        Binding("f5,4", "show_mode('photos')", _("Photos"), id="app.photos", show=False),
        Binding("f6,5", "show_mode('console')", _("Console"), id="app.console", show=False),
        Binding("q", "quit", _("Quit"), id="app.quit.letter", show=False),
        Binding("ctrl+q", "quit", _("Quit"), id="app.quit", priority=True),
    ]
    DEFAULT_MODE: ClassVar[str] = "clock"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]

    beacons: reactive[dict[str, Beacon]] = reactive(dict)
    """The latest word of every screen."""

    def __init__(self, config: Config, *, screen: str = "clock") -> None:
        super().__init__()
        self.config = config
        self._first = screen
        for mode, place in SCREENS.items():
            self.add_mode(mode, self._opener(place))
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = config.vasistas.theme or "dark"

    def _opener(self, place: str) -> Callable[[], ModeScreen]:
        module, _colon, name = place.partition(":")

        def open_screen() -> ModeScreen:
            screen: ModeScreen = getattr(import_module(module), name)(self.config)
            return screen

        return open_screen

    async def on_mount(self) -> None:
        """Open the first screen."""
        await self.switch_mode(self._first)

    async def action_show_mode(self, mode: str) -> None:
        """Switch to another screen; it stays alive when one leaves it."""
        await self.switch_mode(mode)

    def on_beacon(self, beacon: Beacon) -> None:
        """Keep what a screen said of itself."""
        self.beacons = self.beacons | {beacon.mode: beacon}
