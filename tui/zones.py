"""Which time zones this system knows; asked only where the settings name some."""

from collections.abc import Iterable
from difflib import get_close_matches

from protocol.config import N_, ConfigError


def check(names: Iterable[str]) -> None:
    """Raise ConfigError for the first name that is no zone of this system's."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    for name in names:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            close = get_close_matches(name, available_timezones(), n=1) or ["Europe/Paris"]
            raise ConfigError(
                N_("[clock] zones: this system knows no zone {zone}; one is {close}."),
                zone=name,
                close=close[0],
            ) from None
