"""One photo, as large as the terminal is."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.photos.entries import Entry
from tui.screens.photos.looking import Seen
from tui.screens.photos.preview import facts
from tui.widgets.key_bar import KeyBar
from tui.widgets.pixels import Pixels
from tui.words import _


class Large(ModalScreen[None]):
    """The photo at the cursor; `step` moves the cursor, and then `show` is called with another."""

    BINDINGS = [
        Binding("escape,enter,q", "dismiss", _("Close"), id="large.close"),
        Binding("right,down,space", "step(1)", _("Next"), id="large.next"),
        Binding("left,up", "step(-1)", _("Previous"), id="large.previous"),
    ]

    def __init__(self, entry: Entry, step: Callable[[int], None]) -> None:
        super().__init__()
        self._step = step
        self._pixels = Pixels()
        self._caption = Static(entry.shown, id="photos-large-caption", markup=False)

    def compose(self) -> ComposeResult:
        """The picture, a line below it, and the keys."""
        yield self._pixels
        yield self._caption
        yield KeyBar()

    def show(self, entry: Entry, seen: Seen) -> None:
        """Show this photo."""
        if seen.picture is None:
            self._pixels.tell(seen.words)
        else:
            self._pixels.show(seen.picture)
        self._caption.update(f"{entry.shown}  {facts(seen)}", layout=False)

    def action_step(self, entries: int) -> None:
        """Go on to another photo."""
        self._step(entries)
