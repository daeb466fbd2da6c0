"""The web screen: what is asked and what is answered, exactly as it travels."""

import os
from dataclasses import replace
from importlib import import_module

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Button, Static

from tui.clients.failure import Failure
from tui.clients.http.exchange import Exchange
from tui.dialogs import Confirm
from tui.exchanges import variables
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.screens.web import asking, hops, wording
from tui.screens.web.address import AddressField, is_command
from tui.screens.web.editor import Editor
from tui.screens.web.failed import Decision, Failed
from tui.screens.web.keys import KEYS
from tui.screens.web.links import Followed
from tui.screens.web.request_screen import RequestScreen
from tui.screens.web.views import VIEWS, Views
from tui.settings import styles
from tui.widgets.entry_line import EntryLine
from tui.widgets.wire_log import WireLog
from tui.words import _


class WebScreen(RequestScreen):
    """A line for the request, an editor for the rest of it; below is the exchange."""

    MODE = "web"
    TITLE_WORD = _("Web")
    CSS_PATH = styles() / "web.tcss"
    AUTO_FOCUS = "AddressField"
    HELP = wording.HELP
    BINDINGS = KEYS

    def compose_body(self) -> ComposeResult:
        """A request, what travelled, how it went."""
        yield from self.compose_request()
        yield Views(self.wire)
        yield Static(id="web-status", markup=False)

    def on_mount(self) -> None:
        """Let the editor know what stands in the line above it, and be ready to ask."""
        self.line_changed()
        self._get_ready()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        if action == "stop":
            return self.under_way
        if action == "follow":
            return self.onward is not None
        if action == "certificates":
            return self.remembered.seen is not None and bool(self.remembered.seen.record.chain)
        if action == "earlier":
            return len(self.remembered) > 1
        return super().check_action(action, parameters)

    def action_clear(self) -> None:
        """Forget what travelled."""
        self.query_one(WireLog).clear()

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

    @on(Button.Pressed, "#send")
    def button_pressed(self) -> None:
        """Send, or stop."""
        if self.under_way:
            self.action_stop()
        else:
            self.action_send()

    @on(EntryLine.Entered, "#address")
    def address_entered(self, event: EntryLine.Entered) -> None:
        """Send to what stood there when Enter was pressed; of a command only have the request."""
        if is_command(event.text):
            self.take_command(event.text)
            return
        self.follow_line(event.text)
        self._send()

    @on(Followed)
    def link_followed(self, event: Followed) -> None:
        """Ask for what a page leads to; what is meant for one machine goes to no other."""
        seen = self.remembered.seen
        here = seen.record.request.address if seen is not None else ""
        self.show_draft(hops.linked(self.draft, here, event.address))
        self._send()

    @on(EntryLine.Entered, "#method")
    def action_send(self) -> None:
        """Send what is written, also what was typed in the very moment before."""
        self.line_changed()
        self._send()

    def _send(self) -> None:
        """Send what is written, or say why it cannot be sent."""
        editor = self.query_one(Editor)
        if wrong := editor.wrong:
            self._refuse(wrong, "head")
        else:
            self.ask(editor.draft)

    def send(self, address: str) -> None:
        """Send to this address what is written beside it."""
        self.query_one(AddressField).have(address)
        self.action_send()

    def ask(self, draft: Draft, *, anyway: bool = False) -> None:
        """Begin an exchange; the one under way ends. `anyway`: whoever the peer is, this once."""
        try:
            resolved = variables.resolve(draft, self.config.variables, os.environ)
            request, way = variables.request(resolved, self.config.http)
        except Unfit as unfit:
            self._refuse(unfit.words)
            return
        trust = replace(way.trust, verified=way.trust.verified and not anyway)
        way = replace(way, trust=trust, enciphered=self.query_one(Editor).enciphered)
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

    @work(thread=True)
    def _get_ready(self) -> None:
        """Import beside the first look what the first request would be held up for."""
        for module in ("line", "one"):
            import_module(f"tui.clients.http.{module}")

    def watch_under_way(self) -> None:
        """Let the button do what can be done now."""
        self.query_one("#send", Button).label = _("Stop") if self.under_way else _("Send")

    def explain(self, asked: asking.Asked | None, failure: Failure) -> None:
        """Say what failed, and ask what to do."""

        def decided(decision: Decision | None) -> None:
            self.query_one(AddressField).focus()
            if asked is not None and decision in (Decision.AGAIN, Decision.ANYWAY):
                self.ask(asked.draft, anyway=decision is Decision.ANYWAY)

        self.app.push_screen(Failed(asked, failure), decided)

    @work
    async def action_past(self) -> None:
        """Choose among what was asked before, and what has a name."""
        from tui.screens.web.past import Past, Picked

        picked = await self.app.push_screen_wait(Past(self.shelf.history, self.shelf.collection))
        if isinstance(picked, Picked):
            self.show_draft(picked.draft)
            self.query_one(AddressField).focus()
            if picked.send:
                self.action_send()
        elif picked is not None:
            from tui.screens.web.past_record import PastExchange, remarks

            self.show_draft(picked.draft)
            for words in remarks(picked):
                self.wire.note(words)
            asked = asking.Asked(picked.draft, PastExchange(picked))
            self.remembered.add(asked)
            self.look_at(asked)
            self.action_view("fields")

    def action_export(self) -> None:
        """Copy, write or share the exchange that is looked at."""
        from tui.screens.web.exporting import Exporting

        seen = self.remembered.seen
        record, draft = (seen.record, seen.draft) if seen is not None else (None, self.draft)
        self.app.push_screen(Exporting(record, draft))

    def action_certificates(self) -> None:
        """Look at the certificates of the peer."""
        from tui.screens.web.chain_view import ChainView

        if (seen := self.remembered.seen) is not None:
            self.app.push_screen(ChainView(seen.record.chain))
