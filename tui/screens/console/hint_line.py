"""The line above the entry: what one could type next, and why."""

from textual.content import Content
from textual.widgets import Static

from tui.screens.console.guides import Hint
from tui.words import _


class HintLine(Static):
    """Shows a hint, or takes no room."""

    def __init__(self) -> None:
        super().__init__(id="console-hint", markup=False)
        self._hint: Hint | None = None

    def show(self, hint: Hint | None) -> None:
        """Show this one; where it needs nothing to be typed, its words alone."""
        self.display = hint is not None
        if hint is None or hint == self._hint:
            return
        self._hint = hint
        if hint.line:
            tab = (_("Tab"), "$accent bold")
            self.update(
                Content.assemble(tab, " ", (hint.line, "bold $foreground"), "  ", hint.words)
            )
        else:
            self.update(hint.words)
