"""What drives the clock: it asks the host every now and then, and counts by itself in between.

The screen imports this after its first paint.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.message import Message
from textual.widgets import Static

from tui.clients.daytime import FLOOR, Daytime
from tui.clients.failure import Failure
from tui.clients.pauses import pauses
from tui.failures import remedy
from tui.numbers import decimal
from tui.screens.clock import local
from tui.screens.clock.clocks import Clocks
from tui.screens.clock.condition import Condition, difference
from tui.screens.clock.panels import Panels, write
from tui.screens.clock.ticker import Ticker
from tui.timekeeping import Bounds, Sample, learn
from tui.words import _

WORTH_SAYING = 1.0
"""Seconds of a correction that a person is told about: less than that is not seen."""

JUMP = 2.0
"""Seconds that this machine's clock must be set by, or must have slept, to ask again at once."""


class Answered(Message):
    """The host told the time."""

    def __init__(self, reading: Sample) -> None:
        super().__init__()
        self.reading = reading


class Unanswered(Message):
    """The host did not tell the time."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class Clockwork(VerticalGroup):
    """All that stands below the large digits, and what makes it move.

    `show` is called with each second of universal time as it begins, `judge` once a second with
    how the source is doing.
    """

    def __init__(
        self,
        source: Daytime,
        interval: float,
        clocks: Clocks,
        show: Callable[[datetime], None],
        judge: Callable[[Condition], None],
    ) -> None:
        super().__init__()
        self._source = source
        self._interval = interval
        self._clocks = clocks
        self._show = show
        self._judge = judge
        self._host: Bounds | None = None
        self._reading: Sample | None = None
        self._failure: Failure | None = None
        self._asking = False
        self._due = clocks.monotonic()
        self._pauses = pauses()
        self._difference = 0.0
        self._jumped = False
        self._universal = Ticker(self, self._now, self._draw_universal)
        self._local = Ticker(self, clocks.wall, self._draw_local)
        self._date, self._last, self._next = (
            Static(id=name, markup=False) for name in ("universal-date", "last", "next")
        )
        self._panels = Panels(id="panels")

    def compose(self) -> ComposeResult:
        """The date, the source in words, this machine and the sentence."""
        yield from (self._date, self._last, self._next, self._panels)

    def on_mount(self) -> None:
        """Begin to ask and to count."""
        self.look()

    def look(self) -> None:
        """Look at the clocks: draw what has changed, and ask where it is time to."""
        self._local.tick()
        if self._host is not None:
            self._universal.tick()
        self._beat()

    def ask(self) -> None:
        """Ask at once, or as soon as the host may be asked again."""
        wait = self._source.ready_in()
        self._due = self._clocks.monotonic() + wait
        if wait > 0:
            told = _("A host is asked every {floor} s at most; the question waits.")
            self.notify(told.format(floor=f"{FLOOR:.0f}"))
        self._beat()

    def moment(self) -> datetime | None:
        """Return universal time, or None where nobody has told it yet."""
        return datetime.fromtimestamp(self._now(), UTC) if self._host else None

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
        self._due = reading.asked_at + self._interval + self._clocks.chance()
        correction = self._host.offset - known.offset if known else 0.0
        if abs(correction) > WORTH_SAYING:
            told = _("The host’s time is another: the display moved by {seconds} s.")
            self.notify(told.format(seconds=decimal(correction, "+.1f")))
        if reading.sentence is not None:
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
        self._show(moment)
        words = _("Universal time, {date}").format(date=local.date_written(moment))
        write(self._date, words)

    def _draw_local(self, second: int) -> None:
        moment = datetime.fromtimestamp(second, UTC).astimezone()
        write(self._panels.local, f"{local.written(moment)}   {local.zone(moment)}")
        self._beat()

    def _beat(self) -> None:
        """Ask where it is time to, and say how the source is doing; once a second."""
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
        self._judge(condition)

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
            interval=self._interval,
            asking=self._asking,
            wait=max(0.0, self._due - now),
            age=now - reading.answered_at if reading else None,
            delay=reading.delay if reading else 0.0,
            health=(reading.health or 0) if reading else 0,
            failure=self._failure,
            jumped=self._jumped,
        )
