"""The chat: who is here, what they say, and a line to write to all of them or to one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from textual import on
from textual.app import ComposeResult

from protocol.config import Config
from tui.clients.chat.dialect import cut
from tui.clients.chat.events import Verb
from tui.dialogs import Confirm
from tui.printable import printable
from tui.screens.chat import wording
from tui.screens.chat.addressing import NotSendableError, address
from tui.screens.chat.commands import NotACommandError, is_command, read
from tui.screens.chat.compose_line import ComposeLine
from tui.screens.chat.entries import entries, next_conversation
from tui.screens.chat.errands import Errands
from tui.screens.chat.keys import KEYS
from tui.screens.chat.people import Names
from tui.screens.chat.reading_screen import ReadingScreen
from tui.settings import styles
from tui.words import _


class ChatScreen(ReadingScreen):
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

    def compose_body(self) -> ComposeResult:
        """Everything is in the view."""
        yield self.view

    def on_screen_resume(self) -> None:
        """Somebody looks: ask, once, for a login that is missing."""
        self.talk.conversations.watch(True)
        if self._must_ask and not self.talk.login:
            self.action_log_in()
        self.view.changed()

    def take(self, text: str) -> None:
        """Put a text behind what is typed already; it is not sent."""
        self.view.typed.add(printable(text))

    def action_send_again(self) -> None:
        """Send the oldest line again that was not delivered."""
        line = self.failed()
        if line is not None and line.ref and self.link.queue.room:
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
                self._enter_each(event.lines)
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
        self.open(next_conversation(entries(self.talk)))

    @on(Names.Chosen)
    def chosen(self, event: Names.Chosen) -> None:
        """Open the conversation that was clicked; what was typed is for them now."""
        self.open(event.name)

    def _enter(self, typed: str) -> None:
        try:
            self._run(typed)
        except (NotSendableError, NotACommandError) as error:
            self._return(typed, error)

    def _enter_each(self, lines: Sequence[str]) -> None:
        """Say lines, whatever they begin with, up to one that cannot be said."""
        for place, line in enumerate(lines):
            try:
                self._run(f" {line}")
            except NotSendableError as error:
                rest = "\n".join(lines[place:])
                self._return(rest if "\n" in rest else f" {rest}", error)
                return

    def _run(self, typed: str) -> None:
        if is_command(typed):
            self._errands.run(read(typed, self.talk.can))
            self.view.newest()
            return
        line = address(typed, self.talk, self._cut)
        self._send(line.to, line.lines, Verb.SAY)

    def _return(self, typed: str, error: Exception) -> None:
        self.view.typed.give_back(typed)
        self.view.complain(str(error))

    def _send(self, to: str, lines: Sequence[str], verb: Verb) -> None:
        """Say lines to somebody, all or none, and open the conversation."""
        if len(lines) > self.link.queue.room:
            raise NotSendableError(wording.full(len(self.link.queue)))
        for text in lines:
            now = datetime.now(UTC)
            self.talk.write(self.link.write(to, text, verb), to, text, now, verb)
        self.open(to)
        self.history.return_from(self.talk.conversations.current)
        self.view.newest()
