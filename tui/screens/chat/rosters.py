"""Who is in which room, with which rank, and who is away."""

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.names import login_key
from tui.clients.chat.events import Rank

PEOPLE = 4096
"""People kept of a room: four times what a host lets in."""

ROOMS = 64
"""Rooms whose people are kept: as many as conversations."""

_ORDER = (Rank.OPERATOR, Rank.VOICED, Rank.MEMBER)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a room; `away` is the reason, None while they are here."""

    name: str
    rank: Rank = Rank.MEMBER
    away: str | None = None


class Rosters:
    """The people of every room that we are in, by the keys of their names; safe to draw."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, Person]] = {}
        self._away: dict[str, str] = {}

    def replace(self, room: str, people: Iterable[Person]) -> None:
        """Note who is in a room now."""
        if login_key(room) in self._rooms or len(self._rooms) < ROOMS:
            kept = list(people)[:PEOPLE]
            self._rooms[login_key(room)] = {login_key(one.name): one for one in kept}

    def enter(self, room: str, login: str) -> None:
        """Note that somebody came into a room."""
        people = self._rooms.setdefault(login_key(room), {}) if len(self._rooms) < ROOMS else {}
        if len(people) < PEOPLE:
            people.setdefault(login_key(login), Person(login))

    def leave(self, room: str, login: str) -> None:
        """Note that somebody left a room."""
        self._rooms.get(login_key(room), {}).pop(login_key(login), None)

    def close(self, room: str) -> None:
        """Forget a room that we are in no more."""
        self._rooms.pop(login_key(room), None)

    def rooms_of(self, login: str) -> list[str]:
        """Return the keys of the rooms that somebody is in."""
        return [room for room, people in self._rooms.items() if login_key(login) in people]

    def forget(self, login: str) -> None:
        """Note that somebody is no longer connected."""
        for room in self.rooms_of(login):
            del self._rooms[room][login_key(login)]
        self._away.pop(login_key(login), None)

    def rename(self, before: str, login: str) -> None:
        """Note that somebody took another login; they keep their places."""
        old, new = login_key(before), login_key(login)
        for room in self.rooms_of(before):
            people = self._rooms[room]
            renamed = Person(login, people[old].rank)
            self._rooms[room] = {
                (new if key == old else key): (renamed if key == old else one)
                for key, one in people.items()
            }
        if old in self._away:
            self._away[new] = self._away.pop(old)

    def rank(self, room: str, login: str, rank: Rank) -> None:
        """Note somebody's rank."""
        people = self._rooms.get(login_key(room), {})
        if (known := people.get(login_key(login))) is not None:
            people[login_key(login)] = Person(known.name, rank)

    def away(self, login: str, words: str | None) -> None:
        """Note that somebody is away, or back."""
        if words is None:
            self._away.pop(login_key(login), None)
        elif len(self._away) < PEOPLE:
            self._away[login_key(login)] = words

    def clear(self) -> None:
        """Forget everybody: we see nobody any more."""
        self._rooms.clear()
        self._away.clear()

    def is_here(self, login: str) -> bool:
        """Whether somebody is in a room that we are in."""
        key = login_key(login)
        return any(key in people for people in self._rooms.values())

    def is_away(self, login: str) -> bool:
        """Whether somebody is away."""
        return login_key(login) in self._away

    def find(self, login: str) -> str | None:
        """Return somebody's name as it is written."""
        key = login_key(login)
        found = (people[key].name for people in self._rooms.values() if key in people)
        return next(found, None)

    def count(self, room: str) -> int:
        """How many are in a room."""
        return len(self._rooms.get(login_key(room), ()))

    def people(self, room: str) -> list[Person]:
        """Return who is in a room: by rank, then in order of arrival."""
        known = self._rooms.get(login_key(room), {})
        ranked = sorted(known.items(), key=lambda one: _ORDER.index(one[1].rank))
        return [Person(one.name, one.rank, self._away.get(key)) for key, one in ranked]
