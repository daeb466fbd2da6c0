"""What a search found: a list to choose from; Enter goes to the place."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.screen import ModalScreen
from textual.widgets import OptionList

from tui.clients.chat.events import Said
from tui.local_time import local, minute
from tui.printable import printable
from tui.settings import styles
from tui.widgets.prose import Prose
from tui.words import _, ngettext


class FoundList(ModalScreen[Said | None]):
    """The latest stands last, and is the one that Enter goes to first; Escape goes nowhere."""

    CSS_PATH = styles() / "dialogs.tcss"
    BINDINGS = [Binding("escape", "dismiss(None)", _("Close"), id="found.close")]

    def __init__(self, words: str, said: Sequence[Said]) -> None:
        super().__init__()
        self._words = printable(words)
        self._said = said

    def compose(self) -> ComposeResult:
        """How many, and each."""
        with VerticalGroup(classes="dialog found") as dialog:
            dialog.border_subtitle = _("Enter: go there · Esc: close")
            yield Prose(self._title(), classes="dialog-title")
            if self._said:
                yield OptionList(*map(_row, self._said), markup=False)

    def on_mount(self) -> None:
        """Begin with the latest."""
        for listed in self.query(OptionList):
            listed.focus()
            listed.highlighted = len(self._said) - 1

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Close with the place; a second Enter in one breath means the same."""
        if self.is_current:
            self.dismiss(self._said[event.option_index])

    def _title(self) -> str:
        if not self._said:
            return _("Nobody said “{words}”.").format(words=self._words)
        lines = ngettext("{number} line", "{number} lines", len(self._said))
        return _("“{words}”: {lines}").format(words=self._words, lines=lines)


def _row(said: Said) -> Text:
    """`24.08. 16:55  #lobby  bruno  the words`."""
    when = minute(local(said.moment))
    return Text.assemble(
        (when, "dim"),
        f"  {printable(said.place)}  ",
        (printable(said.sender), "bold"),
        f"  {printable(said.text)}",
        no_wrap=True,
        overflow="ellipsis",
    )
