"""The last hour in two plots: how far this machine's clock was off, and how long answers took."""

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.widgets import Static

from tui.screens.clock.keeper import Keeper
from tui.screens.clock.spans import amount
from tui.timekeeping import Track
from tui.widgets.plot import Plot, Point
from tui.words import _

HOUR = 3600.0

REDRAWN = 15.0
"""Seconds after which the plots move on, though nothing new was heard: less than a dot."""


class Plots(HorizontalGroup):
    """Both plots, of the chosen source; a new picture when there is something new in it."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._drawn: tuple[str, float, int] | None = None
        self._offset = Plot(lambda value: amount(value, sign=True), id="offset-plot")
        self._delay = Plot(amount, id="delay-plot")

    def compose(self) -> ComposeResult:
        """Side by side, each with its name above."""
        with VerticalGroup():
            yield Static(_("Offset of this machine’s clock"), classes="plot-title")
            yield self._offset
        with VerticalGroup():
            yield Static(_("Delay of the answers"), classes="plot-title")
            yield self._delay

    def draw(self, now: float) -> None:
        """Draw the hour before a moment, where it looks otherwise than before."""
        track = self._keeper.chosen
        last = track.history[-1].at if track.history else 0.0
        if not self.region or self._drawn == (drawn := (track.name, last, int(now / REDRAWN))):
            return
        self._drawn = drawn
        ends, words = (now - HOUR, now), (_("an hour ago"), _("now"))
        self._offset.show(_offsets(track), ends, words)
        self._delay.show(
            [Point(one.at, one.delay, 0.0, one.delay) for one in track.history], ends, words
        )


def _offsets(track: Track) -> list[Point]:
    return [
        Point(one.at, one.ahead, one.ahead - one.error, one.ahead + one.error)
        for one in track.history
        if one.ahead is not None
    ]
