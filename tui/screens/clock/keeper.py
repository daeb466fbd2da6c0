"""All that is known of the time: the sources, this machine's clocks, and what follows from them.

No widget and no socket is in here. Whoever drives it looks once a second, asks what is due, and
tells it the answers.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from protocol.places import Place
from tui.clients.failure import Failure
from tui.clocks import Clocks
from tui.timekeeping import Bounds, Judgement, Sample, Steps, Track, judge

WORTH_SAYING = 1.0
"""Seconds of a correction that a person is told about: less than that is not seen."""

STOOD_STILL = 5.0
"""Seconds without a look after which the program must have been stopped: it looks every second."""


class Keeper:
    """The sources' tracks and one judgement of them; `offset` is what is shown."""

    def __init__(self, places: Sequence[Place], interval: float, clocks: Clocks) -> None:
        self.clocks = clocks
        self.tracks = [Track(place, interval, chance=clocks.chance) for place in places]
        self.offset: float | None = None
        """Universal time minus the monotonic clock, as shown; None until somebody has told it."""
        self.correction = 0.0
        """Seconds by which the last look moved what is shown, where that is worth saying."""
        self.stood_still = 0.0
        """Seconds that the program was stopped before the last look."""
        self._steps = Steps()
        self._looked: float | None = None
        self.judgement = self.judged()

    def look(self) -> Judgement:
        """Read the clocks, and judge anew."""
        now, wall, boot = self.clocks.together()
        since = 0.0 if self._looked is None else now - self._looked
        self._looked = now
        self.stood_still = since if since > STOOD_STILL else 0.0
        step = self._steps.notice(now, wall, boot)
        if step is not None:
            for track in self.tracks:
                (track.forget if step.breaks else track.hurry)(now)
            if self.offset is not None:
                self.offset += step.asleep
        self.judgement = self.judged()
        self._follow(self.judgement.time)
        return self.judgement

    def judged(self) -> Judgement:
        """Judge what is known now, and change nothing."""
        return judge(self.tracks, self.clocks.monotonic(), self._steps.last)

    def hear(self, track: Track, sample: Sample) -> None:
        """Take an answer, and compare this machine's clock with it as of when it came."""
        passed = self.clocks.monotonic() - sample.answered_at
        track.hear(sample, self.clocks.wall() - passed)

    def miss(self, track: Track, failure: Failure) -> None:
        """Take it that no answer came."""
        track.miss(failure)

    def universal(self) -> float | None:
        """Return universal time, seconds since 1970; None where nobody has told it."""
        return None if self.offset is None else self.clocks.monotonic() + self.offset

    def best(self) -> float:
        """Return universal time or, where nobody has told it, what this machine believes."""
        universal = self.universal()
        return self.clocks.wall() if universal is None else universal

    def moment(self) -> datetime | None:
        """Return universal time as a date."""
        universal = self.universal()
        return None if universal is None else datetime.fromtimestamp(universal, UTC)

    def ahead(self) -> float | None:
        """Return how far this machine's clock is ahead of universal time, as known now."""
        universal = self.universal()
        return None if universal is None else self.clocks.wall() - universal

    @property
    def error(self) -> float | None:
        """Return how far the time may be off, either way; None where no answer counts."""
        time: Bounds | None = self.judgement.time
        return None if time is None else time.error(self.clocks.monotonic())

    @property
    def chosen(self) -> Track:
        """Return the source that the time is taken from first, or the first one there is."""
        names = self.judgement.chosen
        return next((track for track in self.tracks if track.name in names), self.tracks[0])

    def _follow(self, time: Bounds | None) -> None:
        self.correction = 0.0
        if time is None:
            return
        known, self.offset = self.offset, time.offset
        if known is not None and abs(self.offset - known) > WORTH_SAYING:
            self.correction = self.offset - known
