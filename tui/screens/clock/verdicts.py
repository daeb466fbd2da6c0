"""The verdict for people: a sign, a word, a sentence, and what can be done about it."""

from collections.abc import Callable, Sequence

from tui.beacon import State
from tui.failures import remedy as failure_remedy
from tui.failures import sentence as failure_sentence
from tui.screens.clock.spans import amount, duration
from tui.timekeeping import Doubt, Judgement, Step, Track, Verdict
from tui.words import _

SIGNS = {
    Verdict.WAITING: ("◌", "$warning"),
    Verdict.SYNCHRONISED: ("●", "$success"),
    Verdict.UNSURE: ("◐", "$warning"),
    Verdict.STALE: ("○", "$warning"),
    Verdict.UNHEALTHY: ("!", "$error"),
    Verdict.DISAGREE: ("≠", "$error"),
    Verdict.STEPPED: ("↕", "$warning"),
    Verdict.UNREACHABLE: ("✗", "$error"),
}
"""A shape and a colour for each, so that nobody needs to see the colour."""

_STATES = {
    Verdict.WAITING: State.CONNECTING,
    Verdict.SYNCHRONISED: State.CONNECTED,
    Verdict.UNSURE: State.RETRYING,
    Verdict.STALE: State.RETRYING,
    Verdict.UNHEALTHY: State.RETRYING,
    Verdict.DISAGREE: State.RETRYING,
    Verdict.STEPPED: State.RETRYING,
    Verdict.UNREACHABLE: State.FAILED,
}


def state(judgement: Judgement) -> State:
    """Say what the bar's sign for the screen is; time that may be shown as good is connected."""
    return State.CONNECTED if judgement.good else _STATES[judgement.verdict]


def sentence(judgement: Judgement, tracks: Sequence[Track], now: float) -> str:
    """Say why, in a sentence."""
    tell: dict[Verdict, Callable[[Judgement, Sequence[Track], float], str]] = {
        Verdict.WAITING: _waiting,
        Verdict.SYNCHRONISED: _synchronised,
        Verdict.UNSURE: _unsure,
        Verdict.STALE: _stale,
        Verdict.UNHEALTHY: _unhealthy,
        Verdict.DISAGREE: _disagree,
        Verdict.STEPPED: _stepped,
        Verdict.UNREACHABLE: _unreachable,
    }
    return tell[judgement.verdict](judgement, tracks, now)


def remedy(judgement: Judgement, tracks: Sequence[Track]) -> str:
    """Say what a person can do; nothing where nothing is to be done."""
    match judgement.verdict:
        case Verdict.UNREACHABLE:
            failures = [track.failure for track in tracks if track.failure is not None]
            return failure_remedy(failures[0]) if failures else ""
        case Verdict.UNHEALTHY:
            return _("Have its owner set its clock, or name another source in config.ini.")
        case Verdict.DISAGREE if not judgement.good:
            return _("A third source would tell who is right: sources = … in config.ini, [clock].")
        case Verdict.UNSURE if Doubt.ZONE in judgement.doubts:
            return _("Ask a source that names its zone, such as one in NIST’s format.")
        case Verdict.UNSURE if Doubt.WIDE in judgement.doubts:
            return _("Ask a source that is nearer, or wait for more answers.")
    return ""


def bounded(judgement: Judgement) -> bool:
    """Is the time's error known, though nobody may vouch for the time any more?

    Not where who tells it does not trust its clock, or others say otherwise: then this machine's
    clock cannot be compared with anything.
    """
    known = Doubt.ZONE not in judgement.doubts and Doubt.JUMPED not in judgement.doubts
    trusted = judgement.good or judgement.verdict not in (Verdict.UNHEALTHY, Verdict.DISAGREE)
    return known and trusted


def _waiting(_judgement: Judgement, tracks: Sequence[Track], _now: float) -> str:
    return _("Nobody has told the time yet; asking {source}.").format(source=tracks[0].name)


def _synchronised(judgement: Judgement, tracks: Sequence[Track], now: float) -> str:
    error = amount(judgement.time.error(now)) if judgement.time else "?"
    if len(judgement.chosen) > 1:
        told = _("{number} of {all} sources agree; the time is good to ± {error}.")
        return told.format(number=len(judgement.chosen), all=len(tracks), error=error)
    told = _("{source} answers; the time is good to ± {error}.")
    return told.format(source=judgement.chosen[0], error=error)


def _unsure(judgement: Judgement, _tracks: Sequence[Track], now: float) -> str:
    error = amount(judgement.time.error(now)) if judgement.time else "?"
    source = judgement.chosen[0] if judgement.chosen else "?"
    reasons = {
        Doubt.JUMPED: _("{source} jumped by {jump}; the next answers will show who is right."),
        Doubt.ZONE: _("{source} does not say that it means universal time."),
        Doubt.WIDE: _("The time may be off by {error}: {source} answers too slowly or coarsely."),
    }
    told = next(reasons[doubt] for doubt in reasons if doubt in judgement.doubts)
    return told.format(source=source, jump=amount(judgement.jump, sign=True), error=error)


def _stale(_judgement: Judgement, tracks: Sequence[Track], now: float) -> str:
    ages = [age for track in tracks if (age := track.age(now)) is not None]
    told = _("The last answer is {age} old; nobody vouches for the time.")
    return told.format(age=duration(min(ages)) if ages else "?")


def _unhealthy(judgement: Judgement, _tracks: Sequence[Track], _now: float) -> str:
    told = _("{sources} says that its own clock cannot be trusted.")
    return told.format(sources=", ".join(judgement.unhealthy))


def _disagree(judgement: Judgement, _tracks: Sequence[Track], _now: float) -> str:
    if not judgement.good:
        told = _("The sources are {apart} apart at least, and no majority agrees.")
        return told.format(apart=amount(judgement.apart))
    wrong = [
        _("{source} is wrong by {ahead}").format(
            source=one.name, ahead=amount(one.ahead, sign=True)
        )
        for one in judgement.falsetickers
    ]
    told = _("{wrong}; the other {number} agree.")
    return told.format(wrong=", ".join(wrong), number=len(judgement.chosen))


def _stepped(judgement: Judgement, _tracks: Sequence[Track], now: float) -> str:
    if judgement.step is None:
        return ""
    told = step(judgement.step, now)
    if judgement.good:
        return f"{told} " + _("The time above is not touched by that.")
    return f"{told} " + _("The sources are asked again.")


def step(one: Step, now: float) -> str:
    """Say what happened to this machine's clock."""
    ago = duration(max(0.0, now - one.at))
    if one.asleep:
        told = _("This machine slept for {span}, {ago} ago.")
        return told.format(span=duration(one.asleep), ago=ago)
    span = amount(abs(one.wall)) if abs(one.wall) < 100 else duration(abs(one.wall))
    if not one.certain:
        told = _("This machine slept for {span}, or its clock was put forward, {ago} ago.")
    elif one.wall > 0:
        told = _("This machine’s clock was put forward by {span}, {ago} ago.")
    else:
        told = _("This machine’s clock was put back by {span}, {ago} ago.")
    return told.format(span=span, ago=ago)


def _unreachable(judgement: Judgement, tracks: Sequence[Track], now: float) -> str:
    since = duration(now - judgement.since) if judgement.since is not None else "?"
    failures = [track.failure for track in tracks if track.failure is not None]
    if len(tracks) == 1 and failures:
        return f"{failure_sentence(failures[0])} " + _("No answer for {since}.").format(since=since)
    told = _("None of the {number} sources answers, for {since}.")
    return told.format(number=len(tracks), since=since)
