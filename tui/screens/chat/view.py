"""What the chat screen draws: conversations, the talk, its people, how we are doing, a line."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static, TextArea

from tui.screens.chat import wording
from tui.screens.chat.commands import commands
from tui.screens.chat.compose_line import ComposeLine
from tui.screens.chat.conversation import Conversation, Reach
from tui.screens.chat.entries import completions, entries
from tui.screens.chat.log import ChatLog
from tui.screens.chat.people import Members, PeopleList
from tui.screens.chat.talk import Talk

REPAINT = 0.1
"""Seconds between two repaints of a talk that runs fast: ten a second are read as well as more."""

NARROW = 56
"""Columns below which people and talk have no room side by side."""

WIDE = 100
"""Columns from which the people of a room have a list of their own."""


class ChatView(Vertical):
    """Draws a Talk; whoever changes it calls `changed`, and this paints as often as is useful."""

    class Painted(Message):
        """What is on the screen is what is true."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self._talk = talk
        self._words = ""
        self._complaint = ""
        self._about = ""
        """The text that the complaint is about."""
        self._rests = False
        self.is_stale = False
        """Something changed that is not painted yet."""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Horizontal(id="chat-talk"):
            yield PeopleList()
            with Vertical(id="chat-middle"):
                yield Static(id="chat-topic", markup=False)
                yield ChatLog()
            yield Members()
        with Horizontal(id="chat-status"):
            yield Static(id="chat-state", markup=False)
            yield Static(id="chat-counts", markup=False)
        with Horizontal(id="chat-compose"):
            yield Static(id="chat-prompt", markup=False)
            yield ComposeLine(self._complete)

    @property
    def lines(self) -> ChatLog:
        """The talk's lines."""
        return self.query_one(ChatLog)

    @property
    def people(self) -> PeopleList:
        """Rooms and people."""
        return self.query_one(PeopleList)

    @property
    def members(self) -> Members:
        """The people of the open room."""
        return self.query_one(Members)

    @property
    def typed(self) -> ComposeLine:
        """The line to write."""
        return self.query_one(ComposeLine)

    def changed(self) -> None:
        """Paint soon what has changed: at once, if nothing was painted in the last moment."""
        self.is_stale = True
        if not self._rests:
            self._paint()

    def newest(self) -> None:
        """Show the newest line from now on."""
        self.lines.follow()
        self.changed()

    def say(self, words: str) -> None:
        """Show how the connection is doing."""
        self._words = words
        self.changed()

    def complain(self, complaint: str) -> None:
        """Say why a line was not sent; typing on takes it away."""
        self._complaint = complaint
        self._about = self.typed.value
        self.changed()

    def on_resize(self, event: Resize) -> None:
        """Where there is no room for two columns, the talk has it; where there is for three, they
        are shown.
        """
        self.set_class(event.size.width < NARROW, "-alone")
        self.set_class(event.size.width >= WIDE, "-three")
        self.changed()

    @on(TextArea.Changed, "ComposeLine")
    def typed_on(self) -> None:
        """Show whom the line is for."""
        if self.typed.value != self._about:
            self._complaint = ""
        self._paint_status()

    @on(ChatLog.Scrolled)
    def scrolled(self) -> None:
        """Say what is out of sight."""
        self._paint_status()
        self.post_message(self.Painted())

    def _paint(self) -> None:
        self.is_stale = False
        self._rests = True
        self.set_timer(REPAINT, self._rested)
        if self.screen in self.app.screen_stack:
            self._paint_talk()
            self._paint_status()
        self.post_message(self.Painted())

    def _paint_talk(self) -> None:
        current = self._talk.conversations.current
        three = self.has_class("-three")
        self.lines.show(current.lines, self._hint(current), _top(current), current.fresh or 0)
        self.people.show(entries(self._talk, others=not three))
        self.members.set_class(not (three and current.is_room), "-none")
        self.members.show(self._talk.rosters.people(current.name) if three else ())
        topic = self.query_one("#chat-topic", Static)
        topic.set_class(not current.topic, "-none")
        topic.update(current.topic)

    def _hint(self, current: Conversation) -> str:
        is_here = current.is_room or self._talk.is_here(current.name)
        return wording.nothing_said(current.name, is_here, bool(self._talk.login))

    def _rested(self) -> None:
        self._rests = False
        if self.is_stale:
            self._paint()

    def _paint_status(self) -> None:
        state = self.query_one("#chat-state", Static)
        state.update(self._complaint or self._words)
        state.set_class(bool(self._complaint), "-complaint")
        self.query_one("#chat-counts", Static).update(self._counts())
        self.query_one("#chat-prompt", Static).update(f"→ {self._recipient()}")

    def _counts(self) -> str:
        """What stands beside the state; a complaint needs the room."""
        current = self._talk.conversations.current
        if self._complaint:
            return ""
        if current.is_apart:
            return wording.part_of_the_past()
        if not self.lines.follows:
            return wording.newer(self.lines.newer)
        return wording.counts(self._talk.rosters.count(current.name), len(self._talk.waiting))

    def _recipient(self) -> str:
        """Name whom the line is for: `@name` at its beginning, or the open conversation."""
        typed = self.typed.value
        name = typed[1:].partition(" ")[0] if typed.startswith("@") else ""
        found = self._talk.find(name.rstrip(",:")) if name else None
        return found or self._talk.conversations.current.name

    def _complete(self, word: str, is_first: bool) -> list[str]:
        """Say what a word may become: a command, a room, somebody's name."""
        if word.startswith("/") and is_first:
            return completions([f"/{name}" for name in commands()], word)
        rooms = [one.name for one in self._talk.conversations if one.is_room]
        if word.startswith("#"):
            return completions(rooms, word)
        sign = "@" if word.startswith("@") else ""
        current = self._talk.conversations.current
        here = [one.name for one in self._talk.rosters.people(current.name)]
        known = [one.name for one in entries(self._talk, others=True) if not one.is_room]
        names = [name for name in (*here, *known) if not self._talk.is_us(name)]
        names += rooms if sign else []
        found = completions(names, word.removeprefix("@"))
        end = ":" if is_first and not sign else ""
        return [f"{sign}{name}{end}" for name in found]


def _top(current: Conversation) -> str:
    """Say what lies before the first line."""
    if current.is_asking and current.reach is not Reach.UNKNOWN:
        return wording.asking()
    return {
        Reach.BEGINNING: wording.beginning(),
        Reach.ENOUGH: wording.enough(),
    }.get(current.reach, "")
