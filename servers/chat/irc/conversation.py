"""One IRC session: heard line by line, answered through its outbox, until one side ends it.

Everything happens on the session's thread. Commands run with the hub's lock held; nothing else
does: not reading, not waiting, not the pace.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from protocol.errors import RemoteProtocolError
from protocol.irc import Garbled, Heard, Inbox, Message, Said, TooLong
from protocol.irc.numerics import (
    INPUTTOOLONG,
    NEEDMOREPARAMS,
    NOTREGISTERED,
    TARGETTOOFAST,
    UNKNOWNCOMMAND,
    Numeric,
)
from servers.chat.irc import speaking
from servers.chat.irc.table import COMMANDS, Command
from servers.chat.irc.turn import Turn, answered, word
from servers.chat.members import Member
from servers.chat.news import CAPABILITIES, IRC, News
from servers.chat.pace import Pace
from servers.service import DRAIN
from servers.session import Session

if TYPE_CHECKING:
    from servers.chat.service import ChatService

READ = 4 * 1024
"""Bytes read at once: a few messages, and not so many that one session holds the hub for long."""

IDLE = 60.0
"""Seconds of silence after which a client is asked whether it is there, and after which it is not:
short enough for a home router's memory of the connection."""

PATIENCE = 5.0
"""Seconds for the disk to take all that was said before somebody asks for it."""

_BATCHES = "vasistas"


