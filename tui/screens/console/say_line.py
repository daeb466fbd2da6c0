"""The line that is sent: it remembers what was sent before."""

from collections import deque

from textual.binding import Binding

from tui.widgets.entry_line import EntryLine
from tui.words import _

KEPT = 100
"""Lines that ↑ brings back: more than anybody walks through by hand."""


class SayLine(EntryLine):
    """↑ and ↓ bring back what was sent."""

    BINDINGS = [
        Binding("up", "recall(1)", _("Earlier line"), id="console.earlier", show=False),
        Binding("down", "recall(-1)", _("Later line"), id="console.later", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sent: deque[str] = deque(maxlen=KEPT)
        self._back = 0
        """How far back in what was sent one is; 0 is the line one writes."""
        self._draft = ""

    async def action_submit(self) -> None:
        """Remember the line, and hand it over."""
        if self.value and (not self._sent or self._sent[-1] != self.value):
            self._sent.append(self.value)
        self._back = 0
        await super().action_submit()

    def action_recall(self, by: int) -> None:
        """Bring back an earlier line or a later one; the latest is the draft."""
        if self._back == 0:
            self._draft = self.value
        self._back = max(0, min(len(self._sent), self._back + by))
        self.value = self._sent[-self._back] if self._back else self._draft
        self.cursor_position = len(self.value)
