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

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.local, self.difference, self._sentence, self._fields = (
            Static(id=name, markup=False) for name in ("local", "difference", "sentence", "fields")
        )

    def compose(self) -> ComposeResult:
        """This machine; the sentence."""
        with Vertical(id="here", classes="panel") as here:
            here.border_title = _("This machine")
            yield from (self.local, self.difference)
        with Vertical(id="there", classes="panel") as there:
            there.border_title = _("The sentence")
            yield from (self._sentence, self._fields)

    def explain(self, sentence: Sentence) -> None:
        """Show what the host sent, as it came, and what its fields mean."""
        self._sentence.update(printable(sentence.text))
        self._fields.update(_table(fields(sentence)))

    def excuse(self, remedy: str) -> None:
        """Say that the host sent nothing, and what can be done about it."""
        self._sentence.update(_("None came so far."))
        self._fields.update(remedy)


def write(line: Static, words: str) -> None:
    """Change a line, where it changed; its room is fixed, so nothing is laid out again."""
    if str(line.content) != words:
        line.update(words, layout=False)


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
