"""The dialog of an exchange that failed: where, why, what had left, and whether to send again.

    decision = await app.push_screen_wait(Failed(asked, failure))
    decision        # Decision.AGAIN, ANYWAY (whoever the peer is, for once), BACK

All that it says is safe to draw.
"""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, VerticalGroup, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui.clients.failure import Failure
from tui.failures import remedy, sentence
from tui.screens.web import failed_wording
from tui.screens.web.asking import Asked
from tui.settings import styles
from tui.widgets.prose import Prose
from tui.words import _

HOPELESS = {"URL", "REQUEST"}
"""What no second try helps: the request itself cannot be sent."""

DISTRUST = {
    *("EXPIRED", "NOT_YET", "OTHER_NAME", "UNKNOWN_AUTHORITY", "SELF_SIGNED", "REVOKED"),
    "CERTIFICATE",
}
"""A certificate was refused, and one may look at it, or talk to its owner all the same."""

WIDTH = 66
"""Characters of a request's name that the frame has room for."""


class Decision(StrEnum):
    """What a person wants after a failure."""

    AGAIN = "again"
    ANYWAY = "anyway"
    """Send again, and talk to whoever is there, this once."""
    BACK = "back"


class Failed(ModalScreen[Decision]):
    """Where it failed, and what one can do; what is safe has the keys first."""

    CSS_PATH = [styles() / "dialogs.tcss", styles() / "web.tcss"]
    BINDINGS = [
        Binding("escape", "decide('back')", _("Back"), id="failed.back"),
        Binding("ctrl+g", "look", _("Certificates"), id="failed.certificates"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
    ]

    def __init__(self, asked: Asked | None, failure: Failure) -> None:
        super().__init__()
        self.failure = failure
        self._asked = asked
        self._chain = list(asked.record.chain) if asked is not None else []
        self._distrusted = failure.code in DISTRUST

    def compose(self) -> ComposeResult:
        """What failed; the steps; facts, a line each; what to do; the buttons."""
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_subtitle = _("Esc: {answer}").format(answer=_("Back"))
            if self._asked is not None:
                dialog.border_title = Content(self._asked.named[:WIDTH])
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Prose(sentence(self.failure), classes="dialog-title")
                yield Static(failed_wording.course(self._asked, self.failure), id="failed-course")
                for label, words in failed_wording.facts(self._asked, self.failure):
                    with HorizontalGroup(classes="failed-fact"):
                        yield Static(label, markup=False)
                        yield Prose(words)
                yield Prose(remedy(self.failure), classes="failed-remedy")
            with HorizontalGroup(classes="dialog-buttons"):
                yield from self._buttons()

    def on_mount(self) -> None:
        """Let Enter do what is safe."""
        safe = self.failure.code not in HOPELESS and failed_wording.is_safe(self._asked)
        self.query_one("#again" if safe and not self._distrusted else "#back").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to look at certificates where there are some."""
        if action == "look":
            return bool(self._chain)
        return super().check_action(action, parameters)

    def action_look(self) -> None:
        """Look at the peer's certificates; the decision can wait."""
        from tui.screens.web.chain_view import ChainView

        refused = sentence(self.failure) if self._distrusted else ""
        self.app.push_screen(ChainView(self._chain, refused))

    def action_scroll(self, rows: int) -> None:
        """Move a long text."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_decide(self, decision: str) -> None:
        """Close with it; a second key in one breath means the same."""
        if self.is_current:
            self.dismiss(Decision(decision))

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        if event.button.id == "look":
            self.action_look()
        else:
            self.action_decide(event.button.id or Decision.BACK)

    def _buttons(self) -> ComposeResult:
        if self._chain:
            yield Button(_("Certificates"), id="look", compact=True)
        if self._distrusted:
            yield Button(_("Show anyway, once"), id="anyway", compact=True)
        if self.failure.code not in HOPELESS:
            yield Button(_("Again"), id="again", compact=True)
        yield Button(_("Back"), id="back", compact=True)
