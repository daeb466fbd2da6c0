"""What the fields of an answer mean, for people."""

from typing import NamedTuple

from protocol.daytime import Sentence
from protocol.sntp import Answer
from tui.printable import printable
from tui.screens.clock.spans import amount
from tui.timekeeping import Sample
from tui.words import _, ngettext


class Field(NamedTuple):
    """One field: its name, what was received, what that means."""

    name: str
    value: str
    meaning: str


def explain(sample: Sample) -> list[Field]:
    """Explain an answer of any kind, field by field."""
    if sample.sentence is not None:
        return fields(sample.sentence)
    if sample.answer is not None:
        return _packet(sample.answer)
    return [Field(_("time"), sample.words, _("seconds since 1900, universal time, and no more"))]


def fields(sentence: Sentence) -> list[Field]:
    """Explain a sentence field by field, in the order of NIST's format."""
    found = [Field(_("date"), *_date(sentence))]
    if sentence.mjd is not None:
        words = _("modified Julian date: days since 17 November 1858")
        found.insert(0, Field("MJD", f"{sentence.mjd:05d}", words))
    if sentence.dst is not None:
        found.append(Field("TT", f"{sentence.dst:02d}", summer_time(sentence.dst)))
    if sentence.leap is not None:
        found.append(Field("L", str(sentence.leap), leap_second(sentence.leap)))
    if sentence.health is not None:
        found.append(Field("H", str(sentence.health), health(sentence.health)))
    if sentence.advance is not None:
        found.append(Field("msADV", f"{sentence.advance:.1f}", _advance(sentence.advance)))
    if sentence.scale is not None:
        found.append(Field("UTC", printable(sentence.scale), _("the time scale and who keeps it")))
    if sentence.on_time is not None:
        found.append(Field("OTM", *_mark(sentence)))
    return found


def summer_time(code: int) -> str:
    """Say what TT means: is the United States on summer time, and when does that change?"""
    if code == 0:
        return _("standard time in the United States")
    if code == 50:
        return _("summer time in the United States")
    if code in (1, 51):
        ends = _("summer time in the United States ends today")
        return ends if code == 1 else _("summer time in the United States begins today")
    if code < 50:
        return ngettext(
            "summer time in the United States ends in {number} day",
            "summer time in the United States ends in {number} days",
            code - 1,
        )
    return ngettext(
        "summer time in the United States begins in {number} day",
        "summer time in the United States begins in {number} days",
        code - 51,
    )


def leap_second(code: int) -> str:
    """Say what L means."""
    words = {
        0: _("no leap second is announced"),
        1: _("a second will be added at the end of the month"),
        2: _("a second will be taken out at the end of the month"),
    }
    return words.get(code, _("a code that is not in use"))


def health(code: int) -> str:
    """Say what H means."""
    words = {
        0: _("the server is healthy"),
        1: _("the server may be up to 5 seconds off"),
        2: _("the server is more than 5 seconds off"),
    }
    return words.get(code, _("the server has failed; its time means nothing"))


def _packet(answer: Answer) -> list[Field]:
    leap = leap_second(answer.leap) if answer.leap < 3 else _("the server’s clock is not set")
    root = _("to the clock that the server follows in the end, there and back")
    return [
        Field("LI", str(answer.leap), leap),
        Field(_("stratum"), str(answer.stratum), _stratum(answer.stratum)),
        Field(_("precision"), amount(2.0**answer.precision), _("the grain of the server’s clock")),
        Field(_("root delay"), amount(answer.root_delay), root),
        Field(_("dispersion"), amount(answer.root_dispersion), _("how far it may have drifted")),
        Field(_("reference"), printable(answer.source), _("whom the server follows")),
    ]


def _stratum(stratum: int) -> str:
    if stratum == 1:
        return _("it has a clock of its own, such as a receiver of GPS")
    if not 0 < stratum < 16:
        return _("it has no time")
    return _("so many servers from a clock such as a receiver of GPS")


def _date(sentence: Sentence) -> tuple[str, str]:
    value = f"{sentence.moment:%y-%m-%d %H:%M:%S}"
    if not sentence.zone_known:
        return value, _("no known time zone: taken for universal time")
    return value, _("universal date (year, month, day) and time")


def _advance(milliseconds: float) -> str:
    if milliseconds == 0:
        return _("milliseconds it left early: none")
    return _("milliseconds it left early, for the journey")


def _mark(sentence: Sentence) -> tuple[str, str]:
    if sentence.on_time:
        return "*", _("on-time mark: the moment that is meant")
    return "–", _("the on-time mark is missing")
