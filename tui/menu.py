"""A list to choose from, by arrows or by the letter before each line."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.settings import styles
from tui.widgets.prose import Prose
from tui.words import _


@dataclass(frozen=True, slots=True)
class Choice:
    """A line: the letter that chooses it, what it is called, and what is said beside it."""

    key: str
    id: str
    name: str
    words: str = ""


class Menu(ModalScreen[str | None]):
    """Closes with the id of what was chosen; Escape chooses nothing."""

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [Binding("escape", "dismiss(None)", _("Cancel"), id="dialog.cancel")]

    def __init__(self, title: str, choices: list[Choice], at: int = 0) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._at = at

    def compose(self) -> ComposeResult:
        """Title and list."""
        with VerticalGroup(classes="dialog") as dialog:
            dialog.border_subtitle = _("Esc: {answer}").format(answer=_("Cancel"))
            yield Prose(self._title, classes="dialog-title")
            width = max(len(choice.name) for choice in self._choices)
            yield OptionList(*(_option(choice, width) for choice in self._choices), compact=True)

    def on_mount(self) -> None:
        """Begin where that is sensible."""
        self.query_one(OptionList).highlighted = self._at

    def on_key(self, event: Key) -> None:
        """Choose by letter."""
        for choice in self._choices:
            if event.character == choice.key:
                event.stop()
                self.dismiss(choice.id)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Close with the line under the cursor."""
        self.dismiss(event.option_id)


def _option(choice: Choice, width: int) -> Option:
    """Without colours of its own, which the cursor's would not go with."""
    rest = f"  {choice.name:<{width}}  {choice.words}".rstrip()
    return Option(Content.assemble((choice.key, "bold"), rest), id=choice.id)
