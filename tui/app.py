"""The app: a switchboard between the five screens, and the keys that work everywhere."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.events import Resize
from textual.reactive import reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import MountError

from protocol.config import N_, Config
from tui.beacon import Beacon, Told
from tui.printable import printable
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.sharing import Share
from tui.themes import DARK, colours, themes
from tui.themes import names as theme_names
from tui.widgets.top_bar import names
from tui.words import _

SCREENS = {
    "clock": "tui.screens.clock:ClockScreen",
    "web": "tui.screens.web:WebScreen",
    "chat": "tui.screens.chat:ChatScreen",
    "photos": "tui.screens.photos:PhotosScreen",
    "console": "tui.screens.console:ConsoleScreen",
}
"""Where each mode's screen is; imported when it is first opened."""

_KEYS = (N_("space"), N_("esc"), N_("del"))
"""Keys that are named otherwise in another language."""

SETTLED = 1.0
"""Seconds after which a screen that was opened is all there."""

PALETTE = "--command-palette"

LOWEST = 5
"""Rows from which on the palette can show what it found: its input takes four."""


def _keys_of(mode: str, key: str, number: int, word: str) -> tuple[Binding, Binding]:
    """A screen's two keys: one that works everywhere, and a number that can also be typed."""
    action = f"show_mode('{mode}')"
    words = _("Go to the screen “{name}”").format(name=word)
    first = Binding(key, action, word, show=False, priority=True, tooltip=words, id=f"app.{mode}")
    return first, replace(first, key=str(number), priority=False, id=f"app.{mode}.number")


