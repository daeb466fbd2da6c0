"""Beside the large digits: this machine's own time, and the sentence that the host sent."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from protocol.daytime import Sentence
from tui.printable import printable
from tui.screens.clock.meaning import Field, fields
from tui.words import _


class Panels(Vertical):
    """Two panels, one below the other or, where there is room, side by side."""

    def compose(self) -> ComposeResult:
        """This machine; the sentence."""
        with Vertical(id="here", classes="panel") as here:
            here.border_title = _("This machine")
            yield Static(id="local", markup=False)
            yield Static(id="difference", markup=False)
        with Vertical(id="there", classes="panel") as there:
            there.border_title = _("The sentence")
            yield Static(id="sentence", markup=False)
            yield Static(id="fields", markup=False)

    def explain(self, sentence: Sentence) -> None:
        """Show what the host sent, as it came, and what its fields mean."""
        self.query_one("#sentence", Static).update(printable(sentence.text))
        self.query_one("#fields", Static).update(_table(fields(sentence)))

    def excuse(self, remedy: str) -> None:
        """Say that the host sent nothing, and what can be done about it."""
        self.query_one("#sentence", Static).update(_("None came so far."))
        self.query_one("#fields", Static).update(remedy)


def _table(rows: list[Field]) -> Content:
    """Align fields: names, values, meanings."""
    names = max(len(row.name) for row in rows)
    values = max(len(row.value) for row in rows)
    return Content("\n").join(
        Content.assemble(
            (row.name.ljust(names), "$secondary"),
            "  ",
            (row.value.ljust(values), "bold"),
            "  ",
            row.meaning,
        )
        for row in rows
    )
