"""The half of the chat screen that follows the connection: who we are, what it tells."""

from datetime import UTC, datetime

from textual import on, work

from protocol.config import Config
from protocol.names import login as valid_login
from tui.beacon import State
from tui.clients.chat import events
from tui.clients.connection import name_peer
from tui.clients.failure import Failure
from tui.screens.chat import facts, logins, wording
from tui.screens.chat.conversation import Fate
from tui.screens.chat.history import History
from tui.screens.chat.ignoring import ignored_for
from tui.screens.chat.journal import journal_for
from tui.screens.chat.link import Link
from tui.screens.chat.talk import Talk
from tui.screens.chat.view import ChatView
from tui.screens.mode import ModeScreen


class SessionScreen(ModeScreen):
    """A session that is kept up while other screens are looked at."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        chat = config.chat
        self.ignored = ignored_for()
        self.talk = Talk(self.ignored.keys)
        self.view = ChatView(self.talk)
        journal = journal_for(chat.address, chat.port)
        self.link = Link(chat, self.wire, self.post_message, journal)
        self.history = History(self.talk, self.link)
        self._peer = name_peer(chat.address, chat.port)
        self._state = State.IDLE
        self._words = ""
        self._why = ""
        """What ended the last connection, in words."""
        self._refused: tuple[str, Failure | None] = (chat.login, None)
        """The login that did not do, and what the service said."""
        self._must_ask = True
        self._connected_before = False

    def on_mount(self) -> None:
        """Connect at once where the settings name a login."""
        login = self.config.chat.login
        if login and not logins.fault(login):
            self._log_in(login)
        else:
            self._tell(State.IDLE, wording.logged_out())

    async def on_unmount(self) -> None:
        """Let another program have what waits."""
        self.link.queue.close()

    def action_log_in(self) -> None:
        """Ask for a login; what was typed in the line stays there."""
        self._must_ask = False
        login, failure = self._refused
        self.app.push_screen(logins.ask(self.talk.login or login, failure), self._chosen)

    @on(facts.Connecting)
    def connecting(self) -> None:
        """A try began."""
        self._tell(State.CONNECTING, wording.connecting(self._peer))

    @on(facts.Restored)
    def restored(self, fact: facts.Restored) -> None:
        """Lines of an earlier program leave now."""
        for line in fact.lines:
            self.talk.write(line.ref, line.place, line.text, line.moment, line.verb)
        for words in fact.told:
            self.talk.notice(words, datetime.now(UTC))
        self.view.changed()

    @on(facts.Connected)
    def connected(self, fact: facts.Connected) -> None:
        """We are in; what waited leaves now, in order."""
        self._refused = ("", None)
        self.talk.connected(fact.login, fact.can)
        if self._connected_before:
            self.talk.notice(wording.connected_again(fact.login), datetime.now(UTC))
        self._connected_before = True
        self.history.connected()
        self._tell(State.CONNECTED, wording.connected(fact.login))

    @on(facts.Heard)
    def heard(self, fact: facts.Heard) -> None:
        """The chat said something."""
        login = self.talk.login
        self.talk.heard(fact.event, datetime.now(UTC))
        self.history.heard(fact.event)
        self.react(fact.event)
        fact.taken.set()
        if self.talk.login != login:
            self._tell(self._state, wording.connected(self.talk.login))
        self.view.changed()

    def react(self, event: events.Event) -> None:
        """Do what more there is to do about what the chat said."""

    @on(facts.Sent)
    def sent(self, fact: facts.Sent) -> None:
        """A line left."""
        self.talk.sent(fact.ref, fact.moment)
        self.view.changed()

    @on(facts.Doubted)
    def doubted(self, fact: facts.Doubted) -> None:
        """Whether a line arrived will not be known."""
        self.talk.settle(fact.ref, Fate.UNCONFIRMED)
        self.view.changed()

    @on(facts.ConnectionLost)
    def lost(self, fact: facts.ConnectionLost) -> None:
        """The connection is gone, or could not be made once more."""
        self._why = wording.lost(fact.failure)
        if self.talk.is_connected:
            self.talk.notice(wording.lost_notice(self._why), fact.moment)
        self.talk.lost()
        self.view.changed()

    @on(facts.RetryNears)
    def retry_nears(self, fact: facts.RetryNears) -> None:
        """The next try is in so many seconds."""
        self._tell(State.RETRYING, wording.again(self._why, fact.seconds))

    @on(facts.LoginRefused)
    def login_refused(self, fact: facts.LoginRefused) -> None:
        """Another login is needed: ask now, or when somebody looks."""
        self.talk.login = ""
        self._refused = (fact.login, fact.failure)
        self._must_ask = True
        self._tell(State.FAILED, wording.refused(fact.login))
        if self.is_current:
            self.action_log_in()

    @work(exclusive=True, group="chat")
    async def _stay_connected(self, login: str) -> None:
        await self.link.run(login)

    def _chosen(self, login: str | None) -> None:
        """A login was given in the dialog, or none."""
        if login is not None and login.strip() != self.talk.login:
            self._log_in(login.strip())

    def _log_in(self, login: str) -> None:
        self.talk.lost()
        self.talk.login = valid_login(login)
        self._stay_connected(self.talk.login)

    def _tell(self, state: State, words: str) -> None:
        self._state, self._words = state, words
        self.view.say(words)
