"""The body of an exchange: decoded and laid out, as it came, or in hex; an image as pixels."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from tui.bodies import indented
from tui.bodies.kinds import Kind
from tui.bodies.prepared import Prepared, prepare
from tui.bodies.rows import HexRows, ReadyRows, Row, Rows, TextRows
from tui.bodies.wrapped import wrap
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.screens.web import wording
from tui.screens.web.sheet import Sheet
from tui.widgets.pixels import Pixels
from tui.words import _

if TYPE_CHECKING:
    from tui.picture import Picture

IMAGE = 64 * 1024 * 1024
"""Bytes of an image that is drawn: several times what cameras make."""

_NO_WORDS = (Kind.BINARY, Kind.IMAGE)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a thread made of a body."""

    prepared: Prepared
    laid_out: list[Row] | None = None
    picture: "Picture | None" = None
    trouble: str = ""
    """Why there is no picture, in safe words."""


class BodyView(Vertical):
    """Shows one body. It is read in a thread, and only when somebody looks."""

    BINDINGS = [
        Binding("x", "hex", _("Hex"), id="body.hex", tooltip=_("Show hex, or what it means")),
        Binding(
            "i",
            "as_it_came",
            _("Indent"),
            id="body.indent",
            tooltip=_("Indent it, or show the lines as they came"),
        ),
    ]
    as_hex: var[bool] = var(False, init=False)
    """Its bytes are shown."""
    raw: var[bool] = var(False, init=False)
    """Lines are shown as they came."""
    has_meaning: var[bool] = var(False, bindings=True)
    """There is something else to show than hex."""
    can_indent: var[bool] = var(False, bindings=True)
    """There is an indented form."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._record: Exchange | None = None
        self._sight: Sight | None = None
        self._spools: list[Spool] = []
        """Of decoded copies; closed when another body comes."""

    def compose(self) -> ComposeResult:
        """What it is and what was done to it, and the body."""
        yield Static(id="body-note", markup=False)
        yield Static(id="body-count", markup=False)
        yield Sheet(id="body-rows")
        yield Pixels(id="body-picture")

    def on_mount(self) -> None:
        """Say how far the rows are counted, while they are."""
        self.watch(self.query_one(Sheet), "counted", self._say_counted)

    def on_unmount(self) -> None:
        """Let the copies go."""
        self._forget()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what changes something."""
        if action == "hex":
            return self.has_meaning
        if action == "as_it_came":
            return self.can_indent
        return super().check_action(action, parameters)

    @property
    def holder(self) -> Widget:
        """What has the keys: a picture has none of its own."""
        return self if self.can_focus else self.query_one(Sheet)

    def look_at(self, record: Exchange | None) -> None:
        """Show the body of this exchange, as far as it came."""
        self._forget()
        self._record = record
        self.as_hex = self.raw = self.can_indent = self.has_meaning = False
        if record is None or not record.body.size:
            self._tell(wording.no_body(record))
            self._present(ReadyRows([]))
        else:
            self._tell(_("Reading…"))
            self._look(record)

    def action_hex(self) -> None:
        """Show hex, or what it means."""
        self.as_hex = not self.as_hex
        self._show()

    def action_as_it_came(self) -> None:
        """Indent, or do not."""
        self.raw = not self.raw
        self._show()

    @work(exclusive=True, group="look")
    async def _look(self, record: Exchange) -> None:
        over = Event()
        try:
            self._sight = await asyncio.to_thread(_see, record, self._copy, over)
        finally:
            over.set()
        kind = self._sight.prepared.nature.kind
        self.can_indent = self._sight.laid_out is not None
        self.has_meaning = self._sight.picture is not None or kind not in _NO_WORDS
        self._show()

    def _copy(self) -> Spool:
        spool = Spool()
        self._spools.append(spool)
        return spool

    def _forget(self) -> None:
        self.workers.cancel_node(self)
        self._sight = None
        for spool in self._spools:
            spool.close()
        self._spools = []

    def _show(self) -> None:
        """Show what was made, in the way that is asked for."""
        sight, record = self._sight, self._record
        if sight is None or record is None:
            return
        laid_out = sight.laid_out is not None and not self.raw and not self.as_hex
        said = [wording.picture(sight.picture.facts)] if sight.picture is not None else []
        said.append(wording.body(record, sight.prepared, sight.trouble, indented=laid_out))
        self._tell(" · ".join(said))
        picture = None if self.as_hex else sight.picture
        self._reveal(drawn=picture is not None)
        if picture is not None:
            self.query_one(Pixels).show(picture)
            return
        content, kind = sight.prepared.content, sight.prepared.nature.kind
        if self.as_hex or kind in _NO_WORDS:
            rows: Rows = HexRows(content)
            self._present(rows)
        elif laid_out and sight.laid_out is not None:
            made = sight.laid_out
            self.query_one(Sheet).show(lambda columns: ReadyRows(wrap(made, columns)))
        else:
            self.query_one(Sheet).show(partial(TextRows, content))

    def _say_counted(self, percent: int) -> None:
        said = self.query_one("#body-count", Static)
        said.display = percent < 100
        if said.display:
            said.update(_("{percent} % of its lines are laid out…").format(percent=percent))

    def _present(self, rows: Rows) -> None:
        self._reveal(drawn=False)
        self.query_one(Sheet).show(lambda _columns: rows)

    def _reveal(self, *, drawn: bool) -> None:
        """Show the picture or the rows; who has the keys hands them on."""
        sheet, had = self.query_one(Sheet), self.has_focus_within or self.has_focus
        self.can_focus = drawn
        self.query_one(Pixels).display = drawn
        if had and drawn:
            self.focus()
        sheet.display = not drawn
        if had and not drawn:
            sheet.focus()

    def _tell(self, words: str) -> None:
        self.query_one("#body-note", Static).update(words)


def _see(record: Exchange, copy: Callable[[], Spool], over: Event) -> Sight:
    """Decode, find out what it is, and lay it out; in a thread, until `over` says to stop."""
    prepared = prepare(record.body, record.fields, copy, over.is_set)
    content, kind = prepared.content, prepared.nature.kind
    if kind is Kind.IMAGE and content.size <= IMAGE:
        from tui.picture import NoPicture, load

        try:
            return Sight(prepared, picture=load(content.read(0, content.size)))
        except NoPicture as trouble:
            return Sight(prepared, trouble=str(trouble))
    if kind in (Kind.JSON, Kind.MARKUP) and content.size <= indented.GREATEST:
        lay_out = indented.json_rows if kind is Kind.JSON else indented.markup_rows
        text = content.read(0, content.size).decode("utf-8-sig", "surrogateescape")
        return Sight(prepared, lay_out(text))
    return Sight(prepared)
