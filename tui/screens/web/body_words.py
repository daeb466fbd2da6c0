"""What is said of a body: what it is, what was done to it, what is left out."""

from typing import TYPE_CHECKING

from tui import numbers
from tui.bodies.coding import Ending
from tui.bodies.kinds import Kind
from tui.bodies.prepared import DECODED
from tui.clients.http.exchange import Exchange
from tui.printable import printable
from tui.screens.web.body_sight import Form, Sight
from tui.words import _

if TYPE_CHECKING:
    from tui.picture import Facts


def nothing(record: Exchange | None) -> str:
    """Say why there is nothing to see."""
    if record is None:
        return _("Nothing was asked yet.")
    if record.body.lost:
        return _("{size} came, and there was no room to keep them.").format(
            size=numbers.size(record.body.lost)
        )
    return _("Nothing came yet.") if record.ended is None else _("The answer has no body.")


def about(record: Exchange, sight: Sight, form: Form) -> str:
    """Say what a body is, what was done to it, and what is left out."""
    prepared = sight.prepared
    nature, said = prepared.nature, []
    if sight.picture is not None:
        said.append(_picture(sight.picture.facts))
    said.append(numbers.size(record.size))
    if prepared.unknown:
        said.append(_("{coding}: not decoded here").format(coding=printable(prepared.unknown)))
    said += [_("{coding} taken off").format(coding=coding) for coding in prepared.codings]
    if prepared.codings:
        said.append(_("{size} then").format(size=numbers.size(prepared.content.size)))
    if nature.kind not in (Kind.BINARY, Kind.IMAGE):
        words = _("{charset} as it seems") if nature.guessed else "{charset}"
        said.append(words.format(charset=nature.charset))
    if form is Form.PAGE:
        said.append(_("as a page"))
    elif form is Form.INDENTED:
        said.append(_("indented"))
    elif form is Form.LINES and sight.forms != (Form.LINES, Form.HEX):
        said.append(_("as it came"))
    if sight.trouble:
        said.append(sight.trouble)
    return " · ".join([*said, *_left_out(record, prepared.ending)])


def _picture(facts: "Facts") -> str:
    """Say what an image is: its format, and its size as one sees it."""
    return f"{printable(facts.format)} · {facts.width} × {facts.height}"


def _left_out(record: Exchange, ending: Ending) -> list[str]:
    """Say what of a body is not there."""
    said = []
    if ending is Ending.BOUND:
        said.append(_("only the first {size} are decoded").format(size=numbers.size(DECODED)))
    elif ending is Ending.CUT:
        said.append(_("it ends in the middle of its coding"))
    elif ending is Ending.DAMAGED:
        said.append(_("the rest is not what its coding says"))
    if record.body.lost:
        said.append(_("{size} more were not kept").format(size=numbers.size(record.body.lost)))
    if record.ended is None:
        said.append(_("so far"))
    elif record.failure is not None:
        said.append(_("the rest never came"))
    elif not record.whole:
        said.append(_("stopped there"))
    return said
