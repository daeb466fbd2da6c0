"""The clock's screen: large digits, and what the keys do; the clockwork comes after the paint."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from protocol.config import Config
from tui.beacon import Board, State, Told
from tui.clocks import Clocks
from tui.reasons import reason
from tui.screens.clock import keys
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.widgets.digits import BigDigits
from tui.words import _

if TYPE_CHECKING:
    from tui.screens.clock.clockwork import Clockwork
    from tui.screens.clock.kept_zones import KeptZones
    from tui.screens.clock.stopwatch import Watch
    from tui.timekeeping import Judgement

NO_TIME = "--:--:--"

FIRST_LOOK = 0.1
"""Seconds that the first paint has for itself: dates in words cost nearly as long to import."""


class ClockScreen(ModeScreen):
    """Universal time by its sources, how far it can be trusted, and this machine's own time."""

    MODE = "clock"
    TITLE_WORD = _("Clock")
    AUTO_FOCUS = ""
    CSS_PATH = styles() / "clock.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-mid"), (42, "-tall")]
    HELP = keys.HELP
    BINDINGS = keys.ALL

    def __init__(self, config: Config, clocks: Clocks | None = None) -> None:
        super().__init__(config)
        self._clocks = clocks or Clocks()
        self._digits = BigDigits(NO_TIME, id="universal")
        self._clockwork: Clockwork | None = None
        self._watch: Watch | None = None
        self._frozen: datetime | None = None
        self._swapped = False
        self._told: tuple[State, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Large digits; what stands below them comes after the first paint."""
        with VerticalScroll(id="clock", can_focus=False):
            yield self._digits

    def on_mount(self) -> None:
        """Paint first; ask and count afterwards."""
        self.call_after_refresh(self.set_timer, FIRST_LOOK, self._begin)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are pages to turn only where there is no room for all."""
        if action == "turn":
            return self._clockwork is not None and self._clockwork.face.pages.paged
        return super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """Draw what went by while nobody looked."""
        self.look()

    def look(self) -> None:
        """Look at the clocks now, and not only when the next second begins."""
        if self._clockwork is not None:
            self._clockwork.look()

    def action_ask(self) -> None:
        """Ask at once, or as soon as the sources may be asked again."""
        if self._clockwork is not None:
            self._clockwork.ask()

    def action_copy(self) -> None:
        """Hand what the large digits show to the terminal's clipboard, as ISO 8601."""
        if (clockwork := self._clockwork) is None or (moment := self._moment()) is None:
            self.notify(_("There is no time to copy yet."), severity="warning")
            return
        text = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        if self._swapped:
            text = moment.astimezone().isoformat(timespec="seconds")
        self.app.copy_to_clipboard(text)
        told = _("Sent to the terminal’s clipboard: {text}").format(text=text)
        if not clockwork.keeper.judgement.good:
            beware = _("Beware: nobody vouches for this time.")
            told = f"{told} {beware}"
        self.notify(told)

    def action_freeze(self) -> None:
        """Let the display stand still, or go on."""
        clockwork = self._clockwork
        if clockwork is None or (moment := clockwork.keeper.moment()) is None:
            return
        self._frozen = None if self._frozen else moment
        self.set_class(self._frozen is not None, "-frozen")
        if self._frozen:
            clockwork.face.say_frozen(self._frozen)
        self.look()

    def action_swap(self) -> None:
        """Show local time in the large digits, or universal time."""
        if self._clockwork is not None:
            self._swapped = self._clockwork.face.swapped = not self._swapped
            self._draw()

    def action_scroll(self, rows: int) -> None:
        """Move what does not fit."""
        self.query_one("#clock").scroll_relative(y=rows, animate=False)

    def action_turn(self) -> None:
        """Turn to the next page; where all are seen there is none to turn."""
        if self._clockwork is not None:
            self._clockwork.face.pages.turn()
            self._draw()

    def action_plots(self) -> None:
        """Show the last hour, or no more."""
        if self._clockwork is not None:
            pages = self._clockwork.face.pages
            if pages.paged:
                pages.open("there" if pages.page == "plots" else "plots")
            else:
                self.toggle_class("-no-plots")
            self._draw()

    def action_zones(self) -> None:
        """Search, add and remove zones."""
        from tui.screens.clock.zone_dialog import ZoneDialog

        if self._clockwork is not None:
            moment = datetime.fromtimestamp(self._clockwork.second, UTC).astimezone()
            zones = self._clockwork.face.pages.zones
            self.app.push_screen(ZoneDialog(zones, moment), self._take_zones)

    def action_watch(self) -> None:
        """Measure how long something takes, or have it rung when a time is over."""
        from tui.screens.clock.watch_dialog import WatchDialog

        if self._watch is not None:
            self.app.push_screen(WatchDialog(self._watch, self._clocks.steady))

    async def _begin(self) -> None:
        from tui.clients.timesource import open_source, places
        from tui.screens.clock import kept_zones
        from tui.screens.clock.clockwork import Clockwork
        from tui.screens.clock.face import Face
        from tui.screens.clock.keeper import Keeper
        from tui.screens.clock.stopwatch import Watch

        settings = self.config.clock
        asked = places(settings)
        monotonic = self._clocks.monotonic
        sources = [open_source(place, self.wire, monotonic=monotonic) for place in asked]
        keeper = Keeper(asked, settings.interval, self._clocks)
        self._watch = Watch()
        zones = kept_zones.load(settings.zones, kept_zones.kept_at())
        face = Face(keeper, settings, zones, self._watch)
        self._clockwork = clockwork = Clockwork(keeper, sources, settings, face, self._show)
        await self.query_one("#clock").mount(clockwork)

    def _show(self, judgement: "Judgement", second: int) -> None:
        """Show a second, to whoever looks: here, and in every bar."""
        from tui.screens.clock import verdicts
        from tui.trust import word

        self._ring()
        told = (verdicts.state(judgement), word(judgement.verdict))
        if told != self._told:
            self._told = told
            self.say(*told)
        sign, colour = verdicts.SIGNS[judgement.verdict]
        if isinstance(self.app, Board):
            self.app.told = Told(self._digital(second, zone=True), sign, colour)
        if self.is_current and not self._frozen:
            self.set_class(not judgement.good, "-doubtful")
            self._draw()

    def _draw(self) -> None:
        if (clockwork := self._clockwork) is not None and not self._frozen:
            self._digits.show(self._digital(clockwork.second))
            clockwork.draw()

    def _digital(self, second: int, *, zone: bool = False) -> str:
        """Write the time as the large digits do; universal time in the bar has its Z."""
        if self._clockwork is None or self._clockwork.keeper.offset is None:
            return "" if zone else NO_TIME
        moment = datetime.fromtimestamp(second, UTC)
        if not self._swapped:
            return f"{moment:%H:%M:%S}{'Z' if zone else ''}"
        moment = moment.astimezone()
        if self.config.clock.hours == "24":
            return f"{moment:%H:%M:%S}"
        return f"{moment.hour % 12 or 12}:{moment:%M:%S}"

    def _moment(self) -> datetime | None:
        """Return the moment that is shown."""
        if self._frozen is not None or self._clockwork is None:
            return self._frozen
        return self._clockwork.keeper.moment()

    def _ring(self) -> None:
        """Ring when a countdown is over, wherever one looks."""
        if self._watch is not None and self._watch.rings(self._clocks.steady()):
            self.app.bell()
            self.app.notify(_("The countdown is over."), title=_("Clock"), timeout=30)

    def _take_zones(self, zones: "KeptZones | None") -> None:
        if zones is None or self._clockwork is None:
            return
        from tui.screens.clock import kept_zones

        self._clockwork.face.pages.zones = zones
        self._clockwork.face.pages.open("zones")
        self._draw()
        try:
            kept_zones.save(zones, kept_zones.kept_at())
        except OSError as error:
            told = _("The zones are shown, but cannot be kept: {reason}.")
            self.notify(told.format(reason=reason(error)), severity="warning", markup=False)