class Conversation:
    """What an IRC client and the chat say to each other."""

    def __init__(self, session: Session, service: "ChatService", host: str, first: bytes) -> None:
        self.session, self.service = session, service
        self.registered = self.negotiating = False
        self.nick = self.password = ""
        self.version, self.since = service.version, service.since
        self.check, self.is_operator = service.check, service.is_operator
        self._inbox = Inbox(bursts=True)
        self._inbox.receive(first)
        limits = service.limits
        self._pace = Pace(limits.messages_burst, limits.messages_per_second, service.now)
        self._outbox = service.ledger.open(session.request)
        self.member = Member("*", "", self._outbox, IRC, host=host)
        self._lines = first.count(b"\n")
        self._ended: str | None = None
        self._known = ""
        self._inquiry: Callable[[], Sequence[News]] | None = None
        self._batches = 0

    def run(self, due: float) -> None:
        """Hear the client out; by `due` it has said who it is."""
        hub, ledger, member = self.service.hub, self.service.ledger, self.member
        with hub.lock:
            hub.strangers += 1
        try:
            self._converse(due)
        finally:
            words = self._reason()
            if self.registered:
                self.session.log.info("%s is gone", member.login)
            hub.leave(member, words)
            with hub.lock:
                hub.strangers -= not self.registered
                hub.tell((member,), News(Message("ERROR", (words,))))
            ledger.finish(self._outbox, DRAIN)
        if self._outbox.fault is not None:
            raise self._outbox.fault

    def end(self, words: str) -> None:
        """Let this be the last command; `words` are the reason that others hear."""
        self._ended = words

    def inquire(self, work: Callable[[], Sequence[News]]) -> None:
        """Have this done once the hub's lock is let go of, and its news told among the answers."""
        self._inquiry = work

    def _converse(self, due: float) -> None:
        asked = False
        deadline = due
        while not (self.session.over or self._outbox.fault is not None):
            self._hear()
            if self._ended is not None:
                return
            if self.registered and not asked:
                deadline = self.session.deadline(IDLE)
            try:
                data = self.session.receive(deadline, READ)
                self._inbox.receive(data)
                self._lines += data.count(b"\n")
                asked = False
            except TimeoutError:
                if asked or not self.registered:
                    self.end("Ping timeout" if asked else "You did not say who you are in time")
                    return
                asked = True
                deadline = self.session.deadline(IDLE)
                self._give(Message("PING", (self.service.hub.name,)))

    def _hear(self) -> None:
        try:
            for event in self._inbox.events():
                self._lines -= (
                    len(event.texts) if isinstance(event, Said) else isinstance(event, Heard)
                )
                if self._ended is None and not self.service.stopping.is_set():
                    self._react(event)
            self._pace.waste(max(0, self._lines))
            self._lines = 0
            self._rest()
        except RemoteProtocolError as error:
            self.session.log.info("refused: %s", error)
            self.end("That is not IRC")

    def _react(self, event: Heard | Said | TooLong | Garbled) -> None:
        match event:
            case Heard():
                self._obey(event.message)
            case Said():
                self._post(event)
            case TooLong():
                self._give(_numeric(self.service.hub.name, self.member, INPUTTOOLONG))
            case Garbled(verb, label):
                words = "Messages are UTF-8 here; nothing of this one was done"
                failure = Message("FAIL", (verb, "INVALID_UTF8", words), self.service.hub.name)
                self._give(failure, label)

    def _post(self, said: Said) -> None:
        """Do at once what somebody may say; or else one by one, as if it had come so."""
        hub, ledger = self.service.hub, self.service.ledger
        if self.registered and self._pace.has(len(said.texts)):
            ledger.pace()
            with hub.lock:
                done = speaking.together(hub, self.member, said.room, said.texts)
            if done:
                self._pace.spend(len(said.texts))
                return
        for text in said.texts:
            if self.service.stopping.is_set():
                return
            self._obey(Message("PRIVMSG", (said.room, text)))

    def _obey(self, message: Message) -> None:
        command = COMMANDS.get(message.verb)
        if not self._keeps_pace(command, message):
            return
        self.service.ledger.pace()
        hub, member = self.service.hub, self.member
        label = message.tags.get("label", "")
        with hub.lock:
            member.answers = []
            try:
                self._do(command, Turn(hub, self, member, message))
            finally:
                answers, member.answers = member.answers, None
            inquiry, self._inquiry = self._inquiry, None
            if inquiry is None:
                self._answer(answers, label)
        if inquiry is not None:
            self.service.ledger.settle(PATIENCE)
            answers += inquiry()
            with hub.lock:
                self._answer(answers, label)
        if self.registered and self._known != member.key:
            self._be_known()

    def _be_known(self) -> None:
        """Look up what is known of a login, and tell what waits for it, once it is somebody's."""
        member = self.member
        if not self._known:
            self.session.log.info("%s has come", member.login)
        self._known = member.key
        member.marks = self.service.recall(member.key)
        if not member.form & CAPABILITIES["draft/chathistory"]:
            with self.service.hub.lock:
                self.service.hub.posting.catch_up(member)

    def _do(self, command: Command | None, turn: Turn) -> None:
        if not self.registered and (command is None or not command.early):
            turn.reply(NOTREGISTERED)
        elif command is None:
            turn.reply(UNKNOWNCOMMAND, turn.message.verb)
        elif command.least and command.least > sum(
            1 for one in turn.params if one or not command.filled
        ):
            turn.reply(NEEDMOREPARAMS, turn.message.verb)
        else:
            command.do(turn)

    def _answer(self, answers: list[News], label: str) -> None:
        if answers or label:
            self._batches += 1
            form, batch = self.member.form, f"{_BATCHES}{self._batches}"
            write = partial(answered, answers, form, label, batch)
            self.service.ledger.answer(self._outbox, write)

    def _give(self, message: Message, label: str = "") -> None:
        with self.service.hub.lock:
            self._answer([News(message)], label)

    def _keeps_pace(self, command: Command | None, message: Message) -> bool:
        """Refuse words that come too fast, do everything else a little later."""
        if self._pace.allows():
            return True
        if command is None or not command.speaks:
            self.service.stopping.wait(1 / self.service.limits.messages_per_second)
            return True
        to = word(message.params[0]) if message.params else "*"
        words, label = TARGETTOOFAST.words, message.tags.get("label", "")
        if self.member.form & CAPABILITIES["standard-replies"]:
            params = (message.verb, "RATE_LIMITED", to, words)
            self._give(Message("FAIL", params, self.service.hub.name), label)
        else:
            self._give(_numeric(self.service.hub.name, self.member, TARGETTOOFAST, to), label)
        self._rest()
        return False

    def _rest(self) -> None:
        """Do not listen for a while to who says too much that comes to nothing."""
        seconds = self._pace.rest()
        if seconds:
            self.session.log.debug("not listened to for %g s", seconds)
            self.service.stopping.wait(seconds)

    def _reason(self) -> str:
        if self._ended is not None:
            return self._ended
        if isinstance(self._outbox.fault, TimeoutError):
            return "Reads too slowly"
        return "The host is closing" if self.service.stopping.is_set() else "Connection lost"


def _numeric(name: str, member: Member, numeric: Numeric, *params: str) -> Message:
    return Message(numeric.code, (member.login, *params, numeric.words), name)
