"""Conversations, the calls that are made for them, and what comes of these."""

from functools import partial

from textual import on, work
from textual.worker import Worker

from protocol.config import Config
from tui.beacon import State
from tui.clients.connection import name_peer
from tui.clients.console import ConsoleClient, Manner, Untrusted
from tui.clients.failure import Failure
from tui.dialogs import FailureDialog
from tui.failures import sentence
from tui.printable import printable
from tui.screens.console import facts, wording
from tui.screens.console.manner import Address, Preset, presets
from tui.screens.console.repeating import Repeat
from tui.screens.console.talk import Talk
from tui.screens.mode import ModeScreen
from tui.widgets.wire_log import WireLog

LOGINS = ("manu", "anna", "karim", "bruno", "éloïse")
"""Who one could be in a lesson: each conversation somebody else, and nobody whom the chat's own
screen is already.
"""


class Calls(ModeScreen):
    """The half of the console that calls, sends and hears; the other half shows it."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.presets: list[Preset] = presets(config)
        self._made = 0
        self.talks: list[Talk] = []
        self.talk = self._make_talk(self.presets[0])
        """The conversation that is looked at."""

    def refresh_soon(self) -> None:
        """Show what changed, at the next repaint."""

    def show_news(self) -> None:
        """Show what changed, now."""

    def give_back(self, text: str) -> None:
        """Put a line that could not leave where it was written."""

    def call(self, talk: Talk) -> None:
        """Call what a conversation is about; who was on its line is left."""
        address = talk.address
        if address is None:
            self.tell(talk, State.FAILED, wording.no_address())
            self._return_lines(talk)
            return
        number = talk.begin_call()
        accepted = talk.accepted.pop(address, "")
        is_telnet = talk.habits.understands_telnet(address.port)
        manner = Manner(tls=talk.habits.tls, accepted=accepted, telnet=is_telnet)
        talk.is_verified = not accepted
        peer = printable(name_peer(address.host, address.port))
        self.tell(talk, State.CONNECTING, wording.connecting(peer))
        self._converse(talk, number, address, manner)

    def end(self, talk: Talk, words: str, state: State = State.IDLE) -> None:
        """Leave the line; what travelled stays in sight."""
        talk.end_call()
        self.workers.cancel_group(self, f"talk-{talk.id}")
        self.tell(talk, state, words)

    def say_line(self, talk: Talk, typed: str, data: bytes, *, is_secret: bool) -> None:
        """Send a line, or call first."""
        if talk.client is not None:
            if is_secret:
                talk.keep_secret()
            self._send(talk, talk.call, talk.client, data, is_secret=is_secret)
            return
        if typed:
            talk.waiting.append((typed, data))
        if not talk.is_calling:
            self.call(talk)

    def begin_repeat(self, talk: Talk, seconds: int) -> None:
        """Send the last line again every few seconds, as long as somebody is on the line."""
        if talk.client is None or not talk.latest:
            return
        timer = self.set_interval(seconds, partial(self.repeat_once, talk))
        talk.repeat = Repeat(talk.latest, seconds, timer.stop)
        self.refresh_soon()

    def repeat_once(self, talk: Talk) -> None:
        """Send it once more."""
        if talk.repeat is None or talk.client is None or talk.carries:
            return
        if data := talk.repeat.take():
            self._send(talk, talk.call, talk.client, data)
        else:
            self.stop_repeat(talk)

    def stop_repeat(self, talk: Talk) -> None:
        """Repeat nothing any more."""
        if talk.repeat is not None:
            talk.repeat.stop()
            talk.repeat = None
            self.refresh_soon()

    def tell(self, talk: Talk, state: State, words: str) -> None:
        """Say how a conversation goes: here, and to the others where it is looked at."""
        talk.state, talk.words = state, words
        if talk is self.talk:
            self.say(state, words)
        self.show_news()

    def judge(self, talk: Talk) -> None:
        """Ask what to do about a failure."""
        failure, talk.unsaid = talk.unsaid, None
        if failure is None:
            return
        if isinstance(failure, Untrusted):
            dialog = wording.untrusted(failure)
        else:
            dialog = FailureDialog(failure)
        self.app.push_screen(dialog, partial(self._decided, talk, failure))

    @on(facts.SessionBegun)
    def begun(self, fact: facts.SessionBegun) -> None:
        """Somebody is on the line: say what waited for it."""
        if fact.is_old:
            return
        talk = fact.talk
        talk.connected(fact.client)
        self.tell(talk, State.CONNECTED, wording.connected(printable(fact.client.peer)))
        while talk.waiting:
            _typed, data = talk.waiting.popleft()
            self._send(talk, fact.call, fact.client, data)

    @on(facts.SessionEnded)
    def ended(self, fact: facts.SessionEnded) -> None:
        """They hung up, which is how many services end an answer."""
        if not fact.is_old and fact.talk.client is not None:
            self.end(fact.talk, wording.they_hung_up(printable(fact.talk.client.peer)))

    @on(facts.SessionFailed)
    def failed(self, fact: facts.SessionFailed) -> None:
        """Say what failed: now, or when somebody looks."""
        if fact.is_old:
            return
        talk = fact.talk
        self.end(talk, sentence(fact.failure), State.FAILED)
        self._return_lines(talk)
        talk.unsaid = fact.failure
        if self.is_current and talk is self.talk:
            self.judge(talk)

    def _make_talk(self, preset: Preset) -> Talk:
        free = [login for login in LOGINS if login != self.config.chat.login]
        login = free[self._made % len(free)]
        self._made += 1
        talk = Talk(self._made, preset, login, self.refresh_soon)
        talk.words = wording.idle()
        self.talks.append(talk)
        return talk

    def _make_log(self, talk: Talk) -> WireLog:
        return WireLog(talk.wire, empty=wording.empty(), id=f"log-{talk.id}")

    def _converse(self, talk: Talk, number: int, address: Address, manner: Manner) -> Worker[None]:
        """Call in a worker; it makes the coroutine, since it may be gone before it begins."""

        async def session() -> None:
            try:
                opened = ConsoleClient.open(address.host, address.port, talk.wire, manner)
                async with await opened as client:
                    self.post_message(facts.SessionBegun(talk, number, client))
                    await client.listen()
                self.post_message(facts.SessionEnded(talk, number))
            except Failure as failure:
                self.post_message(facts.SessionFailed(talk, number, failure))

        return self.run_worker(session, group=f"talk-{talk.id}", exclusive=True)

    @work(group="line")
    async def _send(
        self,
        talk: Talk,
        number: int,
        client: ConsoleClient,
        data: bytes,
        *,
        is_secret: bool = False,
    ) -> None:
        try:
            await client.send(data, is_secret=is_secret)
        except Failure as failure:
            self.post_message(facts.SessionFailed(talk, number, failure))

    def _return_lines(self, talk: Talk) -> None:
        """Put the line that could not leave where it was; earlier ones come back with ↑."""
        if not talk.waiting:
            return
        typed, _data = talk.waiting.pop()
        talk.waiting.clear()
        if talk is self.talk:
            self.give_back(typed)
        else:
            talk.draft = f"{typed}{talk.draft}"

    def _decided(self, talk: Talk, failure: Failure, again: bool | None) -> None:
        if not again or talk not in self.talks:
            return
        if isinstance(failure, Untrusted) and talk.address is not None:
            talk.accepted[talk.address] = failure.fingerprint
        self.call(talk)
