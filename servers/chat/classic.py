"""One session of the classic chat: a login, then messages until `stop`.

Everything here happens on the session's thread. What its client hears goes through its outbox and
is sent by the delivery loop, but for the last words to a client that broke the protocol: these
follow when the outbox is done.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from protocol import chat, names
from protocol.chat import FromClient, Login, Message, Refused, Stop, Stopped
from protocol.chat_sides import ServiceSide
from protocol.errors import RemoteProtocolError
from servers.chat.hub import Hub
from servers.chat.members import Member
from servers.chat.pace import Pace
from servers.service import DRAIN
from servers.session import Session

if TYPE_CHECKING:
    from servers.chat.service import ChatService

READ = 2 * 1024
"""Bytes read at once: a few messages, and empty lines that are thrown away in milliseconds."""

_UNSAID = dict.fromkeys(map(ord, "\0\r\n"), "\ufffd")
"""What no line of IRC, and no JSON of SQLite's, can say; a classic client can."""


class _Talk(ServiceSide):
    """Hears as ServiceSide does, and says how many lines were empty."""

    def __init__(self, waste: Callable[[int], None]) -> None:
        super().__init__()
        self._waste = waste
        self._empty = 0

    def receive(self, data: bytes) -> None:
        self._empty += data.count(b"\n")
        super().receive(data)

    def events(self) -> Iterator[FromClient]:
        for event in super().events():
            self._empty -= 1
            yield event
        self._waste(max(0, self._empty))
        self._empty = 0


class ClassicSession(Session):
    """A person with our program, telnet, or a client of 2017."""

    service: "ChatService"

    def greet(self, first: bytes, due: float, *, paused: bool) -> None:
        """Let them in, hear them out, and see to it that they get what they are owed.

        `first` has been heard already, and perhaps a pause after it; by `due` the login is whole.
        """
        limits = self.service.limits
        self._pace = Pace(limits.messages_burst, limits.messages_per_second, self.service.now)
        self._talk = _Talk(self._waste)
        self._outbox = self.service.ledger.open(self.request)
        self._talk.receive(first)
        if paused:
            self._talk.pause()
        try:
            event = next(self.hear(self._talk, due), None)
            if isinstance(event, Login):
                self._be_here(event.login)
        finally:
            self.service.ledger.finish(self._outbox, DRAIN)
        if self._outbox.fault is not None:
            raise self._outbox.fault

    def receive(self, deadline: float | None, size: int = READ) -> bytes:
        """Return what came, little at once."""
        return super().receive(deadline, size)

    def refuse(self, error: RemoteProtocolError) -> bytes:
        """Say what they broke."""
        return chat.render_to_client(Refused(error.code, error.detail))

    def _be_here(self, login: str) -> None:
        """Be a member from login to farewell."""
        hub, ledger = self.service.hub, self.service.ledger
        self._outbox.queue.one_by_one = self._talk.old_client
        ledger.pace()
        member = hub.arrive(names.login(login), self._outbox, self.client_address[0])
        self.log.info("%s has come", member.login)
        try:
            stopped = self._stay(member)
        finally:
            hub.leave(member)
            self.log.info("%s is gone", member.login)
        if stopped or not self.hung_up:
            ledger.give((self._outbox,), chat.render_to_client(Stopped()), alone=True)

    def _stay(self, member: Member) -> bool:
        """Do what they ask until they say stop; False where the session ended without it."""
        while not self.over:
            for event in self.hear(self._talk, None):
                if self.service.stopping.is_set() or self._outbox.fault is not None:
                    return False
                self._outbox.queue.one_by_one = self._talk.old_client
                if isinstance(event, Stop):
                    self.log.info("%s says stop", member.login)
                    return True
                self._react(member, event)
        return False

    def _react(self, member: Member, event: FromClient) -> None:
        """Do what they ask, or say why not; the session goes on."""
        try:
            if not self._pace.allows():
                raise RemoteProtocolError("debit", "trop vite, ce message est perdu")
            match event:
                case Message(to, text) if text:
                    self.service.ledger.pace()
                    say(self.service.hub, member, to, text)
                case _:
                    raise RemoteProtocolError("forme", "destinataire@texte")
        except RemoteProtocolError as error:
            self.service.ledger.give((self._outbox,), self.refuse(error))
            self._rest()

    def _waste(self, lines: int) -> None:
        self._pace.waste(lines)
        self._rest()

    def _rest(self) -> None:
        seconds = self._pace.rest()
        if seconds:
            self.log.debug("not listened to for %g s", seconds)
            self.service.stopping.wait(seconds)


def say(hub: Hub, sender: Member, to: str, text: str) -> None:
    """Give somebody's words to a login, or to the others in a room; takes the hub's lock.

    Raises RemoteProtocolError `destinataire` where nobody can be meant, `interdit` where they may
    not be said.
    """
    text = text.translate(_UNSAID)
    with hub.lock:
        if not to.startswith("#"):
            person = hub.find(to) or hub.find_absent(to)
            if person is None:
                raise RemoteProtocolError("destinataire", "personne de ce nom")
            hub.post(sender, "PRIVMSG", person, text)
            return
        room = sender.rooms.get(names.login_key(to))
        if room is None:
            raise RemoteProtocolError("destinataire", "vous n'êtes pas dans ce salon")
        if not room.hears(sender):
            raise RemoteProtocolError("interdit", "vous ne pouvez pas parler dans ce salon")
        hub.post(sender, "PRIVMSG", room, text)
