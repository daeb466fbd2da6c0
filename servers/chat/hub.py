"""The hub: who is here, in which rooms, and who hears what.

One lock guards the members and the rooms. It is held for memory work only, and the ledger's lock is
taken under it: whatever is announced is given to the outboxes before the lock is released, so
everybody hears arrivals, departures and lists in the order in which they happened. An announcement
is encoded once, and every outbox gets the same bytes object.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from protocol import chat, names
from protocol.chat import FromService
from protocol.errors import RemoteProtocolError
from servers.chat.ledger import Ledger
from servers.chat.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is connected; `key` is what makes two logins the same."""

    login: str
    key: str
    outbox: Outbox


class Hub:
    """Everybody who is connected to one chat, whatever they speak."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._members: dict[str, Member] = {}
        self._rooms: dict[str, dict[str, Member]] = {chat.LOBBY: {}}
        self._closed = False

    def arrive(self, login: str, outbox: Outbox) -> Member:
        """Welcome a valid login and tell everybody, itself included.

        Raises RemoteProtocolError `login` where it is taken, `interdit` where the chat closes.
        """
        member = Member(login, names.login_key(login), outbox)
        with self._lock:
            if self._closed:
                raise RemoteProtocolError("interdit", "le service ferme")
            if member.key in self._members:
                raise RemoteProtocolError("login", "il est déjà pris")
            self._members[member.key] = member
            self._rooms[chat.LOBBY][member.key] = member
            self._tell((member,), chat.Welcome())
            self._tell(self._members.values(), chat.Arrived(login))
            self._tell_who_is_here()
        return member

    def leave(self, member: Member) -> None:
        """Forget a member and tell those who remain."""
        with self._lock:
            del self._members[member.key]
            for room in self._rooms.values():
                room.pop(member.key, None)
            if not self._closed:
                self._tell(self._members.values(), chat.Left(member.login))
                self._tell_who_is_here()

    def say(self, sender: Member, to: str, text: str) -> None:
        """Give words to a login, or to the others in a room.

        Raises RemoteProtocolError `destinataire` where nobody can be meant.
        """
        with self._lock:
            if to.startswith("#"):
                self._say_in_room(sender, to, text)
            else:
                self._tell((self._find(to),), chat.Heard(sender.login, text))

    def close(self, patience: float) -> None:
        """Take leave of everybody, let nobody in any more; `Ledger.drain` tells when it is said.

        `stop` is the word: to a client of 2017 it is the end, whoever began with it.
        """
        with self._lock:
            self._closed = True
            outboxes = [member.outbox for member in self._members.values()]
            self._tell(self._members.values(), chat.Stopped(), alone=True)
            self._ledger.end(outboxes, patience)

    # What follows needs the lock.

    def _find(self, login: str) -> Member:
        try:
            return self._members[names.login_key(names.login(login))]
        except (KeyError, RemoteProtocolError):
            raise RemoteProtocolError("destinataire", "personne de ce nom") from None

    def _say_in_room(self, sender: Member, name: str, text: str) -> None:
        room = self._rooms.get(name.casefold(), {})
        if sender.key not in room:
            raise RemoteProtocolError("destinataire", "vous n'êtes pas dans ce salon")
        others = [member for member in room.values() if member is not sender]
        self._tell(others, chat.Heard(sender.login, text, name.casefold()))

    def _tell_who_is_here(self) -> None:
        logins = tuple(member.login for member in self._members.values())
        self._tell(self._members.values(), chat.Present(logins), latest=True)

    def _tell(
        self,
        members: Iterable[Member],
        event: FromService,
        *,
        alone: bool = False,
        latest: bool = False,
    ) -> None:
        outboxes = (member.outbox for member in members)
        data = chat.render_to_client(event)
        self._ledger.give(outboxes, data, alone=alone, latest=latest)
