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
from tui.screens.web import asking, facts, hops, wording
from tui.screens.web.remembered import Remembered
from tui.screens.web.shelf import Shelf
from tui.screens.web.views import Views
from tui.words import _


class ExchangeScreen(ModeScreen):
    """One exchange at a time takes place; `explain` is what subclasses do about a failure."""

    under_way: var[bool] = var(False, bindings=True)
    """An exchange has begun and not ended."""
    onward: var[asking.Asked | None] = var(None, bindings=True)
    """Where the answer that is looked at leads on to."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.remembered = Remembered()
        self.shelf = Shelf(config)
        self._number = 0
        """Of the latest exchange; facts of others are old."""
        self._turn = Lock()
        """Held by an exchange until it has hung up, so that two never mix on the wire."""
        self._asked: asking.Asked | None = None
        """The latest."""
        self._unsaid: tuple[asking.Asked | None, Failure] | None = None
        """It came while nobody looked at this screen."""

    def on_screen_resume(self) -> None:
        """Say what failed while nobody looked."""
        unsaid, self._unsaid = self._unsaid, None
        if unsaid is not None:
            self.explain(*unsaid)

    def on_unmount(self) -> None:
        """Let the bodies go."""
        self.remembered.close()
        self.shelf.close()

    def begin(self, asked: asking.Asked) -> None:
        """Begin an exchange; the one under way ends."""
        self._number += 1
        self._asked = asked
        self.under_way = True
        self.onward = None
        self.remembered.add(asked)
        self.query_one(Views).look_at(asked.record)
        self._exchange(self._number, asked)

    def look_at(self, asked: asking.Asked) -> None:
        """Look at an exchange that is over."""
        self.onward = None if self.under_way else hops.onward(asked)
        self.query_one(Views).look_at(asked.record)
        words = wording.remembered(asked, self.remembered.place, len(self.remembered))
        self._tell(State.IDLE, words)

    def action_stop(self) -> None:
        """End the exchange; what came stays."""
        self.workers.cancel_group(self, "exchange")

    def action_earlier(self, by: int) -> None:
        """Look at the exchange before, or after."""
        if self.remembered.go(-by) and (asked := self.remembered.seen) is not None:
            self.look_at(asked)

    def action_follow(self) -> None:
        """Go where the answer leads: one hop, an exchange of its own."""
        if self.onward is not None:
            self._follow(self.onward)

    def explain(self, asked: asking.Asked | None, failure: Failure) -> None:
        """Say what failed, and what can be done."""

    @work(exclusive=True, group="exchange")
    async def _exchange(self, number: int, asked: asking.Asked) -> None:
        async with self._turn:
            patience = self.config.http.timeout
            await asking.ask(asked, number, self.wire, patience, self.post_message)

    @work(group="keep")
    async def _keep(self, asked: asking.Asked) -> None:
        if words := await self.shelf.keep(asked):
            self.notify(words, severity="warning", markup=False)

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
            self._go_on()

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
                self.explain(self._asked, fact.failure)
            else:
                self._unsaid = self._asked, fact.failure

    def _end(self) -> None:
        self.under_way = False
        if self._asked is not None:
            self.query_one(Views).look_at(self._asked.record)
            if self._asked.record.started is not None:
                self._keep(self._asked)

    def _go_on(self) -> None:
        """Say that the answer leads on; go there if that is what the settings say."""
        assert self._asked is not None
        onward = hops.onward(self._asked)
        if onward is not None and self.config.http.follow:
            if onward.hops <= hops.MOST:
                self._follow(onward)
                return
            words = _("Led on {number} times: a loop, it seems. Nothing more was followed.")
            self.wire.note(words.format(number=hops.MOST))
            self._tell(State.IDLE, words.format(number=hops.MOST))
        self.onward = onward

    def _follow(self, onward: asking.Asked) -> None:
        if onward.cause is not None and (words := hops.remark(onward.cause)):
            self.wire.note(words)
        self.begin(onward)

    def _tell(self, state: State, words: str) -> None:
        status = self.query_one("#web-status", Static)
        status.update(words, layout=False)
        status.set_class(state is State.FAILED, "-wrong")
        self.say(state)
