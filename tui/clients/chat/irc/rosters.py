"""Who is in our rooms and with which rank, as far as the server says."""

from collections.abc import Mapping

from protocol.names import login_key
from tui.clients.chat.events import Rank

ROOMS = 100
"""Rooms of which the people are known: twice what hosts allow."""

PEOPLE = 4096
"""People kept for each room: four times what a host lets in."""

EVERYBODY = 20_000
"""People kept for all rooms together, each counted where they are: some 5 MiB."""


class Rosters:
    """The people of each room. `Support.prefixes` says which signs there are."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, tuple[str, str]]] = {}
        self._gathered: dict[str, dict[str, tuple[str, str]]] = {}

    def gather(self, room: str, login: str, signs: str) -> None:
        """Take in one name of a list that is not whole yet."""
        key = login_key(room)
        if key not in self._gathered and len(self._gathered) >= ROOMS:
            return
        people = self._gathered.setdefault(key, {})
        if len(people) < PEOPLE and self._has_room():
            people[login_key(login)] = (login, signs)

    def whole(self, room: str) -> tuple[tuple[str, Rank], ...] | None:
        """Return everybody, since the list is whole now; None where nobody was gathered."""
        key = login_key(room)
        people = self._gathered.pop(key, None)
        if people is None:
            return None
        if key in self._rooms or len(self._rooms) < ROOMS:
            self._rooms[key] = people
        return tuple((login, rank(signs)) for login, signs in people.values())

    def enter(self, room: str, login: str) -> None:
        """Note that somebody is in a room."""
        people = self._rooms.get(login_key(room))
        if people is not None and len(people) < PEOPLE and self._has_room():
            people[login_key(login)] = (login, "")

    def leave(self, room: str, login: str) -> None:
        """Note that somebody is in a room no more."""
        self._rooms.get(login_key(room), {}).pop(login_key(login), None)

    def forget_room(self, room: str) -> None:
        """Note that we are in a room no more."""
        self._rooms.pop(login_key(room), None)

    def forget(self, login: str) -> None:
        """Note that somebody is nowhere any more."""
        for people in self._rooms.values():
            people.pop(login_key(login), None)

    def rename(self, before: str, login: str) -> None:
        """Note that somebody has another name."""
        for people in self._rooms.values():
            known = people.pop(login_key(before), None)
            if known is not None:
                people[login_key(login)] = (login, known[1])

    def change(self, room: str, login: str, sign: str, *, given: bool) -> Rank:
        """Note that a rank was given or taken; return the one that somebody has now."""
        people = self._rooms.get(login_key(room), {})
        signs = people.get(login_key(login), (login, ""))[1].replace(sign, "")
        signs = signs + sign if given else signs
        if login_key(login) in people:
            people[login_key(login)] = (login, signs)
        return rank(signs)

    def _has_room(self) -> bool:
        known = sum(map(len, self._rooms.values()))
        return known + sum(map(len, self._gathered.values())) < EVERYBODY


def rank(signs: str) -> Rank:
    """Return what signs amount to: whoever may do at least what an operator may is one."""
    if set(signs) & set("~&@%"):
        return Rank.OPERATOR
    return Rank.VOICED if "+" in signs else Rank.MEMBER


def parted(name: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """Part `@+manu!u@host` into its signs and its login."""
    known = set(prefixes.values())
    length = next((place for place, sign in enumerate(name) if sign not in known), len(name))
    return name[:length], name[length:].partition("!")[0]
