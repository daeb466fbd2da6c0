"""Where one writes: it grows with a long text, completes names and commands, recalls what was said.

Keys that come in one piece are done in the order in which they were pressed, as in
`tui.widgets.entry_line`.
"""

from collections import deque
from collections.abc import Callable, Sequence

from textual.binding import Binding
from textual.events import Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from tui.printable import printable
from tui.words import _

WRITTEN = 100
"""Lines that ↑ brings back: a long evening's."""

PASTED = 64 * 1024
"""Characters of what is pasted that are taken: more is no talk."""

Completer = Callable[[str, bool], Sequence[str]]
"""Says what a word may become, and whether it is the line's first word."""


class ComposeLine(TextArea):
    """One line of text, folded to the width; Enter takes it away and posts `Entered`.

    There are several lines where pasted ones were given back: Enter then posts `Pasted` again.
    Its cursor stands still, as that of other lines does.
    """

    cursor_blink = reactive(False, init=False)

    BINDINGS = [
        Binding("enter", "submit", _("Send"), id="chat.send", show=False),
        Binding(
            "tab",
            "complete",
            _("Complete"),
            id="chat.complete",
            show=False,
            tooltip=_("Complete a name or a command; on an empty line, open the next conversation"),
        ),
        Binding("home", "cursor_line_start", show=False),
    ]

    class Entered(Message):
        """Enter was pressed; `text` is what stood there."""

        def __init__(self, line: "ComposeLine", text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

    class NextWanted(Message):
        """Tab on an empty line: another conversation is wanted."""

    class Pasted(Message):
        """Several lines were pasted, or entered after they were given back."""

        def __init__(self, lines: Sequence[str]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, completer: Completer) -> None:
        super().__init__(
            compact=True, tab_behavior="focus", soft_wrap=True, highlight_cursor_line=False
        )
        self._completer = completer
        self._offered: list[str] = []
        """What Tab offers in turn, while nothing else is typed."""
        self._offer = ""
        """The line up to the cursor as the last Tab left it."""
        self._before = ""
        self._written: deque[str] = deque(maxlen=WRITTEN)
        self._back = 0
        """How far ↑ has gone back."""
        self._draft = ""

    @property
    def value(self) -> str:
        """What is typed."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    @property
    def cursor_position(self) -> int:
        """Where one types."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    @cursor_position.setter
    def cursor_position(self, place: int) -> None:
        before = self.value[:place]
        self.move_cursor((before.count("\n"), place - before.rfind("\n") - 1))

    def add(self, text: str) -> None:
        """Put a text behind what is typed, and go on writing after it."""
        between = " " if self.value and not self.value.endswith(" ") else ""
        self.value = f"{self.value}{between}{text} "
        self.focus()

    def give_back(self, text: str) -> None:
        """Put a text back, before what was typed meanwhile."""
        if self._written and self._written[-1] == text:
            self._written.pop()
        between = "\n" if "\n" in text and self.value else ""
        self.value = f"{text}{between}{self.value}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that turn pages to the talk."""
        if action in ("cursor_page_up", "cursor_page_down"):
            return False
        return super().check_action(action, parameters)

    def action_submit(self) -> None:
        """Hand the text over, and begin an empty line."""
        text, self.value = self.value, ""
        if text.strip() and (not self._written or self._written[-1] != text):
            self._written.append(text)
        self._back, self._draft = 0, ""
        lines = _lines(text)
        self.post_message(self.Pasted(lines) if len(lines) > 1 else self.Entered(self, text))

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up a row; from the first, to what was written before."""
        before = self.cursor_location
        super().action_cursor_up(select)
        if not select and self.cursor_location in (before, (0, 0)):
            self._recall(1)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down a row; from the last, to what was written after."""
        before = self.cursor_location
        super().action_cursor_down(select)
        if not select and self.cursor_location in (before, self.document.end):
            self._recall(-1)

    def action_complete(self) -> None:
        """Complete the word before the cursor, or offer the next that fits."""
        if not self.value.strip():
            self.post_message(self.NextWanted())
            return
        place = self.cursor_position
        before, after = self.value[:place], self.value[place:]
        if self._offer != before or not self._offered:
            word = before.rpartition(" ")[2]
            self._before = before[: len(before) - len(word)]
            self._offered = list(self._completer(word, not self._before)) if word else []
        if not self._offered:
            return
        name = self._offered.pop(0)
        self._offered.append(name)
        self._offer = f"{self._before}{name} "
        self.value = self._offer + after.removeprefix(" ")
        self.cursor_position = len(self._offer)

    def _recall(self, by: int) -> None:
        back = self._back + by
        if not 0 <= back <= len(self._written):
            return
        if self._back == 0:
            self._draft = self.value
        self._back = back
        self.value = self._written[-back] if back else self._draft

    async def _on_key(self, event: Key) -> None:
        """Do at once what a key of this line does; what it does not know goes on its way."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return
        if event.key.startswith("alt+"):
            event.prevent_default()  # most terminals say the letter with it, which is no text

    def action_paste(self) -> None:
        """Take what was copied within the program as what a terminal pastes."""
        self._paste(self.app.clipboard)

    async def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self._paste(event.text)

    def _paste(self, text: str) -> None:
        """Take one line as it is, with what is hidden in it; ask what several are to be."""
        lines = _lines(text[:PASTED])
        if len(lines) == 1:
            self.replace(lines[0], *self.selection)
        elif lines:
            self.post_message(self.Pasted(lines))


def _lines(text: str) -> list[str]:
    """Return the lines of a text in which there is something, as they may be shown."""
    return [printable(line) for line in text.splitlines() if line.strip()]
