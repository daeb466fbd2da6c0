"""The stopwatch and the countdown, in a dialog; they run on when it is closed."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalGroup
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.screens.clock.stopwatch import Watch, face, span
from tui.settings import styles
from tui.widgets.digits import BigDigits
from tui.widgets.entry_line import OrderlyInput
from tui.widgets.prose import Prose
from tui.words import _


class WatchDialog(ModalScreen[None]):
    """Enter starts and stops; a time that is typed first is counted down from."""

    CSS_PATH = [styles() / "dialogs.tcss", styles() / "clock.tcss"]
    BINDINGS = [
        Binding("escape", "dismiss", _("Close"), id="watch.close"),
        Binding("delete", "reset", _("Reset"), id="watch.reset", priority=True),
    ]

    def __init__(self, watch: Watch, steady: Callable[[], float]) -> None:
        super().__init__()
        self._watch = watch
        self._steady = steady
        self._face = BigDigits("00:00", id="watch-face")
        self._kind = Static(id="watch-kind", markup=False)
        self._wrong = Prose("", classes="dialog-wrong")

    def compose(self) -> ComposeResult:
        """What passed or is left, and where one says how long."""
        with VerticalGroup(classes="dialog", id="watch-dialog") as dialog:
            dialog.border_title = _("Stopwatch and countdown")
            dialog.border_subtitle = _("Enter: start or stop · Del: reset · Esc: close")
            yield self._kind
            yield self._face
            yield Prose(_("Count down from (5:00, 90 s, 1 h 30); empty: a stopwatch"))
            yield OrderlyInput(id="watch-aim", select_on_focus=False)
            yield self._wrong

    def on_mount(self) -> None:
        """Show it, and go on once a second."""
        self._show()
        self.set_interval(1, self._show)

    @on(Input.Submitted)
    def toggle(self, event: Input.Submitted) -> None:
        """Start or stop; begin a countdown where a time was typed."""
        text, now = event.value.strip(), self._steady()
        if not text:
            self._watch.toggle(now)
        elif (seconds := span(text)) is None:
            self._wrong.say(_("“{text}” is no time up to 99 hours.").format(text=text))
            return
        else:
            self._watch.count_down(seconds, now)
            event.input.clear()
        self._wrong.say("")
        self._show()

    def action_reset(self) -> None:
        """Back to nothing; a countdown that is at its beginning becomes a stopwatch."""
        fresh = not self._watch.runs and not self._watch.gathered
        self._watch.reset()
        if fresh:
            self._watch.aim = None
        self._show()

    def _show(self) -> None:
        watch = self._watch
        shown = watch.shown(self._steady())
        self._face.show(face(shown))
        kind = _("Stopwatch") if watch.aim is None else _("Countdown")
        if not watch.runs:
            kind = " ".join((kind, _("(stopped)"), face(shown, fine=True)))
        elif shown < 0:
            kind = " ".join((kind, _("(over)")))
        self._kind.update(kind)
