"""`time`: what time it is by one source or several, and how far this machine's clock is from it."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from protocol.config import Config
from protocol.places import Place
from tui import failures
from tui.clients.timesource import places
from tui.commands import time_check, time_panel, time_words
from tui.commands.result import Result, result_of, say, show, show_json
from tui.commands.time_panel import Difference, Found, Panel
from tui.timekeeping import Track, Verdict
from tui.words import _

LATE = 0.002
"""Seconds into a second at which its line is written: a sleep may end a little early."""

SOON = 4.0
"""Seconds between two questions of a check, where a source allows that."""


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Ask, and show date, time and difference: once, every second, or as a plug-in does."""
    limits = time_check.limits(arguments.warn, arguments.crit, arguments.timeout)
    asked = _places(arguments.source, config)
    if asked is None or limits is None:
        if limits is None:
            say(_("What is meant is --warn and --crit in seconds, the second not the smaller."))
        return time_check.Status.UNKNOWN if arguments.check else Result.USAGE
    if arguments.check:
        return await _check(Panel(asked, SOON), limits, as_json=arguments.json)
    panel = Panel(asked, config.clock.interval)
    await panel.ask()
    if arguments.watch:
        return await _watch(panel, as_json=arguments.json)
    return _tell(panel.found(), as_json=arguments.json)


def _places(given: Sequence[str] | None, config: Config) -> list[Place] | None:
    """Return whom to ask; None, and it was said, where one of those given is none."""
    if not given:
        return places(config.clock)
    found = []
    for text in given:
        if (one := time_panel.read(text)) is None:
            words = _("{source}: what is meant is HOST:PORT, or sntp://HOST, daytime://, time://.")
            say(words.format(source=text))
            return None
        found.append(one)
    return found


async def _check(panel: Panel, limits: time_check.Limits, *, as_json: bool) -> int:
    outcome, found = await time_check.check(panel, limits)
    if as_json:
        show_json({"status": outcome.status.name, "words": outcome.words, **_facts(found)})
    else:
        show(time_check.line(outcome, found, limits))
    return outcome.status


async def _watch(panel: Panel, *, as_json: bool) -> int:
    """Write a line a second, for ever; on stderr, what changes about the sources."""
    shown, said = 0, None
    asking = asyncio.create_task(panel.keep_asking())
    try:
        while not asking.done():
            found = panel.found()
            if (verdict := found.judgement.verdict) is not said:
                said = verdict
                say(time_words.why(found))
            if found.time is not None and shown != (second := int(found.time)):
                shown = second
                show_json(_facts(found)) if as_json else show(time_words.line(found))
            await asyncio.sleep(1 - (found.time or 0.0) % 1 + LATE)
        await asking
    finally:
        asking.cancel()
    return Result.DONE


def _tell(found: Found, *, as_json: bool) -> int:
    """Show it once; the time that nobody vouches for is shown, and is a failure."""
    if as_json:
        show_json(_facts(found))
    elif found.time is not None:
        show(time_words.line(found))
    _say_beside(found, as_json=as_json)
    lost = [track.failure for track in found.tracks if track.failure is not None]
    if found.time is None and lost:
        return result_of(lost[0])
    return Result.DONE if found.judgement.good else Result.FAILED


def _say_beside(found: Found, *, as_json: bool) -> None:
    several = len(found.tracks) > 1
    if found.difference is not None and not as_json:
        say(time_words.apart(found.difference))
    if several and not as_json:
        for track in found.tracks:
            say(time_words.source(track, found))
    if several or found.judgement.verdict is not Verdict.SYNCHRONISED:
        say(time_words.why(found))


def _facts(found: Found) -> dict[str, object]:
    moment = None if found.time is None else datetime.fromtimestamp(found.time, UTC).isoformat()
    return {
        "moment": moment,
        **_difference(found.difference),
        "verdict": str(found.judgement.verdict),
        "good": found.judgement.good,
        "why": time_words.why(found),
        "falsetickers": [wrong.name for wrong in found.judgement.falsetickers],
        "sources": [_source(track, found) for track in found.tracks],
    }


def _source(track: Track, found: Found) -> dict[str, object]:
    sample = track.sample
    delay = None if sample is None else round(sample.delay, 6)
    return {
        "source": track.name,
        **_difference(found.difference_of(track)),
        "delay": delay,
        "reach": track.reach,
        "health": sample.health if sample else None,
        "leap": sample.leap if sample else None,
        "stratum": sample.stratum if sample else None,
        "zone_known": sample.zone_known if sample else None,
        "words": sample.words if sample else None,
        "failure": failures.sentence(track.failure) if track.failure else None,
    }


def _difference(difference: Difference | None) -> dict[str, object]:
    return {
        "offset": round(difference.offset, 6) if difference else None,
        "uncertainty": round(difference.error, 6) if difference else None,
    }
