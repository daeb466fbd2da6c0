"""What a day is called besides its date: week, day of the year, and the days astronomers count."""

from datetime import UTC, datetime
from math import floor

from tui.words import _

UNIX_ZERO_MJD = 40587
"""The modified Julian date of 1 January 1970."""

DAY = 86400


def week(moment: datetime) -> str:
    """Name the week of ISO 8601, which begins on Monday: `2017-W34-2`, 2 being Tuesday."""
    year, number, day = moment.isocalendar()
    return f"{year}-W{number:02d}-{day}"


def day_of_year(moment: datetime) -> int:
    """Count days from the first of January, which is 1."""
    return moment.timetuple().tm_yday


def modified_julian(seconds: float) -> str:
    """Days since 17 November 1858, universal time, to the second: `57987.62301`."""
    days = floor(seconds / DAY * 1e5) / 1e5
    return f"{days + UNIX_ZERO_MJD:.5f}"


def line(moment: datetime) -> str:
    """All of it in a line; week and day are those of the moment's own zone."""
    seconds = moment.astimezone(UTC).timestamp()
    return _("Week {week} · day {day} · MJD {mjd} · Unix {unix}").format(
        week=week(moment),
        day=day_of_year(moment),
        mjd=modified_julian(seconds),
        unix=floor(seconds),
    )
