"""An exchange as a waterfall: when each step began, how long it took, in figures and in bars."""

from datetime import UTC, timedelta

from rich.cells import cell_len

from tui import numbers
from tui.bodies.rows import Part, Row
from tui.bodies.wrapped import wrap
from tui.clients.failure import Step
from tui.clients.http.exchange import Exchange, Phase
from tui.words import _

LEAST = 8
"""Columns of the bars, however narrow the terminal is."""

_BAR, _SLIVER = "█", "▏"


def rows(record: Exchange, columns: int) -> list[Row]:
    """Return the rows for so many columns."""
    phases, total = record.phases(), max(1, record.elapsed)
    if not phases:
        return [(Part(_("Nothing has begun."), "faint"),)]
    words = {phase.step: _word(phase.step) for phase in phases}
    last = _("in all")
    name = max(map(cell_len, [*words.values(), last])) + 2
    figures = [_micro(phase.ended - phase.began) for phase in phases]
    figure = max(map(len, [*figures, _micro(total)])) + 2
    room = max(LEAST, columns - name - figure)
    made: list[Row] = []
    for phase, amount in zip(phases, figures, strict=True):
        word = words[phase.step] + " " * (name - cell_len(words[phase.step]))
        failed = record.failure is not None and phase is phases[-1]
        before, bar = _bar(phase, total, room)
        bar = Part(bar.text, "odd" if failed else "bar")
        figured = f"{amount:>{figure - 2}}{' ✗' if failed else '  '}"
        made.append((Part(word, "odd" if failed else "name"), Part(figured), before, bar))
    summed = last + " " * (name - cell_len(last))
    made.append((Part(summed, "title"), Part(f"{_micro(total):>{figure - 2}}", "title")))
    return [*made, (), *_moments(record, phases), *wrap(_remarks(record, phases), columns)]


def _moments(record: Exchange, phases: list[Phase]) -> list[Row]:
    """Tell when each step began, in universal time."""
    if record.started is None:
        return []
    start = record.started.astimezone(UTC)
    made: list[Row] = [(Part(_("In universal time (UTC)"), "title"),)]
    moments = [(_("began: {step}").format(step=_word(one.step)), one.began) for one in phases]
    if record.ended is not None:
        moments.append((_("end"), record.elapsed))
    for words, micro in moments:
        moment = start + timedelta(microseconds=micro)
        made.append((Part(f"{moment:%Y-%m-%d %H:%M:%S.%f}  ", "number"), Part(words)))
    return [*made, ()]


def _bar(phase: Phase, total: int, room: int) -> tuple[Part, Part]:
    """Return the room before a bar, and the bar: never nothing, since it did take place."""
    start = min(room - 1, phase.began * room // total)
    length = max(0, round((phase.ended - phase.began) * room / total))
    drawn = _BAR * min(length, room - start) or _SLIVER
    return Part(" " * start), Part(drawn, "bar")


def _remarks(record: Exchange, phases: list[Phase]) -> list[Row]:
    said = [_("1,000 µs are a millisecond; each step is measured until the next one begins.")]
    if record.ended is None:
        said.append(_("It is under way."))
    elif record.failure is not None:
        said.append(_("It failed in the step with the ✗."))
    body = phases[-1]
    if body.step is Step.BODY and record.size and body.ended > body.began:
        rate = record.size * 1_000_000 / (body.ended - body.began)
        words = _("The body: {size}, {rate} a second.")
        said.append(words.format(size=numbers.size(record.size), rate=numbers.size(rate)))
    return [(Part(one, "faint"),) for one in said]


def _word(step: Step) -> str:
    words = {
        Step.NAME: _("name"),
        Step.CONNECT: _("connect"),
        Step.TUNNEL: _("proxy"),
        Step.TLS: _("TLS"),
        Step.SEND: _("send"),
        Step.WAIT: _("wait"),
        Step.HEADERS: _("receive the head"),
    }
    return words.get(step, _("receive the body"))


def _micro(amount: int) -> str:
    return _("{number} µs").format(number=numbers.whole(amount))
