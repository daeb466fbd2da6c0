"""The hub: who is here, in which rooms, and who hears what, whatever dialect each of them speaks.

One lock guards the members and the rooms. It is held for memory work only, and the ledger's lock is
taken under it: whatever is announced is given to the outboxes before the lock is released, so
everybody hears arrivals, departures and words in the order in which they happened. News are encoded
once for each form of client, and all outboxes of that form get the same bytes object.

What a caller MUST do: hold `lock` around everything but `arrive`, `leave` and `close`, which take
it themselves.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from protocol import chat, names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from servers.chat.gone import REMEMBERED, Gone
from servers.chat.herald import Herald, classic
from servers.chat.history import History, Stream
from servers.chat.ledger import Ledger
from servers.chat.members import CLASSIC_USER, Absent, Member
from servers.chat.news import News
from servers.chat.outbox import Outbox
from servers.chat.posting import Posting
from servers.chat.posts import Post
from servers.chat.rooms import Room

PARTING = 5.0
"""Seconds for the last words to somebody who is dismissed."""

_NO_TAGS: Mapping[str, str] = {}


class Hub:
    """Everybody who is connected to one chat."""

    def __init__(
        self,
        ledger: Ledger | Stream,
        name: str = "chat.vasistas",
        clock: Callable[[], int] = time.time_ns,
        history: History | None = None,
    ) -> None:
        self.name = name
        self.history = history
        self._ledger = ledger
        self.posting = Posting(ledger, history, clock, name)
        self._clock = clock
        self._closed = False
        self.lock = threading.Lock()
        self.members: dict[str, Member] = {}
        self.herald = Herald(ledger, name, self.members)
        self.tell = self.herald.tell
        self.rooms: dict[str, Room] = {}
        self.gone: deque[Gone] = deque(maxlen=REMEMBERED)
        self.most = self.strangers = 0
        self.lobby = Room(chat.LOBBY, chat.LOBBY, int(self.now), {"n"})
        self.rooms[chat.LOBBY] = self.lobby

    @property
    def now(self) -> float:
        """Seconds since 1970 on the host's clock."""
        return self._clock() / 1e9

    def arrive(self, login: str, outbox: Outbox, host: str = "localhost") -> Member:
        """Welcome a classic client's valid login and tell everybody, itself included.

        Raises RemoteProtocolError `login` where it is taken, `interdit` where the chat closes.
        """
        member = Member(login, names.login_key(login), outbox, user=CLASSIC_USER[:-1], host=host)
        member.realname = login
        with self.lock:
            self._check(member)
            self.tell((member,), classic(chat.Welcome()))
            self.posting.catch_up(member)
            self.enter(member)
            self.join(member, self.lobby)
        return member

    def leave(self, member: Member, words: str = "") -> None:
        """Forget a member and tell those who remain."""
        with self.lock:
            if self.members.get(member.key) is member:
                self._leave(member, words)

    def close(self, patience: float) -> None:
        """Take leave of everybody, let nobody in any more; `Ledger.drain` tells when it is said."""
        with self.lock:
            self._closed = True
            self.herald.tell_end()
            everybody = self.members.values()
            self._ledger.end([member.outbox for member in everybody], patience)

    # What follows needs the lock.

    def find(self, login: str) -> Member | None:
        """Return who has this login, however it is written."""
        return self.members.get(names.login_key(login))

    def find_absent(self, login: str) -> Absent | None:
        """Return who is not here, but was: words can be left for them."""
        key = names.login_key(login)
        known = None if self.history is None else self.history.logins.get(key)
        return None if known is None else Absent(known, key)

    def find_room(self, name: str) -> Room | None:
        """Return the room of this name, however it is written."""
        return self.rooms.get(name) or self.rooms.get(names.login_key(name))

    def enter(self, member: Member) -> None:
        """Take in a member whose login is free, and tell who waits for it.

        Raises RemoteProtocolError as `arrive` does.
        """
        self._check(member)
        member.arrived = member.spoke = self.now
        self.members[member.key] = member
        self._meet(member)
        self.most = max(self.most, len(self.members))
        self.herald.tell_classic(chat.Arrived(member.login))
        self.herald.tell_watchers(member, "730", member.source)

    def open(self, name: str) -> Room:
        """Make a room whose name is valid and free."""
        key = names.login_key(name)
        room = self.rooms[key] = Room(name, key, int(self.now))
        return room

    def dismiss(self, member: Member, words: str) -> None:
        """End somebody's session; `words` say why, to all who were in a room with it."""
        self._leave(member, words)
        last = chat.render_to_client(chat.Stopped())
        self.tell((member,), News(Message("ERROR", (words,)), classic=last))
        self._ledger.end((member.outbox,), PARTING, hang_up=True)

    def rename(self, member: Member, login: str) -> None:
        """Give a member another login that is free."""
        heard_by = member.neighbours()
        news = News(Message("NICK", (login,), member.source), moment=self.now)
        self.gone.appendleft(Gone.at(self.now, member))
        before, key = member.login, names.login_key(login)
        if key != member.key:
            self.herald.tell_watchers(member, "731", before)
        del self.members[member.key]
        changed, member.login, member.key = key != member.key, login, key
        self.members[key] = member
        self._meet(member)
        self.tell(heard_by, news)
        self.herald.tell_classic(chat.Left(before), chat.Arrived(login))
        if changed:
            self.herald.tell_watchers(member, "730", member.source)

    def join(self, member: Member, room: Room) -> None:
        """Let somebody into a room and tell all who are in it; the first becomes its operator."""
        first = not room.members and room is not self.lobby
        room.members[member] = {"o"} if first else set()
        room.invited.pop(member.key, None)
        member.rooms[room.key] = room
        room.heard_by = None
        news = News(
            Message("JOIN", (room.name,), member.source),
            moment=self.now,
            extended=("*", member.realname),
        )
        self.tell(room.members, news)

    def part(self, member: Member, room: Room) -> None:
        """Take somebody out of a room; a room that is empty is no more. They are told before."""
        room.members.pop(member, None)
        member.rooms.pop(room.key, None)
        room.heard_by = None
        if not room.members and room is not self.lobby:
            self.rooms.pop(room.key, None)

    def post(
        self,
        sender: Member,
        verb: str,
        to: Member | Room | Absent,
        text: str,
        tags: Mapping[str, str] = _NO_TAGS,
        sign: str = "",
        *,
        labelled: bool = False,
    ) -> Post:
        """Deliver words to a person, or to a room but for who speaks; `sign`: only to these ranks.

        Everybody who hears a post hears the same identity and moment. Words to oneself are heard
        as those of others are: they are no answer. For `labelled` see `Posting.post`.
        """
        sender.spoke = self.now
        return self.posting.post(sender, verb, to, text, tags, sign, labelled=labelled)

    def echo(self, sender: Member, post: Post) -> None:
        """Let a sender hear its post if it wants to, once it is kept, or else that it is not."""
        self.tell((sender,), self.posting.echo(sender, post))

    def _check(self, member: Member) -> None:
        if self._closed:
            raise RemoteProtocolError("interdit", "le service ferme")
        if member.key in self.members:
            raise RemoteProtocolError("login", "il est déjà pris")

    def _leave(self, member: Member, words: str) -> None:
        others = member.neighbours()
        del others[member]
        del self.members[member.key]
        self.gone.appendleft(Gone.at(self.now, member))
        for room in list(member.rooms.values()):
            self.part(member, room)
        for key in member.watched:
            self.herald.unwatch(member, key)
        member.watched.clear()
        if not self._closed:
            self.tell(others, News(Message("QUIT", (words,), member.source), moment=self.now))
            self.herald.tell_classic(chat.Left(member.login))
            self.herald.tell_watchers(member, "731", member.login)

    def _meet(self, member: Member) -> None:
        if self.history is not None:
            self.history.meet(member.key, member.login)
