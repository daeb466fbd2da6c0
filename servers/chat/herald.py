"""The herald: tells those whom the hub names what happened, each in its own dialect.

Everything here needs the hub's lock.
"""

from collections.abc import Iterable, Mapping

from protocol import chat
from protocol.chat import FromService
from protocol.irc import Message
from servers.chat.history import Stream
from servers.chat.ledger import Ledger
from servers.chat.members import Member
from servers.chat.news import CLASSIC, IRC, News
from servers.chat.parcels import parcels


class Herald:
    """Tells members; `members` are all who are in the hub, `name` is what IRC knows the host by."""

    def __init__(self, ledger: Ledger | Stream, name: str, members: Mapping[str, Member]) -> None:
        self._ledger = ledger
        self._name = name
        self._members = members
        self._watchers: dict[str, dict[Member, None]] = {}

    def tell(self, members: Iterable[Member], news: News) -> None:
        """Let them hear it; who is being answered just now hears it among the answers."""
        hearing = []
        for member in members:
            if member.answers is None:
                hearing.append(member)
            else:
                member.answers.append(news)
        for outboxes, data in parcels(hearing, news):
            self._ledger.give(outboxes, data)

    def tell_classic(self, *events: FromService) -> None:
        """Tell all classic clients what happened, and who is here now."""
        hearing = [member for member in self._members.values() if member.form == CLASSIC]
        for event in events:
            self.tell(hearing, classic(event))
        if hearing:
            present = chat.Present(tuple(member.login for member in self._members.values()))
            outboxes = [member.outbox for member in hearing]
            self._ledger.give(outboxes, chat.render_to_client(present), latest=True)

    def tell_end(self) -> None:
        """Tell everybody that the host closes.

        `stop` is the word: to a client of 2017 it is the end, whoever began with it.
        """
        everybody = list(self._members.values())
        plain = [member.outbox for member in everybody if member.form == CLASSIC]
        if plain:
            self._ledger.give(plain, chat.render_to_client(chat.Stopped()), alone=True)
        others = [member for member in everybody if member.form != CLASSIC]
        self.tell(others, News(Message("ERROR", ("The host is closing",))))

    def tell_watchers(self, member: Member, numeric: str, words: str) -> None:
        """Tell those who wait for a login that it came (730) or went (731)."""
        for watcher in self._watchers.get(member.key, ()):
            self.tell((watcher,), News(Message(numeric, (watcher.login, words), self._name)))

    def watch(self, member: Member, key: str) -> None:
        """Tell a member from now on who comes and goes under a login."""
        self._watchers.setdefault(key, {})[member] = None

    def unwatch(self, member: Member, key: str) -> None:
        """Tell a member no longer who comes and goes under a login."""
        watchers = self._watchers.get(key, {})
        watchers.pop(member, None)
        if not watchers:
            self._watchers.pop(key, None)


def classic(event: FromService) -> News:
    """Return news for classic clients alone."""
    return News(needs=IRC, classic=chat.render_to_client(event))
