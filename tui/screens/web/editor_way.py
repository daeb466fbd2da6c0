"""The way of a request: version, whom to trust, proxy, certificates, and who one is."""

import base64
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from tui.exchanges.draft import Draft
from tui.printable import printable
from tui.screens.web.address import KeptLine
from tui.screens.web.editor_choice import Choice
from tui.screens.web.editor_path import Paths
from tui.widgets.entry_line import EntryLine
from tui.words import _


class WaySection(VerticalScroll, can_focus=False):
    """One line for each part of the way; empty lines stand for what the settings say."""

    BINDINGS = [
        Binding("up", "screen.focus_previous", show=False, system=True),
        Binding("down", "screen.focus_next", show=False, system=True),
    ]

    class Changed(Message):
        """A person wrote or chose."""

    class Authorized(Message):
        """The field Authorization is to be this."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self) -> None:
        super().__init__(id="way")

    def compose(self) -> ComposeResult:
        """Yield what one chooses, then what one writes."""
        yield Choice(_label(_("HTTP version")), versions(), id="version")
        yield Choice(_label(_("By TLS, talk to")), _peers(), id="verified")
        yield Choice(_label(_("Wire of TLS")), _depths(), id="enciphered")
        yield from _row(_("Proxy"), KeptLine("proxy", "http://127.0.0.1:3128"))
        yield from _row(_("Authority"), KeptLine("authority", _("PEM file"), Paths()))
        yield from _row(_("Certificate"), KeptLine("certificate", _("PEM file"), Paths()))
        yield from _row(_("Its key"), KeptLine("key", _("PEM file"), Paths()))
        yield from _row(_("Login"), KeptLine("basic", _("name:password, then Enter")))
        yield from _row(_("Token"), KeptLine("bearer", _("then Enter")))

    @property
    def enciphered(self) -> bool:
        """Whether what travels below TLS is shown too."""
        return self.query_one("#enciphered", Choice).value == "yes"

    def put_into(self, draft: Draft) -> Draft:
        """Return the draft with this way."""
        return replace(
            draft,
            version=self.query_one("#version", Choice).value,
            verified=self.query_one("#verified", Choice).value == "yes",
            proxy=self._typed("proxy"),
            authority=self._typed("authority"),
            certificate=self._typed("certificate"),
            key=self._typed("key"),
        )

    def show(self, draft: Draft) -> None:
        """Have the way of a draft."""
        known = [name for name, _words in versions()]
        self.query_one("#version", Choice).value = draft.version if draft.version in known else ""
        self.query_one("#verified", Choice).value = "yes" if draft.verified else "no"
        for name, value in (
            ("proxy", draft.proxy),
            ("authority", draft.authority),
            ("certificate", draft.certificate),
            ("key", draft.key),
        ):
            self.query_one(f"#{name}", KeptLine).value = printable(value)

    @on(Choice.Changed)
    @on(Input.Changed)
    def changed(self, event: Message) -> None:
        """Say that something changed."""
        event.stop()
        self.post_message(self.Changed())

    @on(EntryLine.Entered, "#basic")
    def login_entered(self, event: EntryLine.Entered) -> None:
        """Have it in the field that says who one is, as servers read it (RFC 7617)."""
        event.stop()
        if ":" not in event.text:
            self.notify(_("A login is a name, a colon, a password."), severity="warning")
        elif "{{" in event.text:
            self._authorize(event.line, f"Basic {event.text.strip()}")
        else:
            coded = base64.b64encode(event.text.encode(errors="surrogateescape")).decode()
            self._authorize(event.line, f"Basic {coded}")

    @on(EntryLine.Entered, "#bearer")
    def token_entered(self, event: EntryLine.Entered) -> None:
        """Have it in the field that says who one is (RFC 6750)."""
        event.stop()
        if event.text.strip():
            self._authorize(event.line, f"Bearer {event.text.strip()}")

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", KeptLine).value.strip()

    def _authorize(self, line: EntryLine, value: str) -> None:
        line.clear()
        self.post_message(self.Authorized(value))


def versions() -> list[tuple[str, str]]:
    """Return the versions that one can choose, and their words."""
    return [("", _("of the settings")), ("1.1", "1.1"), ("2", "2"), ("auto", _("agreed on"))]


def _peers() -> list[tuple[str, str]]:
    return [("yes", _("whom I can verify")), ("no", _("anybody"))]


def _depths() -> list[tuple[str, str]]:
    return [("no", _("what was said")), ("yes", _("and how it was enciphered"))]


def _label(words: str) -> str:
    return words.ljust(16)


def _row(label: str, line: KeptLine) -> ComposeResult:
    with Horizontal(classes="way-row"):
        yield Static(_label(label), markup=False)
        yield line
