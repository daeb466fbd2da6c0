"""The body of an exchange: decoded and laid out, as it came, or in hex; an image as pixels; a page
as text with links; what still comes, as it comes.
"""

import asyncio
from collections.abc import Callable
from threading import Event
from time import monotonic

from textual import work
from textual.app import ComposeResult
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from tui.bodies.kinds import Kind
from tui.bodies.prepared import Preparation, Prepared
from tui.bodies.rows import ReadyRows, Rows
from tui.clients.http.exchange import Exchange
from tui.clients.http.spool import Spool
from tui.screens.web import body_words
from tui.screens.web.body_keys import KEYS
from tui.screens.web.body_rows import are_same, maker
from tui.screens.web.body_sight import Form, Sight, see
from tui.screens.web.links import Linked, LinkLine
from tui.screens.web.sheet import PAUSE, Sheet
from tui.widgets.pixels import Pixels
from tui.words import _

STREAM = 1_000_000
"""Microseconds after which a body whose end nobody announced counts as a stream, which is followed:
the page that is there at once is read from its top."""

SAID = 1.0
"""Seconds between two words about a body that still comes: it grows in the rows below."""

_WORDS = (Form.PAGE, Form.INDENTED, Form.LINES)


class BodyView(Linked):
    """Shows one body. It is read in a thread, and only when somebody looks."""

    BINDINGS = KEYS

    form: var[Form] = var(Form.HEX, bindings=True, init=False)
    """How it is shown."""
    forms: var[tuple[Form, ...]] = var(tuple[Form, ...], bindings=True)
    """How it can be shown."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._record: Exchange | None = None
        self._sight: Sight | None = None
        self._wanted: Form | None = None
        """The form that was asked for."""
        self._shown: tuple[Form, Prepared] | None = None
        self._said = 0.0
        self._spools: list[Spool] = []
        """Of decoded copies; closed when another body comes."""

    def compose(self) -> ComposeResult:
        """What it is and what was done to it, and the body."""
        yield Static(id="body-note", markup=False)
        yield Static(id="body-count", markup=False)
        yield Sheet(id="body-rows")
        yield Pixels(id="body-picture")
        yield LinkLine()

    def on_mount(self) -> None:
        """Say how far the rows are counted and searched, while they are."""
        self.watch(self.query_one(Sheet), "counted", self._say_how_far)
        self.watch(self.query_one(Sheet), "searched", self._say_how_far)
        self.watch(self.query_one(LinkLine), "asking", self.refresh_bindings)

    def on_unmount(self) -> None:
        """Let the copies go."""
        self._forget()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what changes something."""
        if action == "hex":
            return len(self.forms) > 1
        if action == "next_form":
            return len([form for form in self.forms if form in _WORDS]) > 1
        if action == "page":
            return Form.PAGE in self.forms and self.form is not Form.PAGE
        return super().check_action(action, parameters)

    @property
    def has_links(self) -> bool:
        """A page is read, and there are links in it."""
        return self.form is Form.PAGE and self.query_one(LinkLine).offers

    @property
    def holder(self) -> Widget:
        """What has the keys: a picture has none of its own."""
        return self if self.can_focus else self.query_one(Sheet)

    def look_at(self, record: Exchange | None) -> None:
        """Show the body of this exchange, which may still come."""
        if record is not None and record is self._record and record.body.size:
            return
        self._forget()
        self._record, self._wanted, self.forms = record, None, ()
        if record is None or (record.ended is not None and not record.body.size):
            self._tell(body_words.nothing(record))
            self._present(lambda _columns: ReadyRows([]))
        else:
            self._tell(_("Reading…") if record.body.size else body_words.nothing(record))
            self._look(record)

    def action_hex(self) -> None:
        """Show hex, or what it means."""
        self._want(self.forms[0] if self.form is Form.HEX else Form.HEX)

    def action_next_form(self) -> None:
        """Show the next form of its words."""
        forms = [form for form in self.forms if form in _WORDS]
        place = forms.index(self.form) + 1 if self.form in forms else 0
        self._want(forms[place % len(forms)])

    def action_page(self) -> None:
        """Show it as a page."""
        self._want(Form.PAGE)

    def _want(self, form: Form) -> None:
        self._wanted = form
        self._show()

    @work(exclusive=True, group="look")
    async def _look(self, record: Exchange) -> None:
        """Have the body read as far as it came, until it is all there; then lay it out."""
        over, sheet = Event(), self.query_one(Sheet)
        preparation: Preparation | None = None
        try:
            while record.ended is None:
                if record.body.size:
                    preparation = preparation or self._begin(record)
                    now = await asyncio.to_thread(preparation.advance, over.is_set, ended=False)
                    self._have(Sight(now), patient=True)
                    if _is_stream(record, now):
                        sheet.chasing = True
                await asyncio.sleep(PAUSE)
            if not record.body.size:
                self._tell(body_words.nothing(record))
                return
            preparation = preparation or self._begin(record)
            prepared = await asyncio.to_thread(preparation.advance, over.is_set, ended=True)
            sight = await asyncio.to_thread(see, prepared, record.request.address)
        finally:
            over.set()
        self._have(sight, patient=False)

    def _begin(self, record: Exchange) -> Preparation:
        return Preparation(record.body, record.fields, self._copy)

    def _copy(self) -> Spool:
        spool = Spool()
        self._spools.append(spool)
        return spool

    def _forget(self) -> None:
        self.workers.cancel_node(self)
        self._sight = self._shown = None
        self._said = 0.0
        for spool in self._spools:
            spool.close()
        self._spools = []

    def _have(self, sight: Sight, *, patient: bool) -> None:
        """Show what was made of the body by now."""
        sheet = self.query_one(Sheet)
        sheet.patient = patient
        self._sight, self.forms = sight, sight.forms
        self._show()
        sheet.more()

    def _show(self) -> None:
        """Show what was made, in the way that is asked for; what is shown already stays."""
        sight, record = self._sight, self._record
        if sight is None or record is None:
            return
        form = self._wanted if self._wanted in sight.forms else sight.forms[0]
        self.form = form
        self._say(record, sight, form)
        before, self._shown = self._shown, (form, sight.prepared)
        if before is not None and are_same(before, self._shown):
            return
        self.query_one(LinkLine).offer(sight.page.links if sight.page is not None else ())
        if form is Form.PICTURE and sight.picture is not None:
            self._reveal(drawn=True)
            self.query_one(Pixels).show(sight.picture)
        else:
            self._present(maker(sight, form), slow=form in (Form.PAGE, Form.INDENTED))

    def _say(self, record: Exchange, sight: Sight, form: Form) -> None:
        coming = record.ended is None and self.form is form and self._shown is not None
        if not coming or monotonic() > self._said + SAID:
            self._said = monotonic()
            self._tell(body_words.about(record, sight, form))

    def _say_how_far(self) -> None:
        sheet, said = self.query_one(Sheet), self.query_one("#body-count", Static)
        if sheet.searched < 100:
            words = _("Looking for “{words}”: {percent} %… Esc gives up.")
            said.update(words.format(words=sheet.sought, percent=sheet.searched))
        else:
            words = _("{percent} % of its lines are laid out…")
            said.update(words.format(percent=sheet.counted))
        said.display = sheet.searched < 100 or (sheet.counted < 100 and not sheet.patient)

    def _present(self, make: Callable[[int], Rows], *, slow: bool = False) -> None:
        self._reveal(drawn=False)
        sheet = self.query_one(Sheet)
        sheet.chasing = False
        sheet.show(make, slow=slow)

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


def _is_stream(record: Exchange, prepared: Prepared) -> bool:
    if prepared.nature.kind is Kind.EVENTS:
        return True
    announced = any(name.lower() == "content-length" for name, _value in record.fields)
    return not announced and record.elapsed > STREAM
