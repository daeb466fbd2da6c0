"""What can be seen of a body, made in a thread: its forms, from the most telling to the bytes."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tui import numbers
from tui.bodies import indented, page
from tui.bodies.kinds import Kind
from tui.bodies.page import Page
from tui.bodies.prepared import Prepared
from tui.bodies.rows import Row
from tui.bodies.source import Source
from tui.clients.failure import Failure
from tui.clients.http import parse
from tui.words import _

if TYPE_CHECKING:
    from tui.picture import Picture

IMAGE = 64 * 1024 * 1024
"""Bytes of an image that is drawn: several times what cameras make."""


class Form(Enum):
    """A way to show a body."""

    PICTURE = "picture"
    PAGE = "page"
    INDENTED = "indented"
    LINES = "lines"
    HEX = "hex"


@dataclass(frozen=True, slots=True)
class Sight:
    """What was made of a body."""

    prepared: Prepared
    page: Page | None = None
    laid_out: list[Row] | None = None
    picture: "Picture | None" = None
    trouble: str = ""
    """Why something of it was not made, in safe words."""

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return the forms that there are, the first of which is shown first."""
        words = self.prepared.nature.kind not in (Kind.BINARY, Kind.IMAGE)
        there = {
            Form.PICTURE: self.picture is not None,
            Form.PAGE: self.page is not None,
            Form.INDENTED: self.laid_out is not None,
            Form.LINES: words,
            Form.HEX: True,
        }
        return tuple(form for form, is_there in there.items() if is_there)


def see(prepared: Prepared, address: str) -> Sight:
    """Make what can be made of a body that is all there."""
    content, kind = prepared.content, prepared.nature.kind
    if kind is Kind.IMAGE:
        return _drawn(prepared)
    if kind is Kind.HTML:
        if content.size > page.GREATEST:
            return Sight(prepared, trouble=_too_large(_("no page"), page.GREATEST))
        text = _text(content)
        read = page.read(text, _whole(address))
        rows = indented.markup_rows(text) if content.size <= indented.GREATEST else None
        return Sight(prepared, read, rows)
    if kind in (Kind.JSON, Kind.MARKUP):
        if content.size > indented.GREATEST:
            trouble = _too_large(_("not indented"), indented.GREATEST)
            return Sight(prepared, trouble=trouble)
        lay_out = indented.json_rows if kind is Kind.JSON else indented.markup_rows
        made = lay_out(_text(content))
        return Sight(prepared, None, made, trouble="" if made else _("not indented: not well made"))
    return Sight(prepared)


def _drawn(prepared: Prepared) -> Sight:
    from tui.picture import NoPicture, load

    content, refused = prepared.content, _("not drawn: {reason}")
    if content.size > IMAGE:
        return Sight(prepared, trouble=_too_large(_("not drawn"), IMAGE))
    try:
        return Sight(prepared, picture=load(content.read(0, content.size)))
    except NoPicture as trouble:
        return Sight(prepared, trouble=refused.format(reason=trouble))


def _whole(address: str) -> str:
    """Return an address as links are resolved against it; people leave its beginning out."""
    try:
        return str(parse(address))
    except Failure:
        return ""


def _text(content: Source) -> str:
    return content.read(0, content.size).decode("utf-8-sig", "surrogateescape")


def _too_large(what: str, bound: int) -> str:
    words = _("{what}: larger than {size}")
    return words.format(what=what, size=numbers.size(bound))
