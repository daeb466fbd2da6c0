"""The half of the web screen in which one writes a request: its line, its editor, and a summary."""

import os
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from tui.exchanges import variables
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.reasons import reason
from tui.screens.web import wording
from tui.screens.web.address import AddressField, MethodField, of_the_host
from tui.screens.web.editor import Editor
from tui.screens.web.editor_content import ContentSection
from tui.screens.web.exchange_screen import ExchangeScreen
from tui.words import _


class RequestScreen(ExchangeScreen):
    """What is written is a draft; the line above it and the editor are kept in step."""

    def compose_request(self) -> ComposeResult:
        """The line, the editor that opens below it, and what is hidden while it is closed."""
        with Horizontal(id="web-request"):
            yield MethodField()
            yield AddressField(self.config.http.address, of_the_host(self.config.archive))
            yield Button(_("Send"), id="send", compact=True)
        yield Editor(tuple(sorted(self.config.variables)))
        yield Static(id="web-summary", markup=False)

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

    @on(AddressField.CommandPasted)
    def command_pasted(self, event: AddressField.CommandPasted) -> None:
        """Have the request that curl would send."""
        self.take_command(event.command)

    def take_command(self, command: str) -> None:
        """Have the request of a command line of curl, or say why it cannot be had."""
        from tui.exchanges.curl import from_curl

        try:
            draft = from_curl(command, str(Path.cwd()))
        except (Unfit, OSError) as trouble:
            words = printable(trouble.words) if isinstance(trouble, Unfit) else reason(trouble)
            self.notify(words, severity="warning", markup=False)
        else:
            self.show_draft(draft)

    @on(Input.Changed, "#method")
    @on(Input.Changed, "#address")
    def line_changed(self) -> None:
        """Let the editor follow."""
        self.follow_line(self.query_one(AddressField).value)

    def follow_line(self, address: str) -> None:
        """Let the editor have this address, and the method before it."""
        method = self.query_one(MethodField).value.strip() or "GET"
        self.query_one(Editor).asked_of(method, address)
        self.summarise()

    @on(Editor.QueryChanged)
    def query_changed(self, event: Editor.QueryChanged) -> None:
        """Have the query in the address."""
        self.query_one(AddressField).have(event.address)

    @on(ContentSection.RawWanted)
    def begin_raw(self) -> None:
        """Begin with what would be sent otherwise, variables filled in if that can be."""
        try:
            draft = variables.resolve(self.draft, self.config.variables, os.environ)
        except Unfit:
            draft = self.draft
        self.query_one(Editor).begin_raw(draft)

    @on(Editor.Changed)
    def summarise(self) -> None:
        """Say in a line what is hidden while the editor is closed."""
        words = wording.summary(self.draft)
        line = self.query_one("#web-summary", Static)
        line.display = bool(words) and not self.has_class("-editing")
        line.update(words)
