"""The table of sources: how each is doing, in the columns that chrony's users know."""

from math import inf

from textual.content import Content

from tui.screens.clock.keeper import Keeper
from tui.screens.clock.spans import amount, duration, measured
from tui.screens.clock.tables import Cell, table
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

NAME = 24
"""Columns of a name: with the others they fill a terminal of 80."""

_NUMBERS = frozenset({2, 3, 4, 5, 6, 7})


def source_table(keeper: Keeper, now: float) -> Content:
    """A row for each source: sign and name, offset ± error, delay, jitter, reach, age, next."""
    names = _("Source"), _("Offset"), _("Delay"), _("Jitter"), _("Reach"), _("Age"), _("Next")
    header = [("", ""), *((name, "$text-muted") for name in names)]
    return table([header, *(_row(keeper, track, now) for track in keeper.tracks)], _NUMBERS)


def _row(keeper: Keeper, track: Track, now: float) -> list[Cell]:
    judgement = keeper.judgement
    wrong = {one.name for one in judgement.falsetickers}
    sign = FALSE if track.name in wrong else SIGNS[track.standing(now)]
    name = track.name if len(track.name) <= NAME else f"{track.name[: NAME - 1]}…"
    age, wait = track.age(now), track.due_in(now)
    return [
        sign,
        (name, "bold" if track.name in judgement.chosen else ""),
        (_offset(keeper, track, now), ""),
        ("–" if track.delay is None else amount(track.delay), ""),
        ("–" if track.jitter is None else amount(track.jitter), ""),
        (track.reach, ""),
        ("–" if age is None else _short(age), ""),
        (_("now") if track.asking else "–" if wait == inf else _short(wait + 0.999), "$text-muted"),
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
