"""The console: a line to any service by hand, and every byte that travels in sight."""

from collections import deque

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Static

from protocol.config import Config
from tui.beacon import State
from tui.clients.connection import name_peer
from tui.clients.console import ConsoleClient, Ending
from tui.clients.failure import Failure
from tui.dialogs import FailureDialog
from tui.failures import sentence
from tui.printable import printable
from tui.screens.console import facts, wording
from tui.screens.console.keys import KEYS
from tui.screens.console.say_line import SayLine
from tui.screens.console.target import TargetLine
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.widgets.wire_log import WireLog
from tui.words import _

WAITING = 100
"""Lines that wait for somebody to take the call: more than one types in ten seconds."""


class ConsoleScreen(ModeScreen):
    """Where to, what travelled, and a line to send; the line connects where that is needed."""

    MODE = "console"
    TITLE_WORD = _("Console")
    CSS_PATH = styles() / "console.tcss"
    AUTO_FOCUS = "SayLine"
    HELP = wording.HELP
    BINDINGS = KEYS

    is_connected: var[bool] = var(False, bindings=True)
    """Somebody is on the line."""
    ending: var[Ending] = var(Ending.LF)
    """What ends a line that is sent."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._number = 0
        """Of the latest session; facts of others are old."""
        self._client: ConsoleClient | None = None
        self._is_calling = False
        self._waiting: deque[str] = deque(maxlen=WAITING)
        """Lines entered before there was a connection: they leave when there is one."""
        self._unsaid: Failure | None = None
        """It came while nobody looked at this screen."""

    def compose_body(self) -> ComposeResult:
        """Where to; what travelled; how it goes; a line to send."""
        yield TargetLine(self.config)
        yield WireLog(self.wire, empty=wording.empty(), id="console-page")
        yield Static(id="console-status", markup=False)
        with Horizontal(id="console-say"):
            yield Static("›", id="console-prompt")
            yield SayLine()
            yield Static(id="console-ending", markup=False)

    def on_mount(self) -> None:
        """Say that nobody is on the line."""
        self._tell(State.IDLE, wording.idle())

    def on_screen_resume(self) -> None:
        """Say what failed while nobody looked."""
        if self._unsaid is not None:
            self._ask_again(self._unsaid)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to hang up only where there is a connection."""
        return (
            self.is_connected if action == "hang_up" else super().check_action(action, parameters)
        )

    def action_next_service(self) -> None:
        """Choose the next of the host's services."""
        self.query_one(TargetLine).next_service()

    def action_next_ending(self) -> None:
        """End lines otherwise: LF, CR LF, or nothing at all."""
        endings = list(Ending)
        self.ending = endings[(endings.index(self.ending) + 1) % len(endings)]

    def action_hang_up(self) -> None:
        """End the session; what travelled stays in sight."""
        if self.is_connected:
            self._end(wording.we_hung_up())

    def action_clear(self) -> None:
        """Forget what travelled."""
        self.query_one(WireLog).clear()

    async def action_toggle_wire(self) -> None:
        """Go to the wire, which is the page itself here, or back to the line."""
        page = self.query_one(WireLog)
        (self.query_one(SayLine) if page.has_focus else page).focus()

    @on(TargetLine.Chosen)
    def service_chosen(self) -> None:
        """Leave the service that was on the line, and write to the new one."""
        self.action_hang_up()
        self.query_one(SayLine).focus()

    @on(TargetLine.ConnectWanted)
    def connect_wanted(self, event: TargetLine.ConnectWanted) -> None:
        """Call, or hang up."""
        if event.toggle and self.is_connected:
            self.action_hang_up()
        else:
            self._call()

    @on(SayLine.Entered)
    def line_entered(self, event: SayLine.Entered) -> None:
        """Send the line, or call first; Enter alone only calls."""
        if self._client is not None:
            self._send(self._number, self._client, event.text)
            return
        if event.text:
            self._waiting.append(event.text)
        if not self._is_calling:
            self._call()

    @on(facts.SessionBegun)
    def begun(self, fact: facts.SessionBegun) -> None:
        """Somebody is on the line: say what waited for it."""
        if fact.number != self._number:
            return
        self._client, self.is_connected, self._is_calling = fact.client, True, False
        self._tell(State.CONNECTED, wording.connected(printable(fact.client.peer)))
        self.query_one(SayLine).focus()
        while self._waiting:
            self._send(fact.number, fact.client, self._waiting.popleft())

    @on(facts.SessionEnded)
    def ended(self, fact: facts.SessionEnded) -> None:
        """They hung up, which is how many services end an answer."""
        if fact.number == self._number and self._client is not None:
            self._end(wording.they_hung_up(printable(self._client.peer)))

    @on(facts.SessionFailed)
    def failed(self, fact: facts.SessionFailed) -> None:
        """Say what failed: now, or when somebody looks."""
        if fact.number != self._number:
            return
        self._end(sentence(fact.failure), State.FAILED)
        self._give_back()
        if self.is_current:
            self._ask_again(fact.failure)
        else:
            self._unsaid = fact.failure

    def watch_is_connected(self) -> None:
        """Let the button do what can be done now."""
        self.query_one(TargetLine).show_connected(self.is_connected)

    def watch_ending(self) -> None:
        """Show what ends a line."""
        self.query_one("#console-ending", Static).update(wording.ending(self.ending))

    @work(exclusive=True, group="session")
    async def _session(self, number: int, host: str, port: int) -> None:
        try:
            async with await ConsoleClient.open(host, port, self.wire) as client:
                self.post_message(facts.SessionBegun(number, client))
                await client.listen()
            self.post_message(facts.SessionEnded(number))
        except Failure as failure:
            self.post_message(facts.SessionFailed(number, failure))

    @work(group="line")
    async def _send(self, number: int, client: ConsoleClient, text: str) -> None:
        try:
            await client.say(text, self.ending)
        except Failure as failure:
            self.post_message(facts.SessionFailed(number, failure))

    def _call(self) -> None:
        address = self.query_one(TargetLine).address
        if address is None:
            self._tell(State.FAILED, wording.no_address())
            self._give_back()
            return
        self._number += 1
        self._client, self.is_connected = None, False
        self._is_calling = True
        peer = printable(name_peer(address.host, address.port))
        self._tell(State.CONNECTING, wording.connecting(peer))
        self._session(self._number, address.host, address.port)

    def _give_back(self) -> None:
        """Put the line that could not leave where it was; earlier ones come back with ↑."""
        if self._waiting:
            self.query_one(SayLine).give_back(self._waiting.pop())
            self._waiting.clear()

    def _end(self, words: str, state: State = State.IDLE) -> None:
        self._number += 1
        self._client, self.is_connected, self._is_calling = None, False, False
        self.workers.cancel_group(self, "session")
        self._tell(state, words)

    def _ask_again(self, failure: Failure) -> None:
        self._unsaid = None
        self.app.push_screen(FailureDialog(failure), self._decided)

    def _decided(self, again: bool | None) -> None:
        if again:
            self._call()

    def _tell(self, state: State, words: str) -> None:
        status = self.query_one("#console-status", Static)
        status.update(words)
        status.set_class(state is State.FAILED, "-wrong")
        self.say(state, words)
