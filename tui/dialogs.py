"""Dialogs: a question, a text to give, a failure to judge; each closes with its answer.

What they are given must be safe to draw. Enter answers, Tab and arrows go from one button to the
other, Escape cancels.
"""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, VerticalGroup, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from tui.clients.failure import Failure
from tui.failures import remedy, sentence
from tui.settings import styles
from tui.widgets.entry_line import OrderlyInput
from tui.widgets.prose import Prose
from tui.words import _


class Confirm(ModalScreen[bool]):
    """A question with two answers; Escape is no.

    With `careful` it is no that Enter answers, unless one chooses otherwise.
    """

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [
        Binding("escape", "dismiss(False)", _("Cancel"), id="dialog.cancel"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
    ]

    def __init__(
        self, question: str, detail: str = "", yes: str = "", no: str = "", *, careful: bool = False
    ) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._yes = yes or _("Yes")
        self._no = no or _("No")
        self._careful = careful

    def compose(self) -> ComposeResult:
        """Question, detail, two buttons."""
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_subtitle = _("Esc: {answer}").format(answer=self._no)
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Prose(self._question, classes="dialog-title")
                if self._detail:
                    yield Prose(self._detail, classes="dialog-detail")
            yield from _buttons(self._yes, self._no)

    def on_mount(self) -> None:
        """Let Enter mean no, where that is safer."""
        if self._careful:
            self.query_one("#no").focus()

    def action_scroll(self, rows: int) -> None:
        """Move a long text."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

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
    """A text to give; Escape gives none. `check` says what is wrong with it, or nothing; `wrong`
    is what is known to be wrong with the value that one begins with.
    """

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [Binding("escape", "dismiss(None)", _("Cancel"), id="dialog.cancel")]

    def __init__(
        self,
        title: str,
        label: str,
        value: str = "",
        check: Callable[[str], str] | None = None,
        *,
        wrong: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._value = value
        self._check = check
        self._wrong = wrong

    def compose(self) -> ComposeResult:
        """Title, what to give, the field, what is wrong with it, two buttons."""
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_subtitle = _("Esc: {answer}").format(answer=_("Cancel"))
            yield Prose(self._title, classes="dialog-title")
            if self._label:
                yield Prose(self._label, classes="dialog-detail")
            yield OrderlyInput(self._value, select_on_focus=False)
            yield Prose(self._wrong, classes="dialog-wrong")
            yield from _buttons(_("OK"), _("Cancel"))

    @on(Button.Pressed, "#no")
    def cancel(self) -> None:
        """Close without a text."""
        self.dismiss(None)

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def accept(self) -> None:
        """Close with the text, or say what is wrong with it."""
        field = self.query_one(Input)
        wrong = self._check(field.value) if self._check else ""
        if not wrong:
            self.dismiss(field.value)
            return
        self.query_one(".dialog-wrong", Prose).say(wrong)
        field.focus()

    @on(Input.Changed)
    def forgive(self, event: Input.Changed) -> None:
        """Forget what was wrong: it is being corrected."""
        if event.value != self._value:
            self._value = ""
            self.query_one(".dialog-wrong", Prose).say("")


def _buttons(yes: str, no: str) -> ComposeResult:
    with HorizontalGroup(classes="dialog-buttons"):
        yield Button(yes, id="yes", variant="primary", compact=True)
        yield Button(no, id="no", compact=True)
