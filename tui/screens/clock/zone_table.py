"""The table of further zones: the time there, the day, and the next change of summer time."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from textual.content import Content

from tui.screens.clock import local, zones
from tui.screens.clock.spans import duration
from tui.screens.clock.tables import Cell, table
from tui.words import _, language


def rows(names: Sequence[str], moment: datetime, hours: str) -> Content:
    """A row for each zone that this system knows; `moment` is the person's own time."""
    if not names:
        return Content(_("No further zones. The key z adds some."))
    return table([_row(name, moment, hours) for name in names])


def city(name: str) -> str:
    """Name a zone by its town, in the person's language."""
    return _city(name, language())


@lru_cache(maxsize=1024)
def _city(name: str, spoken: str) -> str:
    from babel.dates import get_timezone_location

    try:
        return str(get_timezone_location(name, locale=spoken, return_city=True))
    except (LookupError, ValueError, AttributeError):
        return name.rpartition("/")[2].replace("_", " ")


def _row(name: str, moment: datetime, hours: str) -> list[Cell]:
    zone = zones.find(name)
    if zone is None:
        return [(name, ""), ("–", ""), (_("This system knows no such zone."), "$warning"), ("", "")]
    there = moment.astimezone(zone)
    change = zones.coming_change(zone, there)
    told = _("no change")
    if change is not None:
        by = duration(abs(change.by))
        way = _("{date}: +{by}") if change.by > 0 else _("{date}: -{by}")
        told = way.format(date=local.short_date(change.moment(zone)), by=by)
    return [
        (city(name), "bold"),
        (f"{local.time_written(there, hours)}{_day(there, moment)}", ""),
        (told, "$secondary"),
        (local.from_universal(there), "$secondary"),
    ]


def _day(there: datetime, here: datetime) -> str:
    """Say it where it is another day there: `+1 d` is tomorrow."""
    apart = zones.days_apart(there, here)
    if not apart:
        return ""
    unit = _("d")
    return f" {apart:+d} {unit}"
