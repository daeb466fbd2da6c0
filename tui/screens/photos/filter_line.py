"""The line that narrows the archive's list while one types in it."""

from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from tui.widgets.entry_line import OrderlyInput
from tui.words import _

REST = 0.25
"""Seconds without a key after which the archive is asked: once a word, not once a letter."""

LONGEST = 100
"""Letters: a name has 255 bytes at the most."""


class FilterLine(OrderlyInput):
    """Hidden until it is opened. Enter and Down keep what is filtered, Esc clears it."""

    BINDINGS = [
        Binding("escape", "leave", _("Show all"), id="filter.leave"),
        Binding("enter,down", "keep", _("Keep"), id="filter.keep"),
    ]
    DEFAULT_CSS = """
    FilterLine { display: none; height: 1; background: $panel; }
    FilterLine.-open { display: block; }
    """

    class Typed(Message):
        """This is to be looked for; "" is no filter. `done`: the line is not in use any more."""

        def __init__(self, text: str, *, done: bool) -> None:
            super().__init__()
            self.text = text
            self.done = done

    def __init__(self) -> None:
        placeholder = _("A part of the name. Enter keeps it, Esc shows all")
        super().__init__(
            compact=True, select_on_focus=False, max_length=LONGEST, placeholder=placeholder
        )
        self._rest: Timer | None = None

    def open(self) -> None:
        """Show the line, with what was typed in it."""
        self.add_class("-open")
        self.focus()

    def close(self) -> None:
        """Empty the line and hide it."""
        self._stop()
        with self.prevent(Input.Changed):
            self.clear()
        self.remove_class("-open")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for it when nothing more comes."""
        event.stop()
        self._stop()
        self._rest = self.set_timer(REST, lambda: self._say(done=False))

    def action_leave(self) -> None:
        """Show all photos."""
        self.close()
        self._say(done=True)

    def action_keep(self) -> None:
        """Keep the filter, and go to the list."""
        if not self.value.strip():
            self.close()
        self._say(done=True)

    def _say(self, *, done: bool) -> None:
        self._stop()
        self.post_message(self.Typed(self.value.strip(), done=done))

    def _stop(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
