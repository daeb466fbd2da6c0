"""The table of sources: how each is doing, in the columns that chrony's users know."""

from math import inf

from rich.cells import cell_len
from textual.content import Content

from tui.screens.clock.keeper import Keeper
from tui.screens.clock.spans import amount, duration, measured
from tui.screens.clock.tables import GAP, Cell, table
from tui.timekeeping import Standing, Track
from tui.words import _

SIGNS = {
    Standing.WAITING: ("◌", "$warning"),
    Standing.GOOD: ("●", "$success"),
    Standing.UNHEALTHY: ("!", "$error"),
    Standing.JUMPED: ("↕", "$warning"),
    Standing.STALE: ("○", "$warning"),
    Standing.SILENT: ("✗", "$error"),
    Standing.DENIED: ("⊘", "$error"),
}
"""A shape and a colour for how a source is doing by itself."""

FALSE = ("≠", "$error")
"""For one that most others contradict."""

NAME = 12
"""Columns of a name at the least, however little room there is."""

_NUMBERS = frozenset({2, 3, 4, 5, 6, 7})


def source_table(keeper: Keeper, now: float, width: int) -> Content:
    """A row for each source: sign and name, offset ± error, delay, jitter, reach, age, next.

    Names have the room that the other columns leave.
    """
    names = _("Source"), _("Offset"), _("Delay"), _("Jitter"), _("Reach"), _("Age"), _("Next")
    header = [("", ""), *((name, "$secondary") for name in names)]
    rows = [header, *(_row(keeper, track, now) for track in keeper.tracks)]
    others = [max(cell_len(row[at][0]) for row in rows) for at in range(len(header)) if at != 1]
    room = max(NAME, width - sum(others) - len(GAP) * len(others))
    return table([[row[0], (_cut(row[1][0], room), row[1][1]), *row[2:]] for row in rows], _NUMBERS)


def _cut(name: str, room: int) -> str:
    """Shorten a name in its middle: kind and port are at its ends."""
    if len(name) <= room:
        return name
    end = (room - 1) // 2
    return f"{name[: room - 1 - end]}…{name[len(name) - end :]}"


def _row(keeper: Keeper, track: Track, now: float) -> list[Cell]:
    judgement = keeper.judgement
    wrong = {one.name for one in judgement.falsetickers}
    sign = FALSE if track.name in wrong else SIGNS[track.standing(now)]
    age, wait = track.age(now), track.due_in(now)
    return [
        sign,
        (track.name, "bold" if track.name in judgement.chosen else ""),
        (_offset(keeper, track, now), ""),
        ("–" if track.delay is None else amount(track.delay), ""),
        ("–" if track.jitter is None else amount(track.jitter), ""),
        (track.reach, ""),
        ("–" if age is None else _short(age), ""),
        (_("now") if track.asking else "–" if wait == inf else _short(wait + 0.999), "$secondary"),
    ]


def _offset(keeper: Keeper, track: Track, now: float) -> str:
    """How far this machine's clock is ahead of a source's, and how certain that is."""
    bounds = track.bounds(now)
    if bounds is None:
        return "–"
    return measured(keeper.clocks.wall() - bounds.at(now), bounds.error(now))


def _short(seconds: float) -> str:
    """The first unit of a span is enough in a column."""
    return duration(seconds, 1)
