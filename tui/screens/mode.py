"""What the five screens share: the bar above, the wire below, and a word to the others."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widget import Widget

from protocol.config import Config
from tui.beacon import Beacon, State
from tui.clients.wire import Wire
from tui.widgets.key_bar import KeyBar
from tui.widgets.top_bar import TopBar
from tui.words import _

SMALL = "-narrow -low"
"""The classes of a small terminal: the usual one need not be styled twice."""


class WirePane(Vertical):
    """What really travelled, below the screen; made when it is first opened."""

    BINDINGS = [Binding("escape", "screen.toggle_wire", _("Close the wire"), id="wire.close")]


class ModeScreen(Screen[None]):
    """One of the five screens. Subclasses say what it is, and fill `compose_body`."""

    MODE: ClassVar[str] = ""
    """Its name for the app: clock, web, chat, photos, console."""
    TITLE_WORD: ClassVar[str] = ""
    """Its name for people, translated."""

    def __init__(self, config: Config) -> None:
        super().__init__(classes=SMALL)
        self.config = config
        self.wire = Wire()
        """The tap of this screen's protocol; give it to every client."""
        self._unread = 0
        self._last_word: tuple[State, str, int] | None = None
        """What the bars know of this screen."""
        self._wire_pane = WirePane(id="wire-pane")
        self._before_wire: Widget | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom: names, what the screen is about, the wire, keys."""
        yield TopBar(self.MODE)
        with Container(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Yield what this screen is about."""
        yield from ()

    def say(self, state: State, words: str = "", unread: int | None = None) -> None:
        """Tell the bars how this screen is doing; `unread` stays as it was where not given."""
        unread = self._unread if unread is None else unread
        if self._last_word != (state, words, unread):
            self._last_word, self._unread = (state, words, unread), unread
            self.post_message(Beacon(self.MODE, state, words, unread))

    def take(self, text: str) -> None:
        """Put what another screen hands over where one writes, if one writes here."""

    async def action_toggle_wire(self) -> None:
        """Show or hide what really travelled; the focus goes there, and back where it was."""
        pane = self._wire_pane
        if not pane.is_attached:
            from tui.widgets.wire_log import WireLog

            await self.mount(pane, after="#body")
            await pane.mount(WireLog(self.wire))
        pane.toggle_class("-open")
        if pane.has_class("-open"):
            self._before_wire = self.focused
            pane.query_one("WireLog").focus()
        elif pane.has_focus_within:
            self.set_focus(self._before_wire)
