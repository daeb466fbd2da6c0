"""Time zones: which there are, when their clocks change next, and on which day they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AHEAD = 400
"""Days in which the next change is looked for: more than a year, so that none is missed."""

DAY = 86400

_NOT_A_PLACE = ("posix/", "right/", "SystemV/")
_NO_ZONES = frozenset({"Factory", "localtime", "posixrules"})


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks are put forward, or back, by so many seconds; `at` is universal, since 1970."""

    at: int
    by: float

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment in the zone's own time, as clocks show it that are not yet changed."""
        return datetime.fromtimestamp(self.at - 1, zone) + timedelta(seconds=1)


def find(name: str) -> ZoneInfo | None:
    """Return the zone of a name such as Asia/Tokyo; None where this system has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def available() -> list[str]:
    """Name every zone of this system, once."""
    from zoneinfo import available_timezones

    return sorted(
        name
        for name in available_timezones()
        if name not in _NO_ZONES and not name.startswith(_NOT_A_PLACE)
    )


def days_apart(there: datetime, here: datetime) -> int:
    """Return 1 where it is tomorrow there, -1 where it is yesterday."""
    return (there.date() - here.date()).days


@lru_cache(maxsize=256)
def next_change(zone: ZoneInfo, day: int) -> Change | None:
    """Find when a zone's clocks change next after the beginning of a day, counted from 1970.

    None where they do not change within AHEAD days.
    """

    def offset(seconds: int) -> timedelta:
        return datetime.fromtimestamp(seconds, zone).utcoffset() or timedelta()

    start = day * DAY
    now = offset(start)
    for begin in range(start, start + AHEAD * DAY, DAY):
        if (then := offset(begin + DAY)) != now:
            at = _first(lambda second: offset(second) != now, begin, begin + DAY)
            return Change(at, (then - now).total_seconds())
    return None


def coming_change(zone: ZoneInfo, moment: datetime) -> Change | None:
    """Find the next change after a moment; the search is made once a day at the most."""
    seconds = moment.timestamp()
    day = int(seconds // DAY)
    change = next_change(zone, day)
    return next_change(zone, day + 1) if change is not None and change.at <= seconds else change


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first number after `low`, up to `high`, for which it holds, as it does after."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
