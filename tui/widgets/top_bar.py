"""The bar at the top of every screen: the five names, which is open, and how each one is doing."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from tui.beacon import Beacon, State
from tui.words import _

SIGNS = {
    State.IDLE: ("·", ""),
    State.CONNECTING: ("◌", "$warning"),
    State.CONNECTED: ("●", "$success"),
    State.RETRYING: ("◐", "$warning"),
    State.FAILED: ("✗", "$error"),
}
"""A shape and a colour for each state, so that nobody needs to see the colour."""

MANY = 99
"""Unread messages that are counted out; more is `99+`, so that the bar fits 80 columns."""


def names() -> dict[str, tuple[str, str]]:
    """Return every mode's key and name, in the bar's order."""
    return {
        "clock": ("f2", _("Clock")),
        "web": ("f3", _("Web")),
        "chat": ("f4", _("Chat")),
        "photos": ("f5", _("Photos")),
        "console": ("f6", _("Console")),
    }


class Tab(Static):
    """One name in the bar; a click opens its screen."""

    ALLOW_SELECT = False

    def __init__(self, mode: str, key: str, word: str, *, current: bool) -> None:
        super().__init__(id=f"tab-{mode}", classes="-current" if current else "")
        self.mode = mode
        self._key = key.upper()
        self._word = word

    def show(self, beacon: Beacon | None) -> None:
        """Draw this screen's state: its sign and what is unread."""
        state = beacon.state if beacon else State.IDLE
        unread = beacon.unread if beacon else 0
        self.set_class(unread > 0, "-unread")
        self.tooltip = Content(beacon.words) if beacon and beacon.words else None
        sign, colour = SIGNS[state]
        count = f" {min(unread, MANY)}{'+' if unread > MANY else ''}" if unread else ""
        self.update(
            Content.assemble(self._key, " ", (sign, colour), " ", self._word, (count, "$accent"))
        )

    async def on_click(self, event: Click) -> None:
        """Open the screen."""
        event.stop()
        await self.run_action(f"app.show_mode('{self.mode}')")


class TopBar(Horizontal):
    """All five names; `current` is the mode of the screen that the bar lies on."""

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """The program's name, the five, and the open screen's state in words."""
        yield Static("Vasistas", id="brand")
        for mode, (key, word) in names().items():
            yield Tab(mode, key, word, current=mode == self._current)
        yield Static(id="bar-words", markup=False)

    def on_mount(self) -> None:
        """Follow what the app knows of every screen."""
        self.watch(self.app, "beacons", self._show)

    def _show(self, beacons: Mapping[str, Beacon]) -> None:
        for tab in self.query(Tab):
            tab.show(beacons.get(tab.mode))
        current = beacons.get(self._current)
        self.query_one("#bar-words", Static).update(current.words if current else "")
