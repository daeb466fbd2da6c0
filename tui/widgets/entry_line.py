"""A line that is entered: Enter takes the text away at once, so that fast typing is never lost.

Textual's own `Submitted` leaves the text where it is until somebody clears it; whatever was typed
in between would be cleared with it, or entered twice.
"""

from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from tui.printable import printable


class EntryLine(Input):
    """An input that posts `Entered` and is empty; a text that cannot be used is given back."""

    class Entered(Message):
        """Enter was pressed; `text` is what stood there."""

        def __init__(self, line: "EntryLine", text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

        @property
        def control(self) -> "EntryLine":
            """The line, for the selector of a handler."""
            return self.line

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)

    async def action_submit(self) -> None:
        """Hand the text over, and begin an empty line."""
        text = self.value
        self.clear()
        self.post_message(self.Entered(self, text))

    def give_back(self, text: str) -> None:
        """Put a text back, before what was typed meanwhile."""
        self.value = f"{text}{self.value}"
        self.cursor_position = len(self.value)

    def _on_paste(self, event: Paste) -> None:
        """Make one line of a text of several, and show what is hidden in it."""
        event.prevent_default()
        event.stop()
        self.replace(printable(" ".join(event.text.splitlines())), *self.selection)
