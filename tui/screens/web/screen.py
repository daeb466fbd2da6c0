"""The web screen: what is asked and what is answered, exactly as it travels."""

from asyncio import Lock

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Button, Select, Static

from protocol.config import Config
from tui.beacon import State
from tui.clients import http
from tui.clients.failure import Failure
from tui.clients.http.exchange import Exchange
from tui.dialogs import FailureDialog
from tui.failures import sentence
from tui.screens.mode import ModeScreen
from tui.screens.web import asking, facts, wording
from tui.screens.web.address import AddressField, KeptLine, of_the_host
from tui.screens.web.keys import KEYS
from tui.screens.web.views import VIEWS, Views
from tui.settings import styles
from tui.widgets.entry_line import EntryLine
from tui.widgets.wire_log import WireLog
from tui.words import _


class WebScreen(ModeScreen):
    """A line for the request; the rest is the wire."""

    MODE = "web"
    TITLE_WORD = _("Web")
    CSS_PATH = styles() / "web.tcss"
    AUTO_FOCUS = "AddressField"
    HELP = wording.HELP
    BINDINGS = KEYS

    under_way: var[bool] = var(False, bindings=True)
    """An exchange has begun and not ended."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._number = 0
        """Of the latest exchange; facts of others are old."""
        self._turn = Lock()
        """Held by an exchange until it has hung up, so that two never mix on the wire."""
        self._record: Exchange | None = None
        """The latest exchange."""
        self._unsaid: Failure | None = None
        """It came while nobody looked at this screen."""

    def compose_body(self) -> ComposeResult:
        """A request, what travelled, how it went."""
        with Horizontal(id="web-request"):
            yield Select(
                [(method, method) for method in http.METHODS],
                value="GET",
                allow_blank=False,
                compact=True,
                id="method",
            )
            yield AddressField(self.config.http.address, of_the_host(self.config.archive))
            yield Button(_("Send"), id="send", compact=True)
        with Horizontal(id="web-content"):
            yield Static(_("Body"), markup=False)
            yield KeptLine("content")
        yield Views(self.wire)
        yield Static(id="web-status", markup=False)

    def on_screen_resume(self) -> None:
        """Say what failed while nobody looked."""
        if self._unsaid is not None:
            self._ask_again(self._unsaid)

    def on_unmount(self) -> None:
        """Let the body go."""
        if self._record is not None:
            self._record.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only while there is something to stop."""
        return self.under_way if action == "stop" else super().check_action(action, parameters)

    def take(self, text: str) -> None:
        """Have an address that another screen found; Enter sends."""
        field = self.query_one(AddressField)
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    def action_next_method(self) -> None:
        """Take the next method."""
        select = self.query_one("#method", Select)
        place = http.METHODS.index(str(select.value)) + 1
        select.value = http.METHODS[place % len(http.METHODS)]

    def action_stop(self) -> None:
        """End the exchange; what came stays."""
        self.workers.cancel_group(self, "exchange")

    def action_clear(self) -> None:
        """Forget what travelled."""
        self.query_one(WireLog).clear()

    async def action_toggle_wire(self) -> None:
        """Go to the wire, which is the page itself here, or back to the address."""
        if self.query_one(WireLog).has_focus:
            self.query_one(AddressField).focus()
        else:
            self.action_view(VIEWS[0])

    def action_view(self, name: str) -> None:
        """Go to a view."""
        views = self.query_one(Views)
        views.turn_to(name)
        views.seen.focus()

    def action_turn(self, by: int) -> None:
        """Go to the next view, or the one before."""
        views = self.query_one(Views)
        views.turn(by)
        views.seen.focus()

    @on(Select.Changed, "#method")
    def method_chosen(self, event: Select.Changed) -> None:
        """Show the line for a body where the method has one."""
        self.set_class(event.value in http.WITH_BODY, "-with-body")

    @on(Button.Pressed, "#send")
    def button_pressed(self) -> None:
        """Send, or stop."""
        if self.under_way:
            self.action_stop()
        else:
            self.send_what_is_there()

    @on(EntryLine.Entered, "#address")
    def address_entered(self, event: EntryLine.Entered) -> None:
        """Send to what stood there when Enter was pressed."""
        self.send(event.text)

    @on(EntryLine.Entered, "#content")
    def send_what_is_there(self) -> None:
        """Send to the address that stands there."""
        self.send(self.query_one(AddressField).value)

    def send(self, address: str) -> None:
        """Begin an exchange; the one under way ends."""
        self.query_one(AddressField).remember(address)
        self.query_one(WireLog).action_follow()
        body = self.query_one("#content", KeptLine).value if self.has_class("-with-body") else ""
        method = str(self.query_one("#method", Select).value)
        self._number += 1
        self.under_way = True
        request = http.Request(method, address, body=body.encode(errors="replace"))
        before, self._record = self._record, Exchange(request)
        self.query_one(Views).look_at(self._record)
        if before is not None:
            before.close()
        self._exchange(self._number, self._record)

    @work(exclusive=True, group="exchange")
    async def _exchange(self, number: int, record: Exchange) -> None:
        async with self._turn:
            patience = self.config.http.timeout
            await asking.ask(record, number, self.wire, patience, self.post_message)

    @on(facts.StepReached)
    def step_reached(self, fact: facts.StepReached) -> None:
        """Say what is going on."""
        if fact.number == self._number:
            self._tell(State.CONNECTING, wording.under_way(fact.step))
            self.query_one(Views).grown()

    @on(facts.BodyGrown)
    def body_grown(self, fact: facts.BodyGrown) -> None:
        """Say how much came."""
        if fact.number == self._number:
            self._tell(State.CONNECTED, wording.receiving(fact.size))
            self.query_one(Views).grown()

    @on(facts.Answered)
    def answered(self, fact: facts.Answered) -> None:
        """Say how it ended."""
        if fact.number == self._number:
            self._end()
            words = wording.answered(fact.status, fact.reason, fact.size, fact.seconds)
            self._tell(State.IDLE, words)

    @on(facts.ExchangeCancelled)
    def cancelled(self, fact: facts.ExchangeCancelled) -> None:
        """Say that it was stopped."""
        if fact.number == self._number:
            self._end()
            self._tell(State.IDLE, _("Stopped."))

    @on(facts.ExchangeFailed)
    def failed(self, fact: facts.ExchangeFailed) -> None:
        """Say what failed: now, or when somebody looks."""
        if fact.number == self._number:
            self._end()
            self._tell(State.FAILED, sentence(fact.failure))
            self._unsaid = fact.failure
            if self.is_current:
                self._ask_again(fact.failure)

    def _end(self) -> None:
        self.under_way = False
        if self._record is not None:
            self.query_one(Views).look_at(self._record)

    def watch_under_way(self) -> None:
        """Let the button do what can be done now."""
        self.query_one("#send", Button).label = _("Stop") if self.under_way else _("Send")

    def _ask_again(self, failure: Failure) -> None:
        self._unsaid = None
        self.app.push_screen(FailureDialog(failure), self._decided)

    def _decided(self, again: bool | None) -> None:
        self.query_one(AddressField).focus()
        if again:
            self.send_what_is_there()

    def _tell(self, state: State, words: str) -> None:
        status = self.query_one("#web-status", Static)
        status.update(words)
        status.set_class(state is State.FAILED, "-wrong")
        self.say(state)
