"""One source over time: what it said, how well it answers, and when it is asked again."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf
from random import random

from protocol.places import Kind, Place
from tui.clients.failure import Failure, Step
from tui.timekeeping.bounds import Bounds, contradiction, learn
from tui.timekeeping.manners import Manners
from tui.timekeeping.sample import Sample

STALE = 3
"""Intervals without an answer after which a source no longer vouches for the time."""

KEPT = 900
"""Answers remembered for plots: an hour of them at one every 4 s."""

RECENT = 8
"""Answers that reach and jitter look back on, as NTP does."""

JUMP = 0.128
"""Seconds by which a source must contradict itself to have jumped (RFC 5905: STEPT)."""

CONFIRMED = 2
"""Answers that must bear a jump out before it is believed; twice as many after each further one."""

DISTRUST = 16
"""Answers in a row at the most until a source that jumped is believed; after twice as many it is
as good as one that never did."""


class Standing(StrEnum):
    """How a source is doing."""

    WAITING = "waiting"
    """It was not asked yet, or its answer is awaited; or what it said is worth nothing any more."""
    GOOD = "good"
    UNHEALTHY = "unhealthy"
    """It answers, and does not vouch for its clock."""
    JUMPED = "jumped"
    """It contradicted itself, and that is not borne out yet."""
    STALE = "stale"
    SILENT = "silent"
    """The last question got no answer."""
    DENIED = "denied"
    """It does not want to be asked, and is not."""


@dataclass(frozen=True, slots=True)
class Point:
    """One answer as a plot wants it; `ahead` is how far this machine's wall clock was ahead."""

    at: float
    delay: float
    ahead: float | None
    error: float


class Track:
    """One source. `ask`, then `hear` or `miss`; everything else is told from these."""

    def __init__(
        self, place: Place, interval: float, *, chance: Callable[[], float] = random
    ) -> None:
        self.place = place
        self.name = str(place)
        self.asking = False
        self.sample: Sample | None = None
        """The last answer."""
        self.failure: Failure | None = None
        """Why the last question got no answer."""
        self.silent_since: float | None = None
        """When the first question was asked that nothing answered, and nothing since."""
        self.jump = 0.0
        """Seconds by which it left what it had said before, until that is borne out."""
        self.history: deque[Point] = deque(maxlen=KEPT)
        self._manners = Manners(place.kind, interval, chance)
        self._bounds: Bounds | None = None
        self._register = 0
        self._borne_out = 0
        self._needed = CONFIRMED
        self._jumped = False
        self._asked_at = -inf
        self._forgot_at = -inf
        self._delays: deque[float] = deque(maxlen=RECENT)

    def ask(self, monotonic: float) -> None:
        """Take down that a question leaves."""
        self.asking, self._asked_at = True, monotonic
        self._register = self._register << 1 & 0xFF
        self._manners.ask(monotonic)

    def hear(self, sample: Sample, wall: float | None = None) -> None:
        """Take down an answer; `wall` is what the wall clock showed when it came."""
        self.asking, self.sample = False, sample
        self.failure, self.silent_since = None, None
        self._register |= 1
        self._delays.append(sample.delay)
        if sample.asked_at < self._forgot_at:
            self._manners.answered(again=True)
            return
        self._weigh(sample)
        known = self._bounds = learn(self._bounds, sample)
        self._manners.answered(again=bool(self.jump))
        if self.place.kind is not Kind.SNTP and known.high - known.low > 2 * sample.delay:
            self._manners.meet(known.offset, sample.delay / 2)
        ahead = None if wall is None else wall - known.at(sample.answered_at)
        error = known.error(sample.answered_at)
        self.history.append(Point(sample.answered_at, sample.delay, ahead, error))

    def miss(self, failure: Failure) -> None:
        """Take down that no answer came; a kiss-o'-death is obeyed (RFC 4330, section 8)."""
        self.asking, self.failure = False, _bare(failure)
        if self.silent_since is None:
            self.silent_since = self._asked_at
        self._manners.missed()
        if failure.step is Step.REFUSED and failure.code == "RATE":
            self._manners.spare()
        elif failure.step is Step.REFUSED:
            self._manners.stop()

    def forget(self, monotonic: float) -> None:
        """What was said is worthless, since the monotonic clock stood still: ask again soon."""
        self._bounds, self._forgot_at, self.jump = None, monotonic, 0.0
        self._manners.hurry(monotonic)

    def hurry(self, monotonic: float) -> None:
        """Ask as soon as the source allows."""
        self._manners.hurry(monotonic)

    def due_in(self, monotonic: float) -> float:
        """Return the seconds until the next question, 0 for at once, infinity for never."""
        return inf if self.asking else self._manners.due_in(monotonic)

    def bounds(self, monotonic: float) -> Bounds | None:
        """Return between which two moments it is by this source; None where it is not known."""
        return self._bounds.widened(monotonic) if self._bounds else None

    @property
    def interval(self) -> float:
        """Seconds between two questions as a rule."""
        return self._manners.interval

    @property
    def delay(self) -> float | None:
        """Seconds from the last question to its answer."""
        return self.sample.delay if self.sample else None

    @property
    def jitter(self) -> float | None:
        """By how many seconds the delay varies from one answer to the next, on average."""
        changes = [abs(new - old) for old, new in pairwise(self._delays)]
        return sum(changes) / len(changes) if changes else None

    @property
    def reach(self) -> str:
        """The last eight questions in octal, as chrony shows them: 377 were all answered."""
        return f"{self._register:o}"

    def age(self, monotonic: float) -> float | None:
        """Return the seconds since the last answer that counts."""
        return monotonic - self._bounds.learned if self._bounds else None

    def stale(self, monotonic: float) -> bool:
        """Is the last answer too old to vouch for the time?"""
        age = self.age(monotonic)
        return age is not None and age > STALE * self.interval

    def standing(self, monotonic: float) -> Standing:
        """Say in one word how the source is doing."""
        if self.failure is not None and self._manners.due_in(monotonic) == inf:
            return Standing.DENIED
        if self.failure is not None:
            return Standing.SILENT
        if self._bounds is None or self.sample is None:
            return Standing.WAITING
        if self.stale(monotonic):
            return Standing.STALE
        if not self.sample.healthy:
            return Standing.UNHEALTHY
        return Standing.JUMPED if self.jump else Standing.GOOD

    def _weigh(self, sample: Sample) -> None:
        """See whether an answer contradicts what the source said before."""
        apart = contradiction(self._bounds, sample) if self._bounds else 0.0
        if abs(apart) > JUMP and self._bounds is not None:
            self.jump = (sample.low + sample.high) / 2 - self._bounds.offset
            self._needed = min(2 * self._needed, DISTRUST) if self._jumped else CONFIRMED
            self._jumped, self._borne_out = True, 0
            return
        self._borne_out += 1
        if self._borne_out >= self._needed:
            self.jump = 0.0
        if self._borne_out >= 2 * DISTRUST:
            self._jumped = False


def _bare(failure: Failure) -> Failure:
    """Copy what a failure says: its traceback would keep the whole conversation in memory."""
    return Failure(failure.step, failure.reason, peer=failure.peer, code=failure.code)
