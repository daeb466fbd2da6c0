"""What drives the clock: it asks the sources every now and then, and counts by itself in between.

The screen imports this after its first paint.
"""

from collections.abc import Callable, Sequence
from math import floor

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from protocol.sections import Clock
from tui.clients.failure import Failure
from tui.clients.restraint import TooSoon
from tui.clients.timesource import Source
from tui.numbers import decimal
from tui.screens.clock.face import Face
from tui.screens.clock.keeper import Keeper
from tui.screens.clock.logbook import Logbook
from tui.screens.clock.spans import duration
from tui.screens.clock.ticker import SHORTEST, Ticker
from tui.timekeeping import Judgement, Sample, Track
from tui.words import _

SOON = 1.0
"""Seconds before a question in which it gets a timer of its own: looks come once a second."""


class Answered(Message):
    """A source told the time."""

    def __init__(self, track: Track, sample: Sample) -> None:
        super().__init__()
        self.track = track
        self.sample = sample


class Unanswered(Message):
    """A source did not tell the time."""

    def __init__(self, track: Track, failure: Failure) -> None:
        super().__init__()
        self.track = track
        self.failure = failure


class Clockwork(VerticalGroup):
    """All that stands below the large digits, and what makes it move.

    `show` is called once a second with the judgement and the second: of universal time, or of this
    machine's clock as long as nobody has told it. Nothing is drawn while the screen is hidden or
    `frozen`.
    """

    def __init__(
        self,
        keeper: Keeper,
        sources: Sequence[Source],
        settings: Clock,
        face: Face,
        show: Callable[[Judgement, int], None],
    ) -> None:
        super().__init__()
        self.keeper = keeper
        self.face = face
        self.second = 0
        """The second that was shown last."""
        self._sources = dict(zip((track.name for track in keeper.tracks), sources, strict=True))
        self._show = show
        self._log = Logbook(settings.log) if settings.log else None
        self._soon: Timer | None = None
        self._ticker = Ticker(self, keeper.best, self._tick)

    def compose(self) -> ComposeResult:
        """The face alone: the rest is not seen."""
        yield self.face

    def on_mount(self) -> None:
        """Begin to ask and to count."""
        self.look()

    def look(self) -> None:
        """Look at the clocks and draw now, not only when the next second begins."""
        self._ticker.tick(anyway=True)

    def ask(self) -> None:
        """Ask every source at once, or as soon as it may be asked again."""
        now = self.keeper.clocks.monotonic()
        for track in self.keeper.tracks:
            track.hurry(now)
        if waits := [wait for track in self.keeper.tracks if (wait := self._wait(track, now))]:
            told = _("Sources want to be spared: a question waits for {seconds} s.")
            self.notify(told.format(seconds=decimal(max(waits), ".0f")))
        self._ask_due()

    def draw(self) -> None:
        """Draw the second that is."""
        self.face.draw(self.second)

    def _tick(self, second: int) -> None:
        """Look, ask, and show a second; once in each."""
        keeper = self.keeper
        judgement = keeper.look()
        corrected = floor(keeper.best())
        self.second = corrected if abs(corrected - second) > 1 else second
        if keeper.stood_still:
            told = _("The program stood still for {span}; it shows the right time again.")
            self.notify(told.format(span=duration(keeper.stood_still)))
        if keeper.correction:
            told = _("The sources’ time is another: the display moved by {seconds} s.")
            self.notify(told.format(seconds=decimal(keeper.correction, "+.1f")))
        self._ask_due()
        self._show(judgement, self.second)

    def _wait(self, track: Track, now: float) -> float:
        return max(track.due_in(now), self._sources[track.name].ready_in())

    def _ask_due(self) -> None:
        """Ask where it is time to; come back for what is due within the second."""
        now = self.keeper.clocks.monotonic()
        soonest = SOON
        for track in self.keeper.tracks:
            if track.asking:
                continue
            if (wait := self._wait(track, now)) <= 0:
                track.ask(now)
                self._ask(track)
            else:
                soonest = min(soonest, wait)
        if self._soon is not None:
            self._soon.stop()
        self._soon = None
        if soonest < SOON:
            self._soon = self.set_timer(max(soonest, SHORTEST), self._ask_due)

    def _ask(self, track: Track) -> Worker[None]:
        """Ask in a worker; it makes the coroutine, since it may be gone before it begins."""

        async def ask() -> None:
            try:
                sample = await self._sources[track.name].ask()
            except TooSoon:
                track.asking = False
            except Failure as failure:
                self.post_message(Unanswered(track, failure))
            else:
                self.post_message(Answered(track, sample))

        return self.run_worker(ask, group=track.name, exclusive=True)

    @on(Answered)
    def _heard(self, message: Answered) -> None:
        first = self.keeper.offset is None
        self.keeper.hear(message.track, message.sample)
        if self._log is not None:
            self._log.add(message.track, message.sample, self.keeper)
            self._write_log(self._log)
        if first:
            self.keeper.look()
            self._ticker.begin()

    @on(Unanswered)
    def _not_heard(self, message: Unanswered) -> None:
        first = message.track.failure is None
        self.keeper.miss(message.track, message.failure)
        if first:
            self.look()

    @work(group="log")
    async def _write_log(self, log: Logbook) -> None:
        if trouble := await log.write():
            self.notify(trouble, severity="warning", markup=False, timeout=10)
