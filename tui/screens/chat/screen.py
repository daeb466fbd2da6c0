"""The chat: who is here, what they say, and a line to write to all of them or to one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from protocol.config import Config
from tui.clients.chat import events
from tui.clients.chat.dialect import cut
from tui.clients.chat.events import Verb
from tui.dialogs import Confirm
from tui.printable import printable
from tui.screens.chat import wording
from tui.screens.chat.addressing import NotSendableError, address
from tui.screens.chat.commands import NotACommandError, is_command, read
from tui.screens.chat.compose_line import ComposeLine
from tui.screens.chat.conversation import Fate, Line
from tui.screens.chat.entries import beside, entries, next_conversation
from tui.screens.chat.errands import Errands
from tui.screens.chat.found import FoundList
from tui.screens.chat.keys import KEYS
from tui.screens.chat.people import Names
from tui.screens.chat.session_screen import SessionScreen
from tui.screens.chat.view import ChatView
from tui.settings import styles
from tui.words import _

SEEN = 1.5
"""Seconds for which something is in sight before the host is told that it was read."""


class ChatScreen(SessionScreen):
    """One session in the chat, which lasts while other screens are looked at."""

    MODE = "chat"
    TITLE_WORD = _("Chat")
    CSS_PATH = styles() / "chat.tcss"
    AUTO_FOCUS = "ComposeLine"
    HELP = wording.HELP
    BINDINGS = KEYS

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._cut = partial(cut, config.chat)
        self._errands = Errands(self.talk, self.link, self.ignored, self._cut, self._send)
        self._said: tuple[object, ...] = ()
        self._offered: tuple[bool, ...] = ()
        self._sought: events.Said | None = None
        self._seeing: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Everything is in the view."""
        yield self.view

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
            current = self.talk.conversations.current
            return self.is_mounted and (current.is_apart or not self.view.lines.follows)
        if action == "send_again":
            return self._failed() is not None
        return super().check_action(action, parameters)

    def take(self, text: str) -> None:
        """Put a text behind what is typed already; it is not sent."""
        self.view.typed.add(printable(text))

    def action_next_unread(self) -> None:
        """Open the next conversation in which something is unread."""
        self._open(next_conversation(entries(self.talk), unread=True))

    def action_step(self, by: int) -> None:
        """Open the next or the previous conversation."""
        self._open(beside(entries(self.talk), by))

    def action_open_number(self, number: int) -> None:
        """Open the conversation at a place of the list."""
        listed = entries(self.talk)
        if number <= len(listed):
            self._open(listed[number - 1].name)

    def action_page(self, by: int) -> None:
        """Scroll the talk by a page; near the top, more is asked for."""
        self.view.lines.page(by)
        if by < 0 and self.view.lines.is_near_top:
            self.history.older(self.talk.conversations.current)
            self.view.changed()

    def action_follow(self) -> None:
        """Go to the newest line."""
        self.history.return_from(self.talk.conversations.current)
        self.talk.conversations.current.rest()
        self.view.newest()

    def action_send_again(self) -> None:
        """Send the oldest line again that was not delivered."""
        line = self._failed()
        if line is not None and line.ref and not self.link.queue.is_full:
            current = self.talk.conversations.current
            current.take_out(line.ref)
            self._send(current.name, [line.text], line.verb)

    @on(ComposeLine.Entered)
    def entered(self, event: ComposeLine.Entered) -> None:
        """Send the line, or keep it until the connection is back; Enter alone hurries that."""
        if not self.talk.login:
            event.line.give_back(event.text)
            self.action_log_in()
        elif not event.text.strip():
            self.link.hurry()
        else:
            self._enter(event.text)

    @on(ComposeLine.Pasted)
    async def pasted(self, event: ComposeLine.Pasted) -> None:
        """Ask what several lines are to be."""

        def chosen(each: bool | None) -> None:
            if each:
                for line in event.lines:
                    self._enter(f" {line}")
            else:
                self.view.typed.insert(" ".join(event.lines))

        question = wording.pasted(len(event.lines), self.talk.conversations.current.name)
        detail = "\n".join(event.lines[:5])
        self.app.push_screen(
            Confirm(question, detail, _("Send each"), _("Make one line"), careful=True), chosen
        )

    @on(ComposeLine.NextWanted)
    def next_wanted(self) -> None:
        """Open the next conversation."""
        self._open(next_conversation(entries(self.talk)))

    @on(Names.Chosen)
    def chosen(self, event: Names.Chosen) -> None:
        """Open the conversation that was clicked; what was typed is for them now."""
        self._open(event.name)

    def react(self, event: events.Event) -> None:
        """Show what a search found, and the part of the past that was sought."""
        match event:
            case events.Found(words, said):
                heard = [one for one in said if not self.talk.is_ignored(printable(one.sender))]
                if self.is_current:
                    self.app.push_screen(FoundList(words, heard), self._go_to)
            case events.Past(place) if self._sought and place == self._sought.place:
                found = self.talk.conversations.ensure(place).find(self._sought.id or "")
                sought, self._sought = self._sought, None
                if found is not None:
                    self.view.changed()
                    self.view.lines.go_to(found.number)
                else:
                    self.history.go_closer(sought)

    @on(ChatView.Painted)
    def painted(self) -> None:
        """Tell the bars, offer the keys that do something now, and note what is being read."""
        unread = self.talk.conversations.unread
        said = (self._state, self._words, unread)
        if said != self._said:
            self._said = said
            self.say(self._state, self._words, unread=unread)
        current = self.talk.conversations.current
        offered = (unread > 0, self.view.lines.follows, current.is_apart, self._failed() is None)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()
        if self.is_current and self.view.lines.follows and self._seeing is None:
            self._seeing = self.set_timer(SEEN, self._seen)

    def _seen(self) -> None:
        self._seeing = None
        if self.is_current and self.view.lines.follows:
            self.history.read(self.talk.conversations.current)

    def _enter(self, typed: str) -> None:
        try:
            if is_command(typed):
                self._errands.run(read(typed, self.talk.can))
                self.view.newest()
                return
            line = address(typed, self.talk, self._cut)
            self._send(line.to, line.lines, Verb.SAY)
        except (NotSendableError, NotACommandError) as error:
            self.view.typed.give_back(typed)
            self.view.complain(str(error))

    def _send(self, to: str, lines: Sequence[str], verb: Verb) -> None:
        """Say lines to somebody, and open the conversation."""
        for text in lines:
            if self.link.queue.is_full:
                raise NotSendableError(wording.full())
            now = datetime.now(UTC)
            self.talk.write(self.link.write(to, text, verb), to, text, now, verb)
        self._open(to)
        self.history.return_from(self.talk.conversations.current)
        self.view.newest()

    def _open(self, name: str) -> None:
        if name != self.talk.conversations.current.name:
            self._leave()
            self.talk.conversations.open(name)
            self.history.opened(self.talk.conversations.current)
            self.view.newest()

    def _leave(self) -> None:
        """Note what was read before another conversation is opened."""
        if self.view.lines.follows:
            self.history.read(self.talk.conversations.current)
        self.history.return_from(self.talk.conversations.current)

    def _go_to(self, said: events.Said | None) -> None:
        """Go to what was found."""
        if said is None:
            return
        self._open(printable(said.place))
        line = self.talk.conversations.current.find(said.id or "")
        if line is not None:
            self.view.lines.go_to(line.number)
        else:
            self._sought = said
            self.view.lines.follows = False
            self.history.go_to(said)
        self.view.changed()

    def _failed(self) -> Line | None:
        """Return the oldest line of the open conversation that was refused."""
        lines = self.talk.conversations.current.lines
        return next((line for line in lines if line.fate is Fate.REFUSED), None)
