"""`time --check`: a plug-in for Nagios and whatever calls such plug-ins.

    OK: offset +0.012 s ± 0.251 s | offset=0.012s;0.5;2 error=0.251s delay=0.000s reach=1;;;0;1

One line and an exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. The offset is universal time
less this machine's clock. A difference counts as far as it is certain: one that may be on either
side of a limit is UNKNOWN. Services of whole seconds are asked several times, which narrows it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite

from tui.commands import time_words
from tui.commands.time_panel import Difference, Found, Panel
from tui.timekeeping import Doubt
from tui.words import _

WARN, CRIT = 0.5, 2.0
"""Seconds of difference: what a service of whole seconds can tell after three or four answers, and
what a person notices."""

TIMEOUT = 20.0
"""Seconds in which it shall be known: four answers of a source that is asked every 4 s."""


class Status(IntEnum):
    """The exit status of a plug-in; its name begins the line."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Differences, in seconds, above which it is a warning, and critical; how long one may ask."""

    warn: float = WARN
    crit: float = CRIT
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found; `open` where more answers may still decide it."""

    status: Status
    words: str
    open: bool = False


def limits(warn: str | None, crit: str | None, timeout: str | None) -> Limits | None:
    """Read the limits; None where they make no sense."""
    try:
        read = Limits(
            WARN if warn is None else float(warn),
            CRIT if crit is None else float(crit),
            TIMEOUT if timeout is None else float(timeout),
        )
    except ValueError:
        return None
    sensible = 0 <= read.warn <= read.crit and isfinite(read.crit) and read.timeout >= 0
    return read if sensible and isfinite(read.timeout) else None


async def check(
    panel: Panel, limits: Limits, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> tuple[Outcome, Found]:
    """Ask until it is decided, or the time for that is over."""
    deadline = panel.monotonic() + limits.timeout
    while True:
        await panel.ask()
        found = panel.found()
        outcome = weigh(found, limits)
        pause = panel.due_in()
        if not outcome.open or panel.monotonic() + pause > deadline:
            return outcome, found
        await sleep(pause)


def weigh(found: Found, limits: Limits) -> Outcome:
    """Decide what is certain by now."""
    judgement, difference = found.judgement, found.difference
    narrows = judgement.doubts == (Doubt.WIDE,)
    if difference is None or not (judgement.good or narrows):
        return Outcome(Status.UNKNOWN, time_words.why(found))
    form = "+.3f" if difference.error >= 0.001 else "+.6f"
    words = f"offset {difference.offset:{form}} s ± {difference.error:{form[1:]}} s"
    if judgement.falsetickers:
        words = f"{words}. {time_words.why(found)}"
    if difference.least > limits.crit:
        return Outcome(Status.CRITICAL, words)
    if difference.least > limits.warn:
        return Outcome(Status.WARNING, words, open=difference.most > limits.crit)
    if difference.most <= limits.warn:
        return Outcome(Status.OK, words)
    told = _("that is not known well enough for a limit of {limit} s")
    limit = limits.crit if limits.warn == limits.crit else limits.warn
    return Outcome(Status.UNKNOWN, f"{words}: {told.format(limit=limit)}", open=True)


def line(outcome: Outcome, found: Found, limits: Limits) -> str:
    """Write a plug-in's line: the status, the words, and figures for plots."""
    words = " ".join(outcome.words.replace("|", "/").split())
    return f"{outcome.status.name}: {words} | {' '.join(_figures(found, limits))}"


def _figures(found: Found, limits: Limits) -> list[str]:
    answered = [track for track in found.tracks if track.failure is None and track.sample]
    figures = [f"reach={len(answered)};;;0;{len(found.tracks)}"]
    delays = [track.delay for track in answered if track.delay is not None]
    if delays:
        figures.insert(0, f"delay={min(delays):.6f}s")
    if (difference := found.difference) is not None:
        figures[:0] = _offset(difference, limits)
    return figures


def _offset(difference: Difference, limits: Limits) -> list[str]:
    offset = f"offset={difference.offset:.6f}s;{limits.warn:g};{limits.crit:g}"
    return [offset, f"error={difference.error:.6f}s"]
