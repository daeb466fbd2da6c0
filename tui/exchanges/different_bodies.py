"""The bodies of two exchanges as lines that can be compared, and what is to be said of them."""

import json
from dataclasses import dataclass

from tui import numbers
from tui.bodies import indented, kinds
from tui.exchanges import heads, mask_body
from tui.exchanges.entry import Kept
from tui.words import _, ngettext

LINES = 10_000
"""Lines of each that are compared."""

ROW = 16
"""Bytes in a line of what is no text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A body as lines, and as what they say."""

    kind: kinds.Kind
    lines: list[str]
    plain: str = ""
    value: object = None
    """What JSON says."""


def bodies(one: Kept, other: Kept) -> tuple[list[str], list[str], list[str]]:
    """Return the lines of both, and remarks."""
    left, right = _read(one), _read(other)
    notes = _about_sizes(one, other) + _about_words(left, right)
    if left.kind is right.kind is kinds.Kind.JSON:
        notes.append(_("JSON is compared in its indented form."))
    for text in (left, right):
        if len(text.lines) > LINES:
            words = ngettext(
                "Only the first {number} line is compared.",
                "Only the first {number} lines are compared.",
                LINES,
            )
            notes += [words] if words not in notes else []
    return left.lines[:LINES], right.lines[:LINES], notes


def _read(kept: Kept) -> Text:
    data = mask_body.unpacked(kept.body, kept.answered)
    if data is None:
        data = kept.body
    said = next((v for n, v in heads.fields(kept.answered) if n.lower() == "content-type"), "")
    nature = kinds.nature(said, data[: kinds.OPENING], whole=len(data) <= kinds.OPENING)
    if nature.kind in (kinds.Kind.BINARY, kinds.Kind.IMAGE):
        rows = range(0, min(len(data), (LINES + 1) * ROW), ROW)
        return Text(nature.kind, [data[at : at + ROW].hex(" ") for at in rows])
    text = data.decode(nature.charset, errors="replace")
    lines = text.split("\n") if text else []
    if nature.kind is kinds.Kind.JSON and len(data) <= indented.GREATEST:
        rows_ = indented.json_rows(text)
        if rows_ is not None:
            shown = ["".join(part.text for part in row) for row in rows_]
            return Text(nature.kind, shown, text, json.loads(text))
    kind = kinds.Kind.TEXT if nature.kind is kinds.Kind.JSON else nature.kind
    return Text(kind, lines, text)


def _about_sizes(one: Kept, other: Kept) -> list[str]:
    notes = []
    if one.size != other.size:
        words = _("{one} came left, {other} right.")
        sizes = numbers.size(one.size), numbers.size(other.size)
        notes.append(words.format(one=sizes[0], other=sizes[1]))
    for kept, words in (
        (one, _("Of the left one only the first {size} were kept.")),
        (other, _("Of the right one only the first {size} were kept.")),
    ):
        if len(kept.body) < kept.size and not kept.masked:
            notes.append(words.format(size=numbers.size(len(kept.body))))
    return notes


def _about_words(left: Text, right: Text) -> list[str]:
    """Say it where the words are the same and only their form differs."""
    if left.plain == right.plain or not left.plain or not right.plain:
        return []
    if left.plain.split() == right.plain.split():
        return [_("Only white space differs.")]
    if left.lines == right.lines:
        return [_("Only white space differs.")]
    if left.kind is right.kind is kinds.Kind.JSON and _equal(left.value, right.value):
        return [_("The values are the same, though members stand or are written otherwise.")]
    if sorted(left.lines) == sorted(right.lines):
        return [_("The lines are the same in another order.")]
    return []


def _equal(one: object, other: object) -> bool:
    try:
        return one == other
    except RecursionError:  # deeper than anybody nests
        return False