class VasistasApp(App[None], inherit_bindings=False):
    """The program; `screen` names the mode that it opens with."""

    TITLE = "Vasistas"
    CSS_PATH = [styles() / "app.tcss", styles() / "clock.tcss"]
    DEFAULT_MODE: ClassVar[str] = "clock"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]
    BINDINGS = [
        Binding("f1", "help", _("Help"), id="app.help", tooltip=_("Explain this screen")),
        *(
            binding
            for number, (mode, (key, word)) in enumerate(names().items(), 1)
            for binding in _keys_of(mode, key, number, word)
        ),
        Binding(
            "f9",
            "screen.toggle_wire",
            _("Wire"),
            id="app.wire",
            tooltip=_("Show the bytes that really travelled"),
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            _("Palette"),
            id="app.palette",
            priority=True,
            tooltip=_("Search everything that can be done here"),
        ),
        Binding(
            "ctrl+q",
            "quit",
            _("Quit"),
            id="app.quit",
            priority=True,
            tooltip=_("Leave the program"),
        ),
        Binding("q", "quit", id="app.quit.letter", show=False),
        Binding("ctrl+c", "help_quit", id="app.how_to_quit", show=False, system=True),
    ]

    beacons: reactive[dict[str, Beacon]] = reactive(dict, repaint=False)
    """The latest word of every screen."""

    told: reactive[Told] = reactive(Told(), repaint=False)
    """The time, as the clock tells it once a second."""

    def __init__(
        self,
        config: Config,
        *,
        screen: str = "clock",
        opened: Callable[[], object] = lambda: None,
    ) -> None:
        # To begin in a theme costs nothing; to change to it costs every style, again.
        self._looks = themes(colours())
        self.set_reactive(App.theme, config.vasistas.theme or DARK.name)
        super().__init__()
        self.animation_level = "none"  # over ssh a glide is twenty paints of what one shows
        self.config = config
        self._first = screen
        self._opened = opened
        """Called when another screen is there, and stays for as long as the program does."""
        for mode, place in SCREENS.items():
            self.add_mode(mode, partial(self._open, place))

    def _open(self, place: str) -> ModeScreen:
        module, _colon, name = place.partition(":")
        screen: ModeScreen = getattr(import_module(module), name)(self.config)
        self.set_timer(SETTLED, self._opened)
        return screen

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Our own themes, from the start; no others."""
        return self._looks

    async def on_mount(self) -> None:
        """Go to the screen that was asked for, and say what is odd in the settings."""
        await self.switch_mode(self._first)
        for warning in self.config.warnings:
            facts = {name: printable(fact) for name, fact in warning.facts.items()}
            words = _(warning.template).format(**facts)
            self.notify(words, title="config.ini", severity="warning", markup=False, timeout=10)

    def _handle_exception(self, error: Exception) -> None:
        """Leave in silence while screens are still being opened: once one leaves, Textual mounts
        no children any more, and tells their parents all the same that they were mounted.
        """
        leaving = self._exit or not self.is_running
        if not (leaving and isinstance(error, NoMatches | NoScreen | MountError)):
            super()._handle_exception(error)

    def on_ready(self) -> None:
        """Once something is painted: start the clock, whose time is on every screen, and be in
        the chat, so that what is said there is counted.
        """
        if self._first != "clock":
            self.call_later(self._wake, "clock")
        if self.config.chat.login:
            self.call_later(self._wake, "chat")

    def _wake(self, mode: str) -> None:
        """Start a mode's screen behind the one that is open: there and back between two paints."""
        here = self.current_mode
        with self.batch_update():
            self.switch_mode(mode)
            self.switch_mode(here)

    def on_beacon(self, beacon: Beacon) -> None:
        """Keep what a screen said of itself."""
        self.beacons = self.beacons | {beacon.mode: beacon}

    async def on_share(self, event: Share) -> None:
        """Go to the screen that it is for, the chat mostly, and have there what was shared."""
        await self.switch_mode(event.mode)
        screen = self.screen_stack[0]
        if isinstance(screen, ModeScreen):
            screen.take(event.text)

    async def action_show_mode(self, mode: str) -> None:
        """Switch to another screen; it stays alive when one leaves it."""
        await self.switch_mode(mode)

    def action_help(self) -> None:
        """Explain the screen that is open, and list every key."""
        from tui.actions import of_node, of_screen
        from tui.help import HelpScreen

        if isinstance(screen := self.screen, ModeScreen):
            words = screen.TITLE_WORD, screen.HELP or ""
            self.push_screen(HelpScreen(*words, of_screen(screen), list(of_node(self))))

    def action_command_palette(self) -> None:
        """Search every action by its words."""
        from textual.command import CommandPalette

        has_room = self.size.height >= LOWEST
        if self.use_command_palette and has_room and not isinstance(self.screen, CommandPalette):
            placeholder = _("Search for something to do …")
            self.push_screen(CommandPalette(placeholder=placeholder, id=PALETTE))

    def on_resize(self, event: Resize) -> None:
        """Close the palette in a window that has become too low for it."""
        if event.size.height < LOWEST and self.screen_stack and self.screen.id == PALETTE:
            self.screen.dismiss()

    def action_help_quit(self) -> None:
        """Say how to quit to somebody who pressed Ctrl+C."""
        self.notify(_("Ctrl+Q leaves the program."))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette what the screen's keys do, what ours do, and the themes."""
        from tui.actions import of_node, of_screen

        for action in (*of_screen(screen), *of_node(self)):
            title = f"{action.binding.description}  ({' '.join(action.keys)})"
            run = partial(self.run_action, action.binding.action, action.node)
            yield SystemCommand(title, action.words, run)
        for theme, words in theme_names().items():
            yield SystemCommand(
                words, _("Change the colours"), partial(setattr, self, "theme", theme)
            )

    def get_key_display(self, binding: Binding) -> str:
        """Write keys as keyboards do, in the person's language: F1, not f1."""
        shown = super().get_key_display(binding)
        if shown in _KEYS:
            return _(shown)
        return shown.upper() if shown[1:].isdigit() else shown

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give our own variables to themes that do not know them."""
        return DARK.variables
