"""The bar at the top of every screen: the five names, how each one is doing, and the time.

It is one widget that draws one line, and not one for each name: every screen has a bar, and the
first paint waits for it.
"""

from collections.abc import Mapping

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tui.beacon import Beacon, State, Told
from tui.words import _

PROGRAM = "Vasistas"

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

ROOM = 24
"""Columns that must be left over for the state in words to be shown: half a word says nothing."""


def names() -> dict[str, tuple[str, str]]:
    """Return every mode's key and name, in the bar's order."""
    return {
        "clock": ("f2", _("Clock")),
        "web": ("f3", _("Web")),
        "chat": ("f4", _("Chat")),
        "photos": ("f5", _("Photos")),
        "console": ("f6", _("Console")),
    }


class TopBar(Widget):
    """All five names and the time; where they do not fit, the program's name goes first, then the
    names of all screens but the one that the bar lies on, whose mode is `current`.
    """

    ALLOW_SELECT = False

    def __init__(self, current: str) -> None:
        super().__init__()
        self.set_reactive(Widget.auto_links, False)  # a link's colour would hide the signs'
        self._current = current
        self._beacons: Mapping[str, Beacon] = {}
        self._told = Told()

    def on_mount(self) -> None:
        """Follow what the app knows of every screen, and the time."""
        self.watch(self.app, "beacons", self._show)
        self.watch(self.app, "told", self._show_time)

    def render(self) -> Content:
        """The program's name, the five, the open screen's state in words, and the time."""
        named = Content.styled(f" {PROGRAM} ", "bold $primary")
        time = self._time()
        whole = self.size.width - time.cell_length
        tabs = names().items()
        line = Content.assemble(*(self._tab(mode, *tab) for mode, tab in tabs))
        if line.cell_length > whole:
            line = Content.assemble(*(self._short_tab(mode, *tab) for mode, tab in tabs))
        elif line.cell_length + named.cell_length <= whole:
            line = Content.assemble(named, line)
        room = max(0, whole - line.cell_length)
        current = self._beacons.get(self._current)
        words = current.words if current is not None and room >= ROOM else ""
        right = Content.styled(words, "$secondary").right(room - 1 if room else 0, ellipsis=True)
        return Content.assemble(line, right, " " if room and time else "", time)

    def _time(self) -> Content:
        """The time with the verdict's sign and colour; nothing where nobody has told it."""
        told = self._told
        if not told.time:
            return Content("")
        return Content.assemble((told.sign, told.colour), (f" {told.time} ", "bold"))

    def _show(self, beacons: Mapping[str, Beacon]) -> None:
        self._beacons = beacons
        self.refresh()

    def _show_time(self, told: Told) -> None:
        self._told = told
        self.refresh()

    def _short_tab(self, mode: str, key: str, word: str) -> Content:
        return self._tab(mode, key, word if mode == self._current else "")

    def _tab(self, mode: str, key: str, word: str) -> Content:
        """One name with its key, sign and what is unread; a click opens its screen."""
        beacon = self._beacons.get(mode)
        sign, colour = SIGNS[beacon.state if beacon else State.IDLE]
        unread = beacon.unread if beacon else 0
        count = f" {min(unread, MANY)}{'+' if unread > MANY else ''}" if unread else ""
        opens = Style.from_meta({"@click": f"app.show_mode('{mode}')"})
        tab = Content.assemble(
            f" {key.upper()} ", (sign, colour), f" {word}".rstrip(), (count, "bold $accent"), " "
        )
        if mode == self._current:
            tab = tab.stylize_before("bold $bar-open-foreground on $bar-open-background")
        return tab.stylize(opens)
