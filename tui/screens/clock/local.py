"""Dates and times, written out in the person's language, zone and format.

Babel is imported when the first date is written, so that nobody waits for it before the first
paint.
"""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from tui.printable import printable
from tui.words import language

_VARIABLES = ("LC_ALL", "LC_TIME", "LANG")

_NAMES = {"a": "EEE", "A": "EEEE", "b": "MMM", "h": "MMM", "B": "MMMM", "p": "a"}
"""Codes of strftime that are words, and Babel's patterns for them."""

_WHOLE = {"c": "%A %d %B %Y %H:%M:%S", "r": "%I:%M:%S %p", "+": "%A %d %B %Y %H:%M:%S"}
"""Codes that stand for several."""


def written(moment: datetime, *, hours: str = "24", form: str = "") -> str:
    """Write `jeudi 24 août 2017 – 16:55:51`, or what `form` says in strftime's codes."""
    if form:
        return formatted(moment, form)
    return f"{date_written(moment)} – {time_written(moment, hours)}"


def date_written(moment: datetime) -> str:
    """Write `jeudi 24 août 2017`."""
    from babel.dates import format_date

    return str(format_date(moment.date(), "full", locale(language(), os.environ)))


def short_date(moment: datetime) -> str:
    """Write `29 oct. 2017`."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMd", moment, locale=locale(language(), os.environ)))


def time_written(moment: datetime, hours: str = "24") -> str:
    """Write `16:55:51` or, of 12 hours, `4:55:51 PM`."""
    if hours == "24":
        return f"{moment:%H:%M:%S}"
    return f"{moment.hour % 12 or 12}:{moment:%M:%S} {half_of_day(moment)}"


def half_of_day(moment: datetime) -> str:
    """Write AM or PM, as the language does."""
    return _pattern(moment, "a")


def formatted(moment: datetime, form: str) -> str:
    """Write as strftime does, with days and months in the person's language."""
    form = re.sub(r"%([cr+])", lambda found: _WHOLE[found[1]], form)
    return re.sub(r"%(-?)([A-Za-z%])", lambda found: _code(moment, found[1], found[2]), form)


def _code(moment: datetime, bare: str, code: str) -> str:
    if code in _NAMES:
        return _pattern(moment, _NAMES[code])
    return moment.strftime(f"%{bare}{code}")


def _pattern(moment: datetime, pattern: str) -> str:
    from babel.dates import format_datetime

    return str(format_datetime(moment, pattern, locale=locale(language(), os.environ)))


@lru_cache(maxsize=4)
def _known(identifier: str) -> bool:
    """Do we have that locale's words? It is the environment's, so it may be any text."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(identifier)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def locale(spoken: str, environ: Mapping[str, str]) -> str:
    """Choose the locale of dates: the environment's, like en_GB, where it is of that language."""
    said = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    identifier = said.partition(".")[0].partition("@")[0]
    if identifier.startswith(f"{spoken}_") and _known(identifier):
        return identifier
    return spoken


def zone(moment: datetime) -> str:
    """Name the zone of an aware moment: `CEST, UTC+2`, or only `UTC+2` where it has no name."""
    offset = from_universal(moment)
    name = printable(moment.tzname() or "")
    return offset if not name.isalpha() or name == offset else f"{name}, {offset}"


def from_universal(moment: datetime) -> str:
    """Write how far an aware moment's zone is from universal time: `UTC+5:30`."""
    minutes = round((moment.utcoffset() or UTC.utcoffset(None)).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
