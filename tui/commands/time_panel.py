"""Several sources of time asked side by side, and what they make of this machine's clock."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import random

from protocol.places import Kind, Place, place
from tui.clients.failure import Failure
from tui.clients.timesource import Source, open_source
from tui.clients.wire import Wire
from tui.clocks import boot_clock
from tui.timekeeping import Bounds, Judgement, Sample, Steps, Track, judge

PATIENCE = 5.0
"""Seconds for one answer: on a lab's network silence of this length is one too."""

LOOK = 1.0
"""Seconds after which it is looked again who is due: a sleep of the machine may have changed it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Universal time less this machine's clock, in seconds, and by how much that may be wrong."""

    offset: float
    error: float

    @property
    def least(self) -> float:
        """How far they are apart at the least."""
        return max(0.0, abs(self.offset) - self.error)

    @property
    def most(self) -> float:
        """How far they are apart at the most."""
        return abs(self.offset) + self.error


@dataclass(frozen=True, slots=True)
class Found:
    """What is known at one moment, of the monotonic clock and of the one that people set."""

    monotonic: float
    wall: float
    tracks: Sequence[Track]
    judgement: Judgement

    @property
    def time(self) -> float | None:
        """Universal time, in seconds since 1970; None where nobody knows it."""
        known = self.judgement.time
        return known.at(self.monotonic) if known else None

    @property
    def difference(self) -> Difference | None:
        """Compare this machine's clock with all sources that agree."""
        return self._compared(self.judgement.time)

    def difference_of(self, track: Track) -> Difference | None:
        """Compare it with one source."""
        return self._compared(track.bounds(self.monotonic))

    def _compared(self, known: Bounds | None) -> Difference | None:
        if known is None:
            return None
        return Difference(known.at(self.monotonic) - self.wall, known.error(self.monotonic))


class Panel:
    """The sources of one command. What is asked is due; nobody is asked more often than allowed."""

    def __init__(
        self,
        places: Sequence[Place],
        interval: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        chance: Callable[[], float] = random,
        connect: Callable[[Place], Source] | None = None,
    ) -> None:
        self.monotonic = monotonic
        self._wall = wall
        self._steps = Steps()
        connect = connect or (lambda place: open_source(place, Wire(), patience=PATIENCE))
        self._sources = [
            (Track(one, interval, chance=chance), connect(one)) for one in dict.fromkeys(places)
        ]

    @property
    def tracks(self) -> list[Track]:
        """The sources, in the order in which they were named."""
        return [track for track, _source in self._sources]

    def due_in(self) -> float:
        """Return the seconds until somebody may be asked; infinity for never."""
        return min(track.due_in(self.monotonic()) for track in self.tracks)

    async def ask(self) -> None:
        """Ask everybody who is due, and wait for the answers."""
        async with asyncio.TaskGroup() as group:
            for track, source in self._sources:
                if track.due_in(self.monotonic()) <= 0:
                    track.ask(self.monotonic())
                    group.create_task(self._ask(track, source))

    async def keep_asking(self) -> None:
        """Ask whenever somebody is due, for ever."""
        while True:
            await asyncio.sleep(min(self.due_in(), LOOK))
            await self.ask()

    def found(self) -> Found:
        """Look at the clocks, and judge."""
        monotonic, wall = self.monotonic(), self._wall()
        step = self._steps.notice(monotonic, wall, boot_clock())
        if step is not None and step.breaks:
            for track in self.tracks:
                track.forget(monotonic)
        judgement = judge(self.tracks, monotonic, self._steps.last)
        return Found(monotonic, wall, self.tracks, judgement)

    async def _ask(self, track: Track, source: Source) -> None:
        try:
            sample: Sample = await source.ask()
        except Failure as failure:
            track.miss(failure)
        else:
            track.hear(sample, self._wall())


def read(text: str) -> Place | None:
    """Read a source: HOST:PORT, HOST, [IPv6]:PORT, IPv6, or what it speaks too; else None."""
    if "://" not in text:
        six = text.count(":") > 1 and not text.startswith("[")
        text = f"{Kind.DAYTIME}://[{text}]" if six else f"{Kind.DAYTIME}://{text}"
    try:
        return place(text)
    except ValueError:
        return None
