"""The conversations of a session: a bounded number, one of them open, unread lines counted."""

from collections.abc import Iterator

from protocol.chat import LOBBY
from protocol.names import login_key
from tui.screens.chat.conversation import Conversation, Line

CONVERSATIONS = 64
"""Conversations kept: more than a person follows; beyond, the one that rested longest goes."""


class Conversations:
    """Rooms and people that were talked with, by the key of their names; `#lobby` is always one."""

    def __init__(self) -> None:
        self._all: dict[str, Conversation] = {}
        self._watched = False
        self._current = login_key(LOBBY)
        self.ensure(LOBBY)

    def __iter__(self) -> Iterator[Conversation]:
        return iter(self._all.values())

    def __getitem__(self, name: str) -> Conversation:
        """Return the conversation of that name; KeyError where there is none."""
        return self._all[login_key(name)]

    @property
    def current(self) -> Conversation:
        """The conversation that is open."""
        return self._all[self._current]

    @property
    def unread(self) -> int:
        """Lines that nobody has seen, in all conversations."""
        return sum(one.unread for one in self)

    def find(self, name: str) -> Conversation | None:
        """Return the conversation of that name, if there is one."""
        return self._all.get(login_key(name))

    def ensure(self, name: str) -> Conversation:
        """Return the conversation of that name, a new one where there is none."""
        key = login_key(name)
        if key not in self._all:
            self._all[key] = Conversation(name)
            self._forget_one_too_many(key)
        return self._all[key]

    def open(self, name: str) -> None:
        """Open the conversation of that name; one that stayed empty is forgotten on leaving."""
        left = self.current
        self.ensure(name)
        self._current = login_key(name)
        if self.current is not left and not left.lines and not left.is_room:
            del self._all[login_key(left.name)]
        self.watch(self._watched)

    def watch(self, is_watched: bool) -> None:
        """Say whether a person looks at the open conversation, so that nothing in it is unread."""
        self._watched = is_watched
        if is_watched:
            self.current.read()

    def hear(self, name: str, line: Line) -> None:
        """Add what somebody else said; unread where nobody looks."""
        conversation = self.ensure(name)
        conversation.add(line)
        if conversation is not self.current or not self._watched:
            conversation.count(mention=line.mention)

    def _forget_one_too_many(self, newest: str) -> None:
        if len(self._all) <= CONVERSATIONS:
            return
        spared = {self._current, login_key(LOBBY), newest}
        resting = [key for key in self._all if key not in spared]
        del self._all[min(resting, key=self._last_number)]

    def _last_number(self, key: str) -> int:
        lines = self._all[key].lines
        return lines[-1].number if lines else 0
