"""The clock's screen: it asks the host every now and then, and ticks by itself in between."""

from datetime import UTC, datetime

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from protocol.config import Config
from tui.beacon import State
from tui.clients.daytime import FLOOR, Daytime, Reading
from tui.clients.failure import Failure
from tui.clients.pauses import pauses
from tui.failures import remedy
from tui.screens.clock import local
from tui.screens.clock.condition import Condition, difference
from tui.screens.clock.facts import Answered, Clocks, Unanswered
from tui.screens.clock.hosttime import HostTime, learn
from tui.screens.clock.panels import Panels, write
from tui.screens.clock.ticker import Ticker
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.widgets.digits import BigDigits
from tui.words import _

NO_TIME = "--:--:--"
WORTH_SAYING = 1.0
"""Seconds of a correction that a person is told about: less than that is not seen."""
JUMP = 2.0
"""Seconds that this machine's clock must be set by, or must have slept, to ask again at once."""
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
        self._source = Daytime(
            config.clock.address, config.clock.port, self.wire, monotonic=self._clocks.monotonic
        )
        self._host: HostTime | None = None
        self._reading: Reading | None = None
        self._failure: Failure | None = None
        self._begun = False
        self._asking = False
        self._due = 0.0
        self._pauses = pauses()
        self._difference = 0.0
        self._told: tuple[State, str] | None = None
        self._jumped = False
        self._universal = Ticker(self, self._now, self._draw_universal)
        self._local = Ticker(self, self._clocks.wall, self._draw_local)
        self._digits = BigDigits(NO_TIME, id="universal")
        self._date, self._last, self._next = (
            Static(id=name, markup=False) for name in ("universal-date", "last", "next")
        )
        self._panels = Panels(id="panels")

    def compose_body(self) -> ComposeResult:
        """Large digits; what stands below them comes after the first paint."""
        with VerticalScroll(id="clock"):
            yield self._digits

    def on_mount(self) -> None:
        """Paint first; ask and count afterwards."""
        self._due = self._clocks.monotonic()
        self.call_after_refresh(self.set_timer, FIRST_LOOK, self._begin)

    async def _begin(self) -> None:
        below = (self._date, self._last, self._next, self._panels)
        await self.query_one("#clock").mount(*below)
        self._begun = True
        self.look()

    def look(self) -> None:
        """Look at the clocks: draw what has changed, and ask where it is time to."""
        self._local.tick()
        if self._host is not None:
            self._universal.tick()
        self._beat()

    def action_ask(self) -> None:
        """Ask at once, or as soon as the host may be asked again."""
        wait = self._source.ready_in()
        self._due = self._clocks.monotonic() + wait
        if wait > 0:
            told = _("A host is asked every {floor} s at most; the question waits.")
            self.notify(told.format(floor=f"{FLOOR:.0f}"))
        self._beat()

    def action_copy(self) -> None:
        """Hand universal time to the terminal's clipboard."""
        if self._host is None:
            self.notify(_("There is no time to copy yet."), severity="warning")
            return
        text = f"{datetime.fromtimestamp(int(self._now()), UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.app.copy_to_clipboard(text)
        self.notify(_("Sent to the terminal’s clipboard: {text}").format(text=text))

    @work(exclusive=True, group="ask")
    async def _ask(self) -> None:
        try:
            reading = await self._source.ask()
        except Failure as failure:
            self.post_message(Unanswered(failure))
        else:
            self.post_message(Answered(reading))

    @on(Answered)
    def _heard(self, message: Answered) -> None:
        known, reading = self._host, message.reading
        self._host = learn(known, reading)
        self._reading, self._failure, self._asking = reading, None, False
        self._jumped, self._pauses = False, pauses()
        self._due = reading.asked_at + self.config.clock.interval + self._clocks.chance()
        correction = self._host.offset - known.offset if known else 0.0
        if abs(correction) > WORTH_SAYING:
            told = _("The host’s time is another: the display moved by {seconds} s.")
            self.notify(told.format(seconds=f"{correction:+.1f}"))
        self._panels.explain(reading.sentence)
        self.look()

    @on(Unanswered)
    def _not_heard(self, message: Unanswered) -> None:
        self._failure, self._asking = message.failure, False
        pause = max(next(self._pauses), self._source.ready_in())
        self._due = self._clocks.monotonic() + pause
        if self._reading is None:
            self._panels.excuse(remedy(message.failure))
        self._beat()

    def _now(self) -> float:
        return self._host.at(self._clocks.monotonic()) if self._host else 0.0

    def _draw_universal(self, second: int) -> None:
        moment = datetime.fromtimestamp(second, UTC)
        self._digits.show(f"{moment:%H:%M:%S}")
        words = _("Universal time, {date}").format(date=local.date_written(moment))
        write(self._date, words)

    def _draw_local(self, second: int) -> None:
        moment = datetime.fromtimestamp(second, UTC).astimezone()
        write(self._panels.local, f"{local.written(moment)}   {local.zone(moment)}")
        self._beat()

    def _beat(self) -> None:
        """Ask where it is time to, and say how the source is doing; once a second."""
        if not self._begun:
            return
        now = self._clocks.monotonic()
        self._compare(now)
        wait = max(self._due - now, self._source.ready_in())
        if not self._asking and wait <= 0:
            self._asking = True
            self._ask()
        elif not self._asking and wait < 1:
            self.set_timer(wait, self._beat)
        condition = self._condition(now)
        write(self._last, condition.last)
        write(self._next, condition.coming)
        self.set_class(condition.stale or condition.health > 0, "-doubtful")
        self.set_class(condition.failure is not None, "-failing")
        self.set_class(condition.age is None, "-silent")
        self._tell(condition)

    def _tell(self, condition: Condition) -> None:
        if (told := (condition.state, condition.brief)) != self._told:
            self._told = told
            self.say(*told)

    def _compare(self, now: float) -> None:
        """Say how far this machine's clock is off; one that was set is a reason to ask again."""
        before, self._difference = self._difference, self._clocks.wall() - now
        if before and abs(self._difference - before) > JUMP:
            self._due, self._jumped = now, True
        if self._host is not None:
            words = difference(self._clocks.wall() - self._host.at(now), self._host.error(now))
            write(self._panels.difference, _("Its clock {words}.").format(words=words))

    def _condition(self, now: float) -> Condition:
        reading = self._reading
        return Condition(
            peer=self._source.peer,
            interval=self.config.clock.interval,
            asking=self._asking,
            wait=max(0.0, self._due - now),
            age=now - reading.answered_at if reading else None,
            delay=reading.delay if reading else 0.0,
            health=(reading.sentence.health or 0) if reading else 0,
            failure=self._failure,
            jumped=self._jumped,
        )
