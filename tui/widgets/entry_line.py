"""Inputs that keep up with fast typing and with keys that come in one piece.

Over a slow line several keys arrive at once. Textual's own input then writes all letters first and
does what the other keys do after, since bindings take the way through every parent up to the app;
and its `Submitted` leaves the text where it is until somebody clears it, with whatever was typed
meanwhile. Here keys are done in the order in which they were pressed, and in a line to write on
Enter takes the text away.
"""

from textual.events import Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from tui.printable import printable


class OrderlyInput(Input):
    """An input whose keys are done in the order in which they were pressed.

    Its cursor stands still: over ssh, to blink is to paint twice a second for nothing.
    """

    cursor_blink = reactive(False, init=False)

    async def _on_key(self, event: Key) -> None:
        """Do at once what a key of this line does; what it does not know goes on its way."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


class EntryLine(OrderlyInput):
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
