"""The chat: who is here, what they say, and a line to write to all of them or to one."""

from datetime import UTC, datetime

from textual import on, work
from textual.app import ComposeResult

from protocol.config import Config
from protocol.names import login as valid_login
from tui.beacon import State
from tui.clients.connection import name_peer
from tui.clients.failure import Failure
from tui.printable import printable
from tui.screens.chat import facts, logins, wording
from tui.screens.chat.addressing import NotSendableError, address
from tui.screens.chat.classic_link import Link
from tui.screens.chat.compose_line import ComposeLine
from tui.screens.chat.entries import beside, entries, next_conversation
from tui.screens.chat.keys import KEYS
from tui.screens.chat.people import PeopleList
from tui.screens.chat.talk import Talk
from tui.screens.chat.view import ChatView
from tui.screens.mode import ModeScreen
from tui.settings import styles
from tui.words import _


class ChatScreen(ModeScreen):
    """One session in the chat, which lasts while other screens are looked at."""

    MODE = "chat"
    TITLE_WORD = _("Chat")
    CSS_PATH = styles() / "chat.tcss"
    AUTO_FOCUS = "ComposeLine"
    HELP = wording.HELP
    BINDINGS = KEYS

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        chat = config.chat
        self.talk = Talk()
        self.view = ChatView(self.talk)
        self.link = Link(chat.address, chat.port, self.wire, self.post_message)
        self._peer = name_peer(chat.address, chat.port)
        self._state = State.IDLE
        self._words = ""
        self._why = ""
        """What ended the last connection, in words."""
        self._refused: tuple[str, Failure | None] = (chat.login, None)
        """The login that did not do, and what the service said."""
        self._must_ask = True
        self._connected_before = False
        self._said: tuple[State, str, int] | None = None
        self._offered = (False, True)

    def compose_body(self) -> ComposeResult:
        """Everything is in the view."""
        yield self.view

    def on_mount(self) -> None:
        """Connect at once where the settings name a login."""
        login = self.config.chat.login
        if login and not logins.fault(login):
            self._log_in(login)
        else:
            self._tell(State.IDLE, wording.logged_out())

    def on_screen_resume(self) -> None:
        """Somebody looks: ask, once, for a login that is missing."""
        self.talk.conversations.watch(True)
        if self._must_ask and not self.talk.login:
            self.action_log_in()
        self.view.changed()

    def on_screen_suspend(self) -> None:
        """Nobody looks: what comes now is unread."""
        self.talk.conversations.watch(False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only while it does something."""
        if action == "next_unread":
            return self.talk.conversations.unread > 0
        if action == "follow":
            return self.is_mounted and not self.view.lines.follows
        return super().check_action(action, parameters)

    def take(self, text: str) -> None:
        """Put a text behind what is typed already; it is not sent."""
        self.view.typed.add(printable(text))

    def action_next_unread(self) -> None:
        """Open the next conversation in which something is unread."""
        self._open(next_conversation(entries(self.talk), unread=True))

    def action_step(self, by: int) -> None:
        """Open the next or the previous in the list of rooms and people."""
        self._open(beside(entries(self.talk), by))

    def action_page(self, by: int) -> None:
        """Scroll the talk by a page."""
        self.view.lines.page(by)

    def action_follow(self) -> None:
        """Go to the newest line."""
        self.view.lines.follow()

    def action_log_in(self) -> None:
        """Ask for a login; what was typed in the line stays there."""
        self._must_ask = False
        login, failure = self._refused
        self.app.push_screen(logins.ask(self.talk.login or login, failure), self._chosen)

    @on(ComposeLine.Entered)
    def entered(self, event: ComposeLine.Entered) -> None:
        """Send the line, or keep it until the connection is back; Enter alone hurries that."""
        if not self.talk.login:
            event.line.give_back(event.text)
            self.action_log_in()
        elif not event.text.strip():
            self.link.hurry()
        else:
            self._write(event.text)

    @on(ComposeLine.NextWanted)
    def next_wanted(self) -> None:
        """Open the next conversation."""
        self._open(next_conversation(entries(self.talk)))

    @on(PeopleList.Chosen)
    def chosen(self, event: PeopleList.Chosen) -> None:
        """Open the conversation that was clicked; what was typed is for them now."""
        self._open(event.name)

    @on(ChatView.Painted)
    def painted(self) -> None:
        """Tell the bars, and offer the keys that do something now."""
        said = (self._state, self._words, self.talk.conversations.unread)
        if said != self._said:
            self._said = said
            self.say(self._state, self._words, unread=self.talk.conversations.unread)
        offered = (self.talk.conversations.unread > 0, self.view.lines.follows)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    @on(facts.Connecting)
    def connecting(self) -> None:
        """A try began."""
        self._tell(State.CONNECTING, wording.connecting(self._peer))

    @on(facts.Connected)
    def connected(self, fact: facts.Connected) -> None:
        """We are in; what waited leaves now, in order."""
        self._refused = ("", None)
        self.talk.connected(fact.login)
        if self._connected_before:
            self.talk.notice(wording.connected_again(fact.login), datetime.now(UTC))
        self._connected_before = True
        self._tell(State.CONNECTED, wording.connected(fact.login))

    @on(facts.EventHeard)
    def heard(self, fact: facts.EventHeard) -> None:
        """The service said something."""
        self.talk.heard(fact.event, fact.moment)
        fact.taken.set()
        self.view.changed()

    @on(facts.LineSent)
    def sent(self, fact: facts.LineSent) -> None:
        """A line left."""
        self.talk.sent(fact.number, fact.moment)
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

    def _write(self, typed: str) -> None:
        try:
            line = address(typed, self.talk)
        except NotSendableError as error:
            self.view.typed.give_back(typed)
            self.view.complain(str(error))
            return
        self._open(line.to)
        if line.text:
            outgoing = self.talk.write(line.to, line.text, datetime.now(UTC))
            self.link.outgoing.put_nowait(outgoing)
        self.view.newest()

    def _open(self, name: str) -> None:
        if name != self.talk.conversations.current.name:
            self.talk.conversations.open(name)
            self.view.newest()

    def _tell(self, state: State, words: str) -> None:
        self._state, self._words = state, words
        self.view.say(words)
