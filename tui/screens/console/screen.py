"""The console: a line to any service by hand, and every byte that travels in sight."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.reactive import var
from textual.timer import Timer
from textual.widgets import Static

from protocol.config import Config
from protocol.hexadecimal import HexError
from tui.beacon import State
from tui.clients.console import Ending
from tui.menu import Choice, Menu
from tui.screens.console import wording
from tui.screens.console.hint_line import HintLine
from tui.screens.console.history import History
from tui.screens.console.keys import KEYS
from tui.screens.console.manner import Preset
from tui.screens.console.more import More
from tui.screens.console.say_line import SayLine
from tui.screens.console.state_line import StateLine, write
from tui.screens.console.strip import TalkStrip
from tui.screens.console.talk import TALKS, Talk
from tui.screens.console.target import TargetLine
from tui.settings import styles
from tui.widgets.wire_log import WireLog
from tui.words import _

PAUSE = 0.1
"""Seconds between two looks at what changed: ten a second are fluent."""


class ConsoleScreen(More):
    """Where to, what travelled, what to type next, and a line to send."""

    MODE = "console"
    TITLE_WORD = _("Console")
    CSS_PATH = styles() / "console.tcss"
    AUTO_FOCUS = "SayLine"
    HELP = wording.HELP
    BINDINGS = KEYS

    is_busy: var[bool] = var(False, bindings=True)
    """Somebody is on the line, or is being called."""
    is_many: var[bool] = var(False, bindings=True)
    """There is more than one conversation."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._soon: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Who there is; where to; what travelled; how it goes; what comes next; a line to send."""
        yield TalkStrip()
        yield TargetLine()
        with Container(id="console-logs"):
            yield self._make_log(self.talk)
        yield StateLine()
        yield HintLine()
        with Horizontal(id="console-say"):
            yield Static("›", id="console-prompt")
            yield SayLine(History())
            yield Static(id="console-ending", markup=False)

    def on_mount(self) -> None:
        """Say that nobody is on the line."""
        self.show_news()
        self.say(State.IDLE, self.talk.words)

    def on_screen_resume(self) -> None:
        """Show what came, and say what failed, while nobody looked."""
        self.show_news()
        self.judge(self.talk)

    def on_screen_suspend(self) -> None:
        """From now on what comes is not seen."""
        self.talk.in_view = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to hang up where there is a connection, and to close where there is none."""
        if action == "hang_up":
            return self.is_busy
        if action == "close_talk":
            return self.is_many and not self.is_busy
        return self.is_many if action == "step" else super().check_action(action, parameters)

    def action_services(self) -> None:
        """Choose a service; where somebody is on the line, in a conversation beside it."""
        letters = "123456789abcdefghijklmnopqrstuvwxyz"
        choices = [
            Choice(letter, str(place), preset.name, f"{preset.address.host}:{preset.address.port}")
            for place, (letter, preset) in enumerate(zip(letters, self.presets, strict=False))
        ]
        here = self.presets.index(self.talk.preset) if self.talk.preset else 0
        self.app.push_screen(Menu(_("Whom to talk to"), choices, here), self._choose)

    def action_new_talk(self) -> None:
        """Begin one more conversation with the same service."""
        self._new_talk(self.talk.preset or self.presets[0])

    def action_close_talk(self) -> None:
        """Close this conversation, and show its neighbour."""
        gone, place = self.talk, self.talks.index(self.talk)
        self.talks.remove(gone)
        self._look_at(self.talks[max(0, place - 1)])
        self.query_one(f"#log-{gone.id}").remove()

    def action_step(self, by: int) -> None:
        """Show the next conversation, or the previous one."""
        self._look_at(self.talks[(self.talks.index(self.talk) + by) % len(self.talks)])

    def action_show_talk(self, number: int) -> None:
        """Show a conversation."""
        self._look_at(next(talk for talk in self.talks if talk.id == number))

    def action_next_ending(self) -> None:
        """End lines otherwise: LF, CR LF, or nothing at all."""
        endings = list(Ending)
        habits = self.talk.habits
        habits.ending = endings[(endings.index(habits.ending) + 1) % len(endings)]
        self.show_news()

    def action_hang_up(self) -> None:
        """End the session; what travelled stays in sight."""
        self.end(self.talk, wording.we_hung_up())

    def action_clear(self) -> None:
        """Forget what travelled."""
        self.log_in_view.clear()

    async def action_toggle_wire(self) -> None:
        """Go to the wire, which is the page itself here, or back to the line."""
        page = self.log_in_view
        (self.query_one(SayLine) if page.has_focus else page).focus()

    @property
    def log_in_view(self) -> WireLog:
        """What travelled in the conversation that is looked at."""
        return self.query_one(f"#log-{self.talk.id}", WireLog)

    def refresh_soon(self) -> None:
        """Show what changed, at most ten times a second, and only where somebody looks."""
        if self._soon is None and self.is_current:
            self._soon = self.set_timer(PAUSE, self.show_news)

    def show_news(self) -> None:
        """Show how the conversation goes that is looked at, and which others have news."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        talk = self.talk
        talk.is_news, talk.in_view = False, self.is_current
        self.is_busy, self.is_many = talk.is_connected or talk.is_calling, len(self.talks) > 1
        self.query_one(TalkStrip).show(self.talks, talk)
        self.query_one(TargetLine).show(talk)
        self.query_one(StateLine).show(talk)
        write(self.query_one("#console-ending", Static), wording.ending(talk))
        hint, line = talk.hint, self.query_one(SayLine)
        line.hint = talk.habits.typed(hint.line) if hint else ""
        line.password = talk.asks_secret
        self.query_one(HintLine).show(hint)

    def give_back(self, text: str) -> None:
        """Put a line that could not leave where it was written."""
        self.query_one(SayLine).give_back(text)

    @on(TargetLine.ServicesWanted)
    def services_wanted(self) -> None:
        """Show the services."""
        self.action_services()

    @on(TargetLine.Edited)
    def address_edited(self) -> None:
        """Be about the place that is written, and about the service that is there if we know it."""
        talk, typed = self.talk, self.query_one(TargetLine).typed
        if typed == (talk.host, talk.port):
            return
        talk.host, talk.port = typed
        fitting = [preset for preset in self.presets if preset.address == talk.address]
        if fitting and not self.is_busy:
            talk.choose(fitting[0])
        else:
            talk.leave_preset()
        self.show_news()

    @on(TargetLine.ConnectWanted)
    def connect_wanted(self, event: TargetLine.ConnectWanted) -> None:
        """Call, or hang up."""
        if event.toggle and self.is_busy:
            self.action_hang_up()
        else:
            self.call(self.talk)
            self.query_one(SayLine).focus()

    @on(SayLine.Entered)
    def line_entered(self, event: SayLine.Entered) -> None:
        """Send the line, or call first; Enter alone only calls."""
        talk, line = self.talk, self.query_one(SayLine)
        if talk.carries or talk.has_ended:
            self.give_back(event.text)
            return
        try:
            data = talk.habits.bytes_of(event.text)
        except HexError as error:
            self.give_back(event.text)
            line.cursor_position = error.place
            self.tell(talk, State.FAILED, wording.wrong_hex(error))
            return
        if event.text and not line.password:
            talk.latest = data
        self.say_line(talk, event.text, data, is_secret=line.password)

    def _choose(self, chosen: str | None) -> None:
        if chosen is None:
            return
        preset = self.presets[int(chosen)]
        if self.is_busy:
            self._new_talk(preset)
        else:
            self.talk.choose(preset)
            self.tell(self.talk, State.IDLE, wording.idle())
        self.query_one(SayLine).focus()

    def _new_talk(self, preset: Preset) -> None:
        if len(self.talks) == TALKS:
            self.notify(wording.no_more_talks(), severity="warning", markup=False)
            return
        talk = self._make_talk(preset)
        self.query_one("#console-logs").mount(self._make_log(talk))
        self._look_at(talk)

    def _look_at(self, talk: Talk) -> None:
        """Show another conversation; what was being written in the old one stays there."""
        line = self.query_one(SayLine)
        self.talk.draft, self.talk.in_view = line.value, False
        self.talk = talk
        line.value = talk.draft
        line.cursor_position = len(talk.draft)
        for log in self.query_one("#console-logs").query(WireLog):
            log.display = log.id == f"log-{talk.id}"
        line.focus()
        self.tell(talk, talk.state, talk.words)
        self.judge(talk)
