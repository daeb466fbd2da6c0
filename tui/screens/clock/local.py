"""This machine's date and time, written out in the person's language.

Babel is imported when the first date is written, so that nobody waits for it before the first
paint.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from tui.printable import printable
from tui.words import language

_VARIABLES = ("LC_ALL", "LC_TIME", "LANG")


def written(moment: datetime) -> str:
    """Write `jeudi 24 août 2017 – 16:55:51`."""
    return f"{date_written(moment)} – {moment:%H:%M:%S}"


def date_written(moment: datetime) -> str:
    """Write `jeudi 24 août 2017`."""
    from babel.dates import format_date

    return str(format_date(moment.date(), "full", locale(language(), os.environ)))


@lru_cache(maxsize=4)
def _known(identifier: str) -> bool:
    from babel.core import Locale, UnknownLocaleError

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
    minutes = round((moment.utcoffset() or UTC.utcoffset(None)).total_seconds() / 60)
    offset = "UTC"
    if minutes:
        hours, rest = divmod(abs(minutes), 60)
        offset += f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    name = printable(moment.tzname() or "")
    return offset if not name.isalpha() or name == offset else f"{name}, {offset}"
