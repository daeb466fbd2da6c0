"""What a screen of exchanges knows of them: the one under way, those before it, how they end."""

from asyncio import Lock

from textual import on, work
from textual.reactive import var
from textual.widgets import Static

from protocol.config import Config
from tui.beacon import State
from tui.clients.failure import Failure
from tui.failures import sentence
from tui.screens.mode import ModeScreen
from tui.screens.web import asking, facts, wording
from tui.screens.web.remembered import Remembered
from tui.screens.web.views import Views
from tui.words import _


class ExchangeScreen(ModeScreen):
    """One exchange at a time takes place; `explain` is what subclasses do about a failure."""

    under_way: var[bool] = var(False, bindings=True)
    """An exchange has begun and not ended."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.remembered = Remembered()
        self._number = 0
        """Of the latest exchange; facts of others are old."""
        self._turn = Lock()
        """Held by an exchange until it has hung up, so that two never mix on the wire."""
        self._asked: asking.Asked | None = None
        """The latest."""
        self._unsaid: Failure | None = None
        """It came while nobody looked at this screen."""

    def on_screen_resume(self) -> None:
        """Say what failed while nobody looked."""
        failure, self._unsaid = self._unsaid, None
        if failure is not None:
            self.explain(failure)

    def on_unmount(self) -> None:
        """Let the bodies go."""
        self.remembered.close()

    def begin(self, asked: asking.Asked) -> None:
        """Begin an exchange; the one under way ends."""
        self._number += 1
        self._asked = asked
        self.under_way = True
        self.remembered.add(asked.record)
        self.query_one(Views).look_at(asked.record)
        self._exchange(self._number, asked)

    def action_stop(self) -> None:
        """End the exchange; what came stays."""
        self.workers.cancel_group(self, "exchange")

    def action_earlier(self, by: int) -> None:
        """Look at the exchange before, or after."""
        if self.remembered.go(-by):
            record = self.remembered.seen
            assert record is not None
            self.query_one(Views).look_at(record)
            self._tell(State.IDLE, wording.remembered(record, self.remembered))

    def explain(self, failure: Failure) -> None:
        """Say what failed, and what can be done."""

    @work(exclusive=True, group="exchange")
    async def _exchange(self, number: int, asked: asking.Asked) -> None:
        async with self._turn:
            patience = self.config.http.timeout
            await asking.ask(asked, number, self.wire, patience, self.post_message)

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
            if self.is_current:
                self.explain(fact.failure)
            else:
                self._unsaid = fact.failure

    def _end(self) -> None:
        self.under_way = False
        if self._asked is not None:
            self.query_one(Views).look_at(self._asked.record)

    def _tell(self, state: State, words: str) -> None:
        status = self.query_one("#web-status", Static)
        status.update(words)
        status.set_class(state is State.FAILED, "-wrong")
        self.say(state)
