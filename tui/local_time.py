"""Moments in the time of this machine, also those that strangers tell."""

from datetime import datetime


def local(moment: datetime) -> datetime:
    """Return it in the local zone; as it is where the calendar ends, in the years 1 and 9999."""
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return moment
