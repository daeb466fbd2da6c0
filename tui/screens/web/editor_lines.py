"""Lines to write in: what they hide is seen, Tab completes, and the screen's keys stay its own."""

from rich.text import Text
from textual.binding import Binding
from textual.reactive import reactive
from textual.widgets import TextArea

from tui.screens.web.editor_keys import giving_way
from tui.words import _

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code != 0x09} | {0x7F: "␡"}
_HIDDEN = "�"


def visible(text: str) -> str:
    """Return as many characters, each of them safe to draw; a tab stays one."""
    if text.isprintable():
        return text
    return "".join(
        one
        if one.isprintable() or one == "\t"
        else _PICTURES.get(ord(one), " " if one.isspace() else _HIDDEN)
        for one in text
    )


class LineArea(TextArea, inherit_bindings=False):
    """An area whose `completed` says what Tab would add to a line; its cursor stands still."""

    cursor_blink = reactive(False, init=False)

    BINDINGS = [
        *giving_way(TextArea.BINDINGS),
        Binding(
            "tab",
            "complete",
            _("Complete"),
            id="editor.complete",
            show=False,
            tooltip=_("Complete the word, or go on"),
        ),
        Binding("up", "up_or_out", show=False),
        Binding("ctrl+home", "to_edge(True)", show=False),
        Binding("ctrl+end", "to_edge(False)", show=False),
    ]

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - Textual's word
        placeholder: str = "",
        variables: tuple[str, ...] = (),
    ) -> None:
        super().__init__(
            id=id,
            compact=True,
            soft_wrap=True,
            placeholder=placeholder,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self._variables = variables

    def get_line(self, line_index: int) -> Text:
        """Draw what is hidden in a line."""
        return Text(visible(self.document.get_line(line_index)), end="", no_wrap=True)

    def update_suggestion(self) -> None:
        """Show what Tab would add, at the end of a line only."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        self.suggestion = "" if column < len(line) else self._completed(line)[len(line) :]

    def action_complete(self) -> None:
        """Take over what is suggested, or go on to the next field."""
        if self.suggestion:
            row, column = self.cursor_location
            line = self.document.get_line(row)
            self.replace(self._completed(line), (row, 0), (row, column))
        else:
            self.screen.focus_next()

    def action_up_or_out(self) -> None:
        """Go up, and from the first row out of it."""
        if self.cursor_at_first_line:
            self.screen.focus_previous()
        else:
            self.action_cursor_up()

    def action_to_edge(self, first: bool) -> None:
        """Go to the very beginning, or the end."""
        self.move_cursor((0, 0) if first else self.document.end)

    def completed(self, line: str) -> str:
        """Return what a line may become; an area of free text does not know."""
        return line

    def _completed(self, line: str) -> str:
        before, opened, begun = line.rpartition("{{")
        if not opened or "}}" in begun:
            return self.completed(line)
        name = begun.strip()
        fits = (one for one in self._variables if one.startswith(name) and name)
        found = next(fits, "")
        return f"{before}{{{{{found}}}}}" if found else line
