"""The clock's screen: large digits, and what the keys do; the clockwork comes after the paint."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from protocol.config import Config
from tui.beacon import State
from tui.screens.clock.clocks import Clocks
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.widgets.digits import BigDigits
from tui.words import _

if TYPE_CHECKING:
    from tui.screens.clock.clockwork import Clockwork
    from tui.screens.clock.condition import Condition

NO_TIME = "--:--:--"

FIRST_LOOK = 0.1
"""Seconds that the first paint has for itself: dates in words cost nearly as long to import."""


class ClockScreen(ModeScreen):
    """Universal time by the host, its sentence explained, and this machine's own time."""

    MODE = "clock"
    TITLE_WORD = _("Clock")
    AUTO_FOCUS = ""
    CSS_PATH = styles() / "clock.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (38, "-tall")]
    HELP = _(
        "The large digits are universal time as the host's daytime service tells it. The host is "
        "asked every minute or so; in between, this machine's own clockwork counts the seconds, "
        "which nobody can set.\n\n"
        "Below is what this machine believes about date and time, how far that is from the host, "
        "and the sentence that the host sent, field by field. The sentence has whole seconds: a "
        "single answer is good for half a second either way, and every further one narrows it.\n\n"
        "Where no answer came there are no digits: a time that nobody vouches for is not shown."
    )
    BINDINGS = [
        Binding("r", "ask", _("Ask now"), id="clock.ask", tooltip=_("Ask the host for the time")),
        Binding(
            "c", "copy", _("Copy"), id="clock.copy", tooltip=_("Copy universal time as ISO 8601")
        ),
    ]

    def __init__(self, config: Config, clocks: Clocks | None = None) -> None:
        super().__init__(config)
        self._clocks = clocks or Clocks()
        self._digits = BigDigits(NO_TIME, id="universal")
        self._clockwork: Clockwork | None = None
        self._told: tuple[State, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Large digits; what stands below them comes after the first paint."""
        with VerticalScroll(id="clock"):
            yield self._digits

    def on_mount(self) -> None:
        """Paint first; ask and count afterwards."""
        self.call_after_refresh(self.set_timer, FIRST_LOOK, self._begin)

    def look(self) -> None:
        """Look at the clocks now, and not only when the next second begins."""
        if self._clockwork is not None:
            self._clockwork.look()

    def action_ask(self) -> None:
        """Ask at once, or as soon as the host may be asked again."""
        if self._clockwork is not None:
            self._clockwork.ask()

    def action_copy(self) -> None:
        """Hand universal time to the terminal's clipboard."""
        moment = self._clockwork.moment() if self._clockwork else None
        if moment is None:
            self.notify(_("There is no time to copy yet."), severity="warning")
            return
        text = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        self.app.copy_to_clipboard(text)
        self.notify(_("Sent to the terminal’s clipboard: {text}").format(text=text))

    async def _begin(self) -> None:
        from tui.clients.daytime import Daytime
        from tui.screens.clock.clockwork import Clockwork

        place = self.config.clock
        monotonic = self._clocks.monotonic
        source = Daytime(place.address, place.port, self.wire, monotonic=monotonic)
        clockwork = Clockwork(
            source, place.interval, self._clocks, show=self._show, judge=self._judge
        )
        await self.query_one("#clock").mount(clockwork)
        self._clockwork = clockwork

    def _show(self, moment: datetime) -> None:
        self._digits.show(f"{moment:%H:%M:%S}")

    def _judge(self, condition: "Condition") -> None:
        """Show how far the time can be trusted; tell the bars what has changed."""
        self.set_class(condition.stale or condition.health > 0, "-doubtful")
        self.set_class(condition.failure is not None, "-failing")
        self.set_class(condition.age is None, "-silent")
        if (told := (condition.state, condition.brief)) != self._told:
            self._told = told
            self.say(*told)
