"""Dialogs: a question, a text to give, a failure to judge; each closes with its answer."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from tui.clients.failure import Failure
from tui.failures import remedy, sentence
from tui.words import _


class Confirm(ModalScreen[bool]):
    """A question with two answers; Escape is no. Question and detail are safe to draw."""

    BINDINGS = [
        Binding("escape", "dismiss(False)", _("Cancel"), id="dialog.cancel"),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, detail: str = "", yes: str = "", no: str = "") -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._yes = yes or _("Yes")
        self._no = no or _("No")

    def compose(self) -> ComposeResult:
        """Question, detail, two buttons."""
        with VerticalGroup(classes="dialog"):
            yield Label(self._question, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(self._detail, markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._yes, id="yes", variant="primary")
                yield Button(self._no, id="no")

    @on(Button.Pressed)
    def answer(self, event: Button.Pressed) -> None:
        """Close with the answer."""
        self.dismiss(event.button.id == "yes")


class FailureDialog(Confirm):
    """A step failed: which, why, and what to do. True means: try again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(sentence(failure), remedy(failure), _("Try again"), _("Close"))
        self.failure = failure


class Ask(ModalScreen[str | None]):
    """A text to give; Escape gives none. `check` says what is wrong with it, or nothing."""

    BINDINGS = [Binding("escape", "dismiss(None)", _("Cancel"), id="dialog.cancel")]

    def __init__(
        self, title: str, label: str, value: str = "", check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._value = value
        self._check = check

    def compose(self) -> ComposeResult:
        """Title, field, what is wrong, two buttons."""
        with VerticalGroup(classes="dialog"):
            yield Label(self._title, classes="dialog-title", markup=False)
            yield Label(self._label, markup=False)
            yield Input(self._value)
            yield Static(classes="dialog-wrong", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("OK"), id="yes", variant="primary")
                yield Button(_("Cancel"), id="no")

    @on(Button.Pressed, "#no")
    def cancel(self) -> None:
        """Close without a text."""
        self.dismiss(None)

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def accept(self) -> None:
        """Close with the text, or say what is wrong with it."""
        value = self.query_one(Input).value
        wrong = self._check(value) if self._check else ""
        if wrong:
            self.query_one(".dialog-wrong", Static).update(wrong)
        else:
            self.dismiss(value)
