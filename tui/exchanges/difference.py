"""Two exchanges of the history -> what differs between them, as plain lines that are safe to show.

    for section in compare(one, other):
        section.title, section.notes, section.lines         # each the same, only left or only right

It is work for a thread: bounded, for the largest bodies that are kept a second or two.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from tui import numbers
from tui.clients.failure import Failure, Step
from tui.exchanges import different_bodies, heads
from tui.exchanges.edits import Edit, edits
from tui.exchanges.entry import Kept
from tui.failures import sentence
from tui.printable import printable
from tui.words import _

WIDEST = 2000
"""Characters of a line that are shown; lines are compared whole."""


class Kind(Enum):
    """Where a line is."""

    SAME = "same"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and in which of the two it is."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of both exchanges. What was changed is left first, then right."""

    title: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare(one: Kept, other: Kept) -> list[Section]:
    """Return the sections that there is something to say of."""
    sections = [
        _lines(_("Request"), _request(one), _request(other)),
        _fields(_("Fields of the request"), one.asked, other.asked),
        _lines(_("Content of the request"), _content(one), _content(other)),
        _lines(_("Answer"), _answer(one), _answer(other)),
        _fields(_("Fields of the answer"), one.answered, other.answered),
        _lines(_("Body"), *different_bodies.bodies(one, other)),
        _lines(_("Times"), _times(one), _times(other)),
    ]
    return [section for section in sections if section.lines or section.notes]


def _lines(
    title: str, one: Sequence[str], other: Sequence[str], notes: Sequence[str] = ()
) -> Section:
    """Compare lines in their order."""
    found, whole = edits(one, other)
    said = list(notes)
    if not whole:
        said.append(_("They are too different to be compared line by line."))
    kinds = {Edit.KEPT: Kind.SAME, Edit.OUT: Kind.LEFT, Edit.IN: Kind.RIGHT}
    lines = [
        Line(kinds[edit], _shown((other if edit is Edit.IN else one)[place]))
        for edit, place in found
    ]
    return Section(title, lines, said)


def _fields(title: str, one: bytes, other: bytes) -> Section:
    """Compare fields whatever their order is; of those with the same name, the order counts."""
    left, right = heads.fields(one), heads.fields(other)
    common = Counter(map(_key, left)) & Counter(map(_key, right))
    only_right = _apart(right, common)
    lines, shared = list[Line](), Counter(common)
    for name, value in left:
        if shared[_key((name, value))]:
            shared[_key((name, value))] -= 1
            lines.append(Line(Kind.SAME, _shown(f"{name}: {value}")))
            continue
        lines.append(Line(Kind.LEFT, _shown(f"{name}: {value}")))
        for pair in [pair for pair in only_right if pair[0].lower() == name.lower()][:1]:
            only_right.remove(pair)
            lines.append(Line(Kind.RIGHT, _shown(f"{pair[0]}: {pair[1]}")))
    lines += [Line(Kind.RIGHT, _shown(f"{name}: {value}")) for name, value in only_right]
    return Section(title, lines, _about_order(left, right, common))


def _about_order(
    left: list[tuple[str, str]], right: list[tuple[str, str]], common: "Counter[tuple[str, str]]"
) -> list[str]:
    kept = [[pair for pair in those if _key(pair) in common] for those in (left, right)]
    notes = []
    if [_key(pair) for pair in kept[0]] != [_key(pair) for pair in kept[1]]:
        notes.append(_("Fields that are the same stand in another order."))
    if sorted(kept[0]) != sorted(kept[1]) and len(kept[0]) == len(kept[1]):
        notes.append(_("Names differ in capital and small letters."))
    return notes


def _apart(
    pairs: list[tuple[str, str]], common: "Counter[tuple[str, str]]"
) -> list[tuple[str, str]]:
    """Return the fields that the other has not."""
    left, apart = Counter(common), list[tuple[str, str]]()
    for pair in pairs:
        if left[_key(pair)]:
            left[_key(pair)] -= 1
        else:
            apart.append(pair)
    return apart


def _key(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].lower(), pair[1]


def _request(kept: Kept) -> list[str]:
    if kept.asked:
        return [heads.first(kept.asked)]
    return [f"{kept.draft.method} {kept.draft.address}"]


def _content(kept: Kept) -> list[str]:
    content = kept.draft.content
    return [f"({kept.draft.kind})", *content.split("\n")] if content else []


def _answer(kept: Kept) -> list[str]:
    lines = [heads.first(kept.answered)] if kept.answered else []
    if kept.step:
        failure = Failure(Step(kept.step), kept.why, peer=kept.peer, code=kept.code)
        lines.append(sentence(failure))
    return lines


def _times(kept: Kept) -> list[str]:
    words = {
        Step.NAME: _("name"),
        Step.CONNECT: _("connect"),
        Step.TUNNEL: _("proxy"),
        Step.TLS: _("TLS"),
        Step.SEND: _("send"),
        Step.WAIT: _("wait"),
        Step.HEADERS: _("receive the head"),
    }
    body = _("receive the body")
    lines = [
        f"{words.get(phase.step, body)}: {_long(phase.ended - phase.began)}"
        for phase in kept.phases
    ]
    return [*lines, _("in all: {time}").format(time=_long(kept.elapsed))]


def _long(micro: int) -> str:
    return _("{number} ms").format(number=numbers.decimal(micro / 1000, ".1f"))


def _shown(text: str) -> str:
    cut = text[:WIDEST] + "…" if len(text) > WIDEST else text
    return printable(cut.rstrip("\r"))
