"""The line that is sent: it remembers what was sent before, and takes a hint over."""

from textual.binding import Binding

from tui.screens.console.history import History
from tui.widgets.entry_line import EntryLine
from tui.words import _


class SayLine(EntryLine):
    """↑ and ↓ bring back what was sent, Tab takes the hint over."""

    BINDINGS = [
        Binding("up", "recall(1)", _("Earlier line"), id="console.earlier", show=False),
        Binding("down", "recall(-1)", _("Later line"), id="console.later", show=False),
        Binding(
            "tab",
            "take_hint",
            _("Take over"),
            id="console.take_hint",
            show=False,
            tooltip=_("Type what the line above shows"),
        ),
    ]

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history
        self._back = 0
        """How far back in what was sent one is; 0 is the line one writes."""
        self._draft = ""
        self.hint = ""
        """What Tab types."""

    async def action_submit(self) -> None:
        """Remember the line unless it is a secret, and hand it over."""
        if not self.password:
            self._history.add(self.value)
        self._back = 0
        await super().action_submit()

    def action_recall(self, by: int) -> None:
        """Bring back an earlier line or a later one; the latest is the draft."""
        if self._back == 0:
            self._draft = self.value
        self._back = max(0, min(len(self._history), self._back + by))
        self.value = self._history.back(self._back) if self._back else self._draft
        self.cursor_position = len(self.value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take over only what is there and not typed yet; Tab moves on otherwise."""
        if action == "take_hint":
            return bool(self.hint) and self.hint != self.value
        return super().check_action(action, parameters)

    def action_take_hint(self) -> None:
        """Type what is shown."""
        self.value = self.hint
        self.cursor_position = len(self.value)
