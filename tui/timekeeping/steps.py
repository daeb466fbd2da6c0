"""When somebody set this machine's clock, or the machine slept: noticed by comparing its clocks.

The wall clock is the one that people and programs set. The monotonic one only ever runs, but on
most systems stands still while the machine sleeps. Linux and macOS have a third that does not: it
tells the two apart. A system without it is told that it was either.
"""

from dataclasses import dataclass

LEAST = 0.25
"""Seconds of a step or a sleep that are told of: less than that is neither seen nor meant."""

SLEWED = 1e-3
"""Seconds a second by which a time service may push a clock without a step (Linux: 0.0005)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happened between two looks at the clocks, in seconds; noticed `at` that moment."""

    at: float
    wall: float = 0.0
    """How far the wall clock was set, forward where it is more than 0."""
    asleep: float = 0.0
    """How long the machine was suspended, the monotonic clock standing still."""
    certain: bool = True
    """False where a clock set forward and a sleep look the same: `wall` may be a sleep."""

    @property
    def breaks(self) -> bool:
        """Is what was learned before worthless, since the monotonic clock may have stood still?"""
        return self.asleep > 0 or not self.certain


class Steps:
    """Looks at the clocks again and again; `last` is the last step that there was."""

    def __init__(self) -> None:
        self._seen: tuple[float, float, float | None] | None = None
        self.last: Step | None = None

    def notice(self, monotonic: float, wall: float, boot: float | None = None) -> Step | None:
        """Compare the clocks, read at one moment, with the last look; `boot` also runs in sleep."""
        seen, self._seen = self._seen, (monotonic, wall, boot)
        if seen is None:
            return None
        passed = monotonic - seen[0]
        least = LEAST + SLEWED * max(0.0, passed)
        knows = boot is not None and seen[2] is not None
        asleep = boot - seen[2] - passed if boot is not None and seen[2] is not None else 0.0
        asleep = asleep if asleep > least else 0.0
        moved = wall - seen[1] - passed - asleep
        moved = moved if abs(moved) > least else 0.0
        if not asleep and not moved:
            return None
        self.last = Step(monotonic, moved, asleep, certain=knows or moved < 0)
        return self.last
