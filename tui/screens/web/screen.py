"""The web screen: what is asked and what is answered, exactly as it travels."""

import os

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from protocol.config import Config
from tui.clients.failure import Failure
from tui.clients.http.exchange import Exchange
from tui.dialogs import Confirm, FailureDialog
from tui.exchanges import variables
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.screens.web import asking, wording
from tui.screens.web.address import AddressField, MethodField, of_the_host
from tui.screens.web.editor import Editor
from tui.screens.web.exchange_screen import ExchangeScreen
from tui.screens.web.keys import KEYS
from tui.screens.web.views import VIEWS, Views
from tui.settings import styles
from tui.widgets.entry_line import EntryLine
from tui.widgets.wire_log import WireLog
from tui.words import _


class WebScreen(ExchangeScreen):
    """A line for the request, an editor for the rest of it; below is the exchange."""

    MODE = "web"
    TITLE_WORD = _("Web")
    CSS_PATH = styles() / "web.tcss"
    AUTO_FOCUS = "AddressField"
    HELP = wording.HELP
    BINDINGS = KEYS

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._variables = tuple(sorted(config.variables))

    def compose_body(self) -> ComposeResult:
        """A request, what travelled, how it went."""
        with Horizontal(id="web-request"):
            yield MethodField()
            yield AddressField(self.config.http.address, of_the_host(self.config.archive))
            yield Button(_("Send"), id="send", compact=True)
        yield Editor(self._variables)
        yield Static(id="web-summary", markup=False)
        yield Views(self.wire)
        yield Static(id="web-status", markup=False)

    def on_mount(self) -> None:
        """Let the editor know what stands in the line above it."""
        self.line_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        if action == "stop":
            return self.under_way
        if action == "earlier":
            return len(self.remembered) > 1
        return super().check_action(action, parameters)

    @property
    def draft(self) -> Draft:
        """The request as it is written."""
        return self.query_one(Editor).draft

    def take(self, text: str) -> None:
        """Have an address that another screen found; Enter sends."""
        field = self.query_one(AddressField)
        field.have(printable(text))
        field.focus()

    def show_draft(self, draft: Draft) -> None:
        """Have another request to go on with."""
        self.query_one(MethodField).have(printable(draft.method))
        self.query_one(AddressField).have(printable(draft.address))
        self.query_one(Editor).show(draft)
        self.summarise()
        for remark in draft.remarks:
            self.notify(remark, severity="warning", markup=False)

    def action_next_method(self) -> None:
        """Take the next method."""
        self.query_one(MethodField).action_step(1)

    def action_clear(self) -> None:
        """Forget what travelled."""
        self.query_one(WireLog).clear()

    def action_edit(self, opened: bool | None = None) -> None:
        """Open the editor, go to it, or close it where one is in it."""
        editor = self.query_one(Editor)
        opened = not editor.has_focus_within if opened is None else opened
        self.set_class(opened, "-editing")
        if opened:
            editor.enter()
        else:
            self.query_one(AddressField).focus()
        self.summarise()

    def action_section(self, by: int) -> None:
        """Go to the next section, or the one before; the line of their names keeps the keys."""
        editor = self.query_one(Editor)
        editor.turn(by)
        if not editor.names_have_focus:
            editor.enter()

    def action_to_section(self, name: str) -> None:
        """Go to a section."""
        self.query_one(Editor).turn_to(name)
        self.query_one(Editor).enter()

    def action_enter_section(self) -> None:
        """Go from the sections' names to what one writes in."""
        self.query_one(Editor).enter()

    def action_focus_address(self) -> None:
        """Go back to the address."""
        self.query_one(AddressField).focus()

    async def action_toggle_wire(self) -> None:
        """Go to the wire, which is the page itself here, or back to the address."""
        if self.query_one(WireLog).has_focus:
            self.query_one(AddressField).focus()
        else:
            self.action_view(VIEWS[0])

    def action_view(self, name: str) -> None:
        """Go to a view."""
        views = self.query_one(Views)
        views.turn_to(name)
        views.seen.focus()

    def action_turn(self, by: int) -> None:
        """Go to the next view, or the one before."""
        views = self.query_one(Views)
        views.turn(by)
        views.seen.focus()

    @on(Input.Changed, "#method")
    @on(Input.Changed, "#address")
    def line_changed(self) -> None:
        """Let the editor follow."""
        method = self.query_one(MethodField).value.strip() or "GET"
        self.query_one(Editor).asked_of(method, self.query_one(AddressField).value)
        self.summarise()

    @on(Editor.QueryChanged)
    def query_changed(self, event: Editor.QueryChanged) -> None:
        """Have the query in the address."""
        self.query_one(AddressField).have(event.address)

    @on(Editor.Changed)
    def summarise(self) -> None:
        """Say in a line what is hidden while the editor is closed."""
        words = wording.summary(self.draft)
        line = self.query_one("#web-summary", Static)
        line.display = bool(words) and not self.has_class("-editing")
        line.update(words)

    @on(Button.Pressed, "#send")
    def button_pressed(self) -> None:
        """Send, or stop."""
        if self.under_way:
            self.action_stop()
        else:
            self.action_send()

    @on(EntryLine.Entered, "#address")
    def address_entered(self, event: EntryLine.Entered) -> None:
        """Send to what stood there when Enter was pressed."""
        method = self.query_one(MethodField).value.strip() or "GET"
        self.query_one(Editor).asked_of(method, event.text)
        self.action_send()

    @on(EntryLine.Entered, "#method")
    def action_send(self) -> None:
        """Send what is written, or say why it cannot be sent."""
        editor = self.query_one(Editor)
        if wrong := editor.wrong:
            self._refuse(wrong, "head")
        else:
            self.ask(editor.draft)

    def send(self, address: str) -> None:
        """Send to this address what is written beside it."""
        self.query_one(AddressField).have(address)
        self.line_changed()
        self.action_send()

    def ask(self, draft: Draft) -> None:
        """Begin an exchange; the one under way ends."""
        try:
            resolved = variables.resolve(draft, self.config.variables, os.environ)
            request, way = variables.request(resolved, self.config.http)
        except Unfit as unfit:
            self._refuse(unfit.words)
            return
        self.query_one(AddressField).remember(draft.address)
        self.query_one(WireLog).action_follow()
        self.begin(asking.Asked(draft, Exchange(request), way))

    def _refuse(self, words: str, section: str = "") -> None:
        """Say why nothing was sent; one may go to where it is written."""

        def decided(edit: bool | None) -> None:
            if edit:
                self.query_one(Editor).turn_to(section or self.query_one(Editor).current)
                self.action_edit(True)

        question = _("Nothing was sent.")
        self.app.push_screen(Confirm(question, words, _("Edit"), _("Close")), decided)

    def watch_under_way(self) -> None:
        """Let the button do what can be done now."""
        self.query_one("#send", Button).label = _("Stop") if self.under_way else _("Send")

    def explain(self, failure: Failure) -> None:
        """Say what failed, and ask whether to try again."""
        self.app.push_screen(FailureDialog(failure), self._decided)

    def _decided(self, again: bool | None) -> None:
        self.query_one(AddressField).focus()
        if again:
            self.action_send()
