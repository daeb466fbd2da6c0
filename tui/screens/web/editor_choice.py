"""One line that offers a few words, one of which holds: arrows go from one to the other."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.words import _


class Choice(Widget, can_focus=True):
    """A word before it, and the words to choose from."""

    ALLOW_SELECT = False
    BINDINGS = [
        Binding("left", "step(-1)", _("Choose"), id="choice.before", show=False),
        Binding("right,space", "step(1)", _("Choose"), id="choice.next", show=False),
    ]

    value: reactive[str] = reactive("", init=False)
    """What holds."""

    class Changed(Message):
        """A person chose."""

        def __init__(self, choice: "Choice", value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> "Choice":
            """Where it was chosen."""
            return self.choice

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        *,
        id: str,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._options = list(options)
        self.set_reactive(Widget.auto_links, False)
        self.set_reactive(Choice.value, self._options[0][0])

    def render(self) -> Content:
        """The word before it, then all of them; what holds stands out."""
        return Content(" ").join(
            [
                Content.styled(self._label, "$text-muted"),
                *(self._word(place) for place in range(len(self._options))),
            ]
        )

    def action_step(self, by: int) -> None:
        """Choose the one beside."""
        names = [name for name, _words in self._options]
        self.action_take((names.index(self.value) + by) % len(names))

    def action_take(self, place: int) -> None:
        """Choose one."""
        self.value = self._options[place][0]
        self.post_message(self.Changed(self, self.value))

    def _word(self, place: int) -> Content:
        name, words = self._options[place]
        style = "reverse bold" if name == self.value else ""
        press = Style.from_meta({"@click": f"take({place})"})
        return Content.styled(f" {words} ", style).stylize(press)
