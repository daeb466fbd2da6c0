"""Moments in the time of this machine, also those that strangers tell.

Written down, a year has four digits, which `strftime` does not give to one before 1000.
"""

from datetime import datetime


def local(moment: datetime) -> datetime:
    """Return it in the local zone; as it is where the calendar ends, in the years 1 and 9999."""
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return moment


def day(moment: datetime) -> str:
    """Write its day: 2017-08-22."""
    return moment.isoformat()[:10]


def minute(moment: datetime) -> str:
    """Write it to the minute: 2017-08-22 16:57."""
    return moment.isoformat(" ", "minutes")[:16]


def second(moment: datetime) -> str:
    """Write it to the second: 2017-08-22 16:57:03."""
    return moment.isoformat(" ", "seconds")[:19]
