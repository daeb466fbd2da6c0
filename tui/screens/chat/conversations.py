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

    @property
    def mentions(self) -> int:
        """Lines that nobody has seen and that are for us: our name, or said to us alone."""
        return sum(one.mentions if one.is_room else one.unread for one in self)

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
        if self.current is not left:
            left.fresh = None
            left.rest()
            if not left.lines and not left.is_room:
                del self._all[login_key(left.name)]
        self.watch(self._watched)

    def close(self, name: str) -> None:
        """Forget a conversation, unless it is the lobby; the lobby is open then."""
        key = login_key(name)
        if key == login_key(LOBBY) or key not in self._all:
            return
        if key == self._current:
            self.open(LOBBY)
        self._all.pop(key, None)

    def rename(self, before: str, name: str) -> None:
        """Go on under another name with somebody who took one, unless we talk with that one."""
        old, new = login_key(before), login_key(name)
        if old not in self._all or (new in self._all and new != old):
            return
        self._all = {new if key == old else key: one for key, one in self._all.items()}
        self._all[new].name = name
        if self._current == old:
            self._current = new

    def watch(self, is_watched: bool) -> None:
        """Say whether a person looks at the open conversation, so that nothing in it is unread."""
        self._watched = is_watched
        if is_watched:
            self.current.read()

    def is_watched(self, conversation: Conversation) -> bool:
        """Whether a person looks at it."""
        return self._watched and conversation is self.current

    def hear(self, name: str, line: Line) -> None:
        """Add what somebody else said; unread where nobody looks."""
        conversation = self.ensure(name)
        if not conversation.is_apart:
            conversation.add(line)
        if not self.is_watched(conversation):
            conversation.count(line)

    def _forget_one_too_many(self, newest: str) -> None:
        if len(self._all) <= CONVERSATIONS:
            return
        spared = {self._current, login_key(LOBBY), newest}
        resting = [key for key in self._all if key not in spared]
        del self._all[min(resting, key=self._last_number)]

    def _last_number(self, key: str) -> int:
        lines = self._all[key].lines
        return lines[-1].number if lines else 0
