"""The line that narrows a list while one types in it."""

from collections.abc import Callable

from textual.binding import Binding
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from tui.widgets.entry_line import OrderlyInput
from tui.words import _

REST = 0.25
"""Seconds without a key after which it is looked for: once a word, not once a letter."""

LONGEST = 100
"""Letters: a name has 255 bytes at the most."""


class FilterLine(OrderlyInput):
    """Hidden until it is opened. Enter and Down keep what is filtered, Esc clears it.

    `back` gives the keys to the list.
    """

    BINDINGS = [
        Binding("escape", "leave", _("Show all"), id="filter.leave"),
        Binding("enter", "keep", _("Keep"), id="filter.keep"),
        Binding("down", "keep", _("Keep"), id="filter.down", show=False),
    ]
    DEFAULT_CSS = """
    FilterLine { display: none; height: 1; background: $panel; }
    FilterLine.-open { display: block; }
    """

    class Typed(Message):
        """This is to be looked for; "" is no filter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, back: Callable[[], object], placeholder: str = "") -> None:
        placeholder = placeholder or _("A part of the name. Enter keeps it, Esc shows all")
        super().__init__(
            compact=True, select_on_focus=False, max_length=LONGEST, placeholder=placeholder
        )
        self._back = back
        self._rest: Timer | None = None

    def takes(self, event: Key) -> bool:
        """Whether this line would do something with a key."""
        return event.is_printable or event.key in self._bindings.key_to_bindings

    async def _on_key(self, event: Key) -> None:
        """Hand on what came in one piece with the key that left the line."""
        focused = self.screen.focused
        if focused is not None and focused is not self:
            event.prevent_default().stop()
            focused.post_message(Key(event.key, event.character))

    def open(self) -> None:
        """Show the line, with what was typed in it; whatever is typed from now on is for it."""
        self.add_class("-open")
        self.screen.set_focus(self)

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
        self._rest = self.set_timer(REST, self._say)

    def action_leave(self) -> None:
        """Show all."""
        self.close()
        self._say()
        self._back()

    def action_keep(self) -> None:
        """Keep the filter, and go to the list."""
        if not self.value.strip():
            self.close()
        self._say()
        self._back()

    def _say(self) -> None:
        self._stop()
        self.post_message(self.Typed(self.value.strip()))

    def _stop(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
