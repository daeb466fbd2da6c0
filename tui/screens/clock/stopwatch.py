"""A stopwatch, and a countdown: the same watch, that rings when what was to pass has passed."""

import re
from dataclasses import dataclass

LONGEST = 99 * 3600.0 + 59 * 60 + 59
"""Seconds of a countdown: what two digits of hours can show."""

_PARTS = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})")
_UNITS = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,6})\s*s?)?")


@dataclass(slots=True)
class Watch:
    """It counts from 0 up or, where there is an `aim`, towards it; seconds of any steady clock."""

    gathered: float = 0.0
    since: float | None = None
    """When it was started last; None while it stands."""
    aim: float | None = None
    rung: bool = False

    @property
    def runs(self) -> bool:
        """Does it run now?"""
        return self.since is not None

    @property
    def used(self) -> bool:
        """Is there anything to be seen: does it run, or has it?"""
        return self.runs or self.gathered > 0 or self.aim is not None

    def passed(self, now: float) -> float:
        """Return the seconds that it has counted."""
        return self.gathered + (now - self.since if self.since is not None else 0.0)

    def shown(self, now: float) -> float:
        """Return what it shows: the seconds counted, or those that are left; negative after."""
        passed = self.passed(now)
        return passed if self.aim is None else self.aim - passed

    def toggle(self, now: float) -> None:
        """Start it, or stop it where it stands."""
        if self.since is None:
            self.since = now
        else:
            self.gathered, self.since = self.passed(now), None

    def reset(self) -> None:
        """Begin again at nothing, standing; a countdown keeps what it counts down from."""
        self.gathered, self.since, self.rung = 0.0, None, False

    def count_down(self, seconds: float | None, now: float) -> None:
        """Count down from so many seconds, at once; None: be a stopwatch."""
        self.reset()
        self.aim = seconds
        if seconds is not None:
            self.since = now

    def rings(self, now: float) -> bool:
        """Is the countdown over? Said once."""
        if self.aim is None or self.rung or self.passed(now) < self.aim:
            return False
        self.rung = True
        return True


def span(text: str) -> float | None:
    """Read how long: `90`, `5:00`, `1:30:00`, `10 min`, `1 h 30`; None where it is no time."""
    text = text.strip().lower()
    found = _PARTS.fullmatch(text)
    if found is None:
        found = _UNITS.fullmatch(text)
        if found is not None and found[1] and not found[2] and found[3] and "s" not in text:
            return span(f"{found[1]}:{found[3]}:00")  # as people say it: 1 h 30
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600.0 + minutes * 60 + seconds
    return total if 0 < total <= LONGEST else None


def face(seconds: float, *, fine: bool = False) -> str:
    """Write `1:02:03`, or `02:03`; `fine` with tenths; what is over has a sign."""
    sign = "-" if seconds < 0 else ""
    tenths = int(abs(seconds) * 10)
    whole, tenth = divmod(tenths, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute:02d}:{second:02d}"
    return f"{sign}{text}" + (f".{tenth}" if fine else "")
