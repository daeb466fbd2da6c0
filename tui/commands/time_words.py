"""What `time` says beside the time: how far this clock is off, who answers, who can be trusted."""

from datetime import UTC, datetime

from tui import failures
from tui.commands.time_panel import Difference, Found
from tui.numbers import decimal
from tui.timekeeping import Doubt, Judgement, Step, Track, Verdict
from tui.trust import word
from tui.words import _


def line(found: Found) -> str:
    """Write date and time as the lessons do, and one word more where they cannot be trusted."""
    if found.time is None:
        return ""
    moment = datetime.fromtimestamp(found.time, UTC)
    words = _("Date = {date}, Time = {time} UT")
    told = words.format(date=f"{moment:%y-%m-%d}", time=f"{moment:%H:%M:%S}")
    return told if found.judgement.good else f"{told} ({word(found.judgement.verdict)})"


def apart(difference: Difference) -> str:
    """Say how far this machine's clock is off, with no more digits than are known."""
    words = _("This clock less universal time: {offset} s ± {error} s.")
    form = _digits(difference.error)
    return words.format(
        offset=decimal(-difference.offset, f"+{form}"), error=decimal(difference.error, form)
    )


def source(track: Track, found: Found) -> str:
    """Say in a line how far this machine's clock is off by one source."""
    difference = found.difference_of(track)
    if track.failure is not None:
        return f"{track.name}  {failures.sentence(track.failure)}"
    if difference is None or track.delay is None:
        return f"{track.name}  {word(Verdict.WAITING)}"
    words = _("{source}  {offset} s ± {error} s, answer in {delay} ms")
    form = _digits(difference.error)
    return words.format(
        source=track.name,
        offset=decimal(-difference.offset, f"+{form}"),
        error=decimal(difference.error, form),
        delay=decimal(track.delay * 1000),
    )


def why(found: Found) -> str:
    """Say in a sentence why the time can be trusted, or not."""
    judgement = found.judgement
    if judgement.verdict is Verdict.UNREACHABLE or judgement.verdict is Verdict.WAITING:
        return _unreachable(found)
    if judgement.verdict is Verdict.UNHEALTHY:
        words = _("{sources} answers, and says that its own clock cannot be trusted.")
        return words.format(sources=", ".join(judgement.unhealthy))
    if judgement.verdict is Verdict.STALE:
        return _("The answers are too old; nobody vouches for the time.")
    if judgement.doubts:
        return _doubt(judgement)
    if judgement.verdict is Verdict.DISAGREE:
        return _disagreement(judgement)
    if judgement.step is not None:
        return _step(judgement.step)
    if len(judgement.chosen) == 1:
        return _("{source} answers.").format(source=judgement.chosen[0])
    return _("{number} of {all} sources agree.").format(
        number=len(judgement.chosen), all=len(found.tracks)
    )


def _unreachable(found: Found) -> str:
    lost = [track.failure for track in found.tracks if track.failure is not None]
    if len(found.tracks) == 1 and lost:
        return f"{failures.sentence(lost[0])} {failures.remedy(lost[0])}"
    return _("None of the {number} sources answers.").format(number=len(found.tracks))


def _doubt(judgement: Judgement) -> str:
    reasons = {
        Doubt.ZONE: _("{source} does not say that it means universal time."),
        Doubt.JUMPED: _("{source} jumped; the next answers will show who is right."),
        Doubt.WIDE: _("{source} answers too slowly, or too coarsely, to be sure."),
    }
    return reasons[judgement.doubts[0]].format(source=judgement.chosen[0])


def _disagreement(judgement: Judgement) -> str:
    if not judgement.good:
        words = _("The sources are {apart} s apart at least, and no majority agrees.")
        return words.format(apart=decimal(judgement.apart, ".3f"))
    words = _("{source} is wrong by {ahead} s; most others agree, and the time is theirs.")
    return " ".join(
        words.format(source=wrong.name, ahead=decimal(wrong.ahead, "+.3f"))
        for wrong in judgement.falsetickers
    )


def _step(step: Step) -> str:
    if step.asleep or not step.certain:
        return _("This machine slept, or its clock was put forward.")
    words = _("This machine's clock was set by {seconds} s.")
    return words.format(seconds=decimal(step.wall, "+.1f"))


def _digits(error: float) -> str:
    return ".1f" if error >= 0.1 else ".3f" if error >= 0.001 else ".6f"
