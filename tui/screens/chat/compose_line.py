"""The line one writes on: Tab completes `@names` or goes to the next conversation."""

from collections.abc import Callable

from textual.binding import Binding
from textual.message import Message

from tui.widgets.entry_line import EntryLine
from tui.words import _


class ComposeLine(EntryLine):
    """An entry that completes names; which ones begin so is asked of `names`."""

    BINDINGS = [
        Binding(
            "tab",
            "complete",
            _("Complete"),
            id="chat.complete",
            show=False,
            tooltip=_("Complete an @name; on an empty line, go to the next conversation"),
        ),
    ]

    class NextWanted(Message):
        """Tab on an empty line: another conversation is wanted."""

    def __init__(self, names: Callable[[str], list[str]]) -> None:
        super().__init__()
        self._names = names
        self._offered: list[str] = []
        """What Tab offers in turn, while nothing else is typed."""
        self._offer = ""
        """The line as the last Tab left it."""

    def add(self, text: str) -> None:
        """Put a text behind what is typed, and go on writing after it."""
        between = " " if self.value and not self.value.endswith(" ") else ""
        self.value = f"{self.value}{between}{text} "
        self.cursor_position = len(self.value)
        self.focus()

    def action_complete(self) -> None:
        """Complete the name before the cursor, or offer the next that fits."""
        if not self.value.strip():
            self.post_message(self.NextWanted())
            return
        before, after = self.value[: self.cursor_position], self.value[self.cursor_position :]
        start = before.rfind("@")
        if self._offer != before or not self._offered:
            word = before[start + 1 :] if start >= 0 else " "
            self._offered = [] if " " in word else self._names(word)
        if not self._offered:
            return
        name = self._offered.pop(0)
        self._offered.append(name)
        self._offer = f"{before[:start]}@{name} "
        self.value = self._offer + after.removeprefix(" ")
        self.cursor_position = len(self._offer)
