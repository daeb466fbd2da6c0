"""What all sources together say, in one word, and whether the time may be shown as good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.timekeeping.agreement import Agreement, agree
from tui.timekeeping.bounds import Bounds
from tui.timekeeping.steps import Step
from tui.timekeeping.track import Track

SURE = 1.25
"""Seconds that the time may be off, either way, and still be called good: one question to a service
of whole seconds leaves half a second and half of the delay, which is up to a second itself where
the service waits for its second to begin."""

GRAIN = 0.001
"""Seconds either way that everybody is granted: below that, programs and not clocks are measured
(ntpd: mindist)."""

STEP_TOLD = 60.0
"""Seconds for which a step of this machine's clock is the news, at the least."""


class Verdict(StrEnum):
    """One word about the time."""

    WAITING = "waiting"
    """Nobody has answered yet."""
    SYNCHRONISED = "synchronised"
    UNSURE = "unsure"
    """The sources' answers do not suffice; `doubts` say why."""
    STALE = "stale"
    """The last answers are too old."""
    UNHEALTHY = "unhealthy"
    """Who answers does not vouch for its clock."""
    DISAGREE = "disagree"
    """Where most agree the others are named, and the time is good; else nobody knows who is right.
    """
    STEPPED = "stepped"
    """This machine's clock was set, or it slept; `step` says by how much."""
    UNREACHABLE = "unreachable"
    """Nobody answers, since `since`."""


class Doubt(StrEnum):
    """Why the time is not sure."""

    WIDE = "wide"
    """The answers leave more than SURE either way: they take too long, or the source says so."""
    ZONE = "zone"
    """No source says that universal time is meant."""
    JUMPED = "jumped"
    """Every source that agrees contradicted itself a moment ago: its clock was set, or this
    machine stood still without knowing it."""


@dataclass(frozen=True, slots=True)
class Falseticker:
    """A source that most others contradict; `ahead` is how far it is ahead of them, seconds."""

    name: str
    ahead: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known; names are those of tracks."""

    verdict: Verdict
    good: bool = False
    """May the time be shown as good?"""
    time: Bounds | None = None
    """Between which two moments it is, by `chosen`; None where nobody knows."""
    chosen: tuple[str, ...] = ()
    falsetickers: tuple[Falseticker, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unhealthy: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    since: float | None = None
    """Since when nobody answers."""
    apart: float = 0.0
    """How many seconds lie between the sources that disagree, at the least."""
    jump: float = 0.0
    """How far the first of `chosen` left what it had said before, while that is a doubt."""
    step: Step | None = None
    """The last step of this machine's clock, while it is news."""


def judge(tracks: Iterable[Track], monotonic: float, step: Step | None = None) -> Judgement:
    """Judge what the sources said, at a moment; `step` is the last one of this machine's clock."""
    listed = list(tracks)
    fresh = [
        track
        for track in listed
        if track.bounds(monotonic) is not None and not track.stale(monotonic)
    ]
    voters = [track for track in fresh if track.sample is not None and track.sample.healthy]
    facts = Judgement(
        Verdict.WAITING,
        unhealthy=tuple(track.name for track in fresh if track not in voters),
        silent=tuple(track.name for track in listed if track.failure is not None),
        step=_news(step, fresh, monotonic),
    )
    if voters:
        return _counted(voters, monotonic, facts)
    return _uncounted(listed, fresh, monotonic, facts)


def _news(step: Step | None, fresh: Sequence[Track], monotonic: float) -> Step | None:
    """Return the step as long as it is news: for a minute, and until somebody has answered."""
    if step is None or monotonic - step.at < STEP_TOLD:
        return step
    told = any(track.sample is not None and track.sample.asked_at >= step.at for track in fresh)
    return None if told else step


def _counted(voters: Sequence[Track], monotonic: float, facts: Judgement) -> Judgement:
    """Count those who are healthy and fresh."""
    known = [
        Bounds(bounds.low - GRAIN, bounds.high + GRAIN, monotonic)
        for track in voters
        if (bounds := track.bounds(monotonic)) is not None
    ]
    found = agree([(bounds.low, bounds.high) for bounds in known])
    if not found.majority(len(voters)):
        return replace(
            facts,
            verdict=Verdict.DISAGREE,
            time=known[0],
            chosen=(voters[0].name,),
            apart=max(bounds.low for bounds in known) - min(bounds.high for bounds in known),
        )
    time = Bounds(found.low, found.high, monotonic)
    chosen = [voters[index] for index in found.members]
    facts = replace(
        facts,
        time=time,
        chosen=tuple(track.name for track in chosen),
        falsetickers=_falsetickers(voters, known, found),
        doubts=_doubts(chosen, time, monotonic),
        jump=chosen[0].jump,
    )
    return replace(facts, verdict=_verdict(facts), good=not facts.doubts)


def _falsetickers(
    voters: Sequence[Track], known: Sequence[Bounds], found: Agreement
) -> tuple[Falseticker, ...]:
    middle = (found.low + found.high) / 2
    return tuple(
        Falseticker(track.name, bounds.offset - middle)
        for index, (track, bounds) in enumerate(zip(voters, known, strict=True))
        if index not in found.members
    )


def _doubts(chosen: Sequence[Track], time: Bounds, monotonic: float) -> tuple[Doubt, ...]:
    samples = [track.sample for track in chosen if track.sample is not None]
    doubts = {
        Doubt.WIDE: time.error(monotonic) > SURE,
        Doubt.ZONE: not any(sample.zone_known for sample in samples),
        Doubt.JUMPED: all(track.jump for track in chosen),
    }
    return tuple(doubt for doubt, there in doubts.items() if there)


def _verdict(facts: Judgement) -> Verdict:
    if facts.doubts:
        return Verdict.UNSURE
    if facts.step is not None:
        return Verdict.STEPPED
    return Verdict.DISAGREE if facts.falsetickers else Verdict.SYNCHRONISED


def _uncounted(
    listed: Sequence[Track], fresh: Sequence[Track], monotonic: float, facts: Judgement
) -> Judgement:
    """Say what is wrong where nobody counts: the best that there is, and never as good."""
    known = fresh or [track for track in listed if track.bounds(monotonic) is not None]
    if known:
        facts = replace(facts, time=known[0].bounds(monotonic), chosen=(known[0].name,))
    if fresh:
        return replace(facts, verdict=Verdict.UNHEALTHY)
    if listed and len(facts.silent) == len(listed):
        since = max(track.silent_since or monotonic for track in listed)
        return replace(facts, verdict=Verdict.UNREACHABLE, since=since)
    if known:
        return replace(facts, verdict=Verdict.STALE)
    return replace(facts, verdict=Verdict.STEPPED if facts.step else Verdict.WAITING)
