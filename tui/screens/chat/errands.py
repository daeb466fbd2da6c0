"""What each command does: deeds of the connection, or something here."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from protocol.errors import RemoteProtocolError
from protocol.names import login_key
from protocol.names import room as valid_room
from tui.clients.chat.events import Verb
from tui.printable import printable
from tui.screens.chat.addressing import Cut, known, pieces, words
from tui.screens.chat.commands import NotACommandError, Typed, commands
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.ignoring import Ignored
from tui.screens.chat.talk import Talk
from tui.words import _

Say = Callable[[str, Sequence[str], Verb], None]
"""Says lines to a room or person, and opens the conversation."""


class Errands:
    """Runs commands; raises NotACommandError or NotSendableError for what cannot be."""

    def __init__(self, talk: Talk, link: Deeds, ignored: Ignored, cut: Cut, say: Say) -> None:
        self._talk = talk
        self._link = link
        self._ignored = ignored
        self._cut = cut
        self._say = say
        self._run: dict[str, Callable[[Typed], None]] = {
            "msg": self._msg,
            "query": self._query,
            "me": self._me,
            "join": self._join,
            "part": self._part,
            "close": self._close,
            "topic": self._topic,
            "names": self._names,
            "list": lambda _typed: self._link.ask("LIST"),
            "whois": lambda typed: self._link.ask(f"WHOIS {_one(typed.word(0))}"),
            "invite": self._invite,
            "kick": self._kick,
            "away": lambda typed: self._link.away(typed.word(0) or _("away")),
            "back": lambda _typed: self._link.away(),
            "nick": lambda typed: self._link.rename(_one(typed.word(0))),
            "ignore": self._ignore,
            "unignore": self._unignore,
            "search": lambda typed: self._link.search(typed.word(0)),
            "quote": lambda typed: self._link.ask(typed.word(0)),
            "help": self._help,
        }

    def run(self, typed: Typed) -> None:
        """Do what was typed."""
        self._run[typed.command.name](typed)

    def _msg(self, typed: Typed) -> None:
        to = known(typed.word(0).lstrip("@").rstrip(",:"), self._talk)
        self._say(to, words(to, typed.word(1), self._cut), Verb.SAY)

    def _query(self, typed: Typed) -> None:
        to = known(typed.word(0).lstrip("@").rstrip(",:"), self._talk)
        self._say(to, words(to, typed.word(1), self._cut), Verb.SAY)

    def _me(self, typed: Typed) -> None:
        to = self._talk.conversations.current.name
        self._say(to, pieces(to, typed.word(0), self._cut), Verb.ACT)

    def _join(self, typed: Typed) -> None:
        name = typed.word(0) if typed.word(0).startswith("#") else f"#{typed.word(0)}"
        try:
            room = valid_room(name)
        except RemoteProtocolError:
            complaint = _("A room cannot be called “{name}”.").format(name=name)
            raise NotACommandError(complaint) from None
        self._link.join(room, typed.word(1))
        self._say(room, (), Verb.SAY)

    def _part(self, typed: Typed) -> None:
        room = typed.word(0)
        reason = typed.word(1) if room.startswith("#") else " ".join(typed.words)
        self._link.part(room if room.startswith("#") else self._room(), reason)

    def _close(self, _typed: Typed) -> None:
        current = self._talk.conversations.current
        if current.is_joined:
            raise NotACommandError(_("You are in this room: /part leaves it."))
        self._talk.conversations.close(current.name)

    def _topic(self, typed: Typed) -> None:
        self._link.topic(self._room(), typed.word(0) or None)

    def _names(self, typed: Typed) -> None:
        room = typed.word(0) or self._room()
        people = self._talk.rosters.people(room)
        names = " ".join(f"{one.rank.value}{one.name}" for one in people)
        self._tell(_("{room}: {names}").format(room=room, names=names or "—"))

    def _invite(self, typed: Typed) -> None:
        self._link.ask(f"INVITE {_one(typed.word(0))} {_one(typed.word(1) or self._room())}")

    def _kick(self, typed: Typed) -> None:
        reason = f" :{typed.word(1)}" if typed.word(1) else ""
        self._link.ask(f"KICK {self._room()} {_one(typed.word(0))}{reason}")

    def _ignore(self, typed: Typed) -> None:
        if not typed.words:
            names = ", ".join(sorted(self._talk.ignored))
            self._tell(_("You do not hear: {names}").format(names=names or "—"))
            return
        self._set(typed, _("You do not hear {name} any more."), self._ignored.add)

    def _unignore(self, typed: Typed) -> None:
        self._set(typed, _("You hear {name} again."), self._ignored.remove)

    def _set(self, typed: Typed, done: str, change: Callable[[str], None]) -> None:
        name = typed.word(0).lstrip("@").rstrip(",:")
        change(login_key(name))
        self._talk.ignored = self._ignored.keys
        self._tell(done.format(name=printable(name)))
        if told := self._ignored.told:
            self._tell(told)

    def _help(self, _typed: Typed) -> None:
        for command in commands().values():
            able = command.needs is None or command.needs in self._talk.can
            if able:
                usage = f"{command.usage} " if command.usage else ""
                self._tell(f"/{command.name} {usage}— {command.about}")

    def _room(self) -> str:
        current = self._talk.conversations.current
        if not current.is_room:
            raise NotACommandError(_("This is no room; open one first, or name it."))
        return current.name

    def _tell(self, text: str) -> None:
        self._talk.tell(text, datetime.now(UTC))


def _one(text: str) -> str:
    """Take one word: what follows it is none of a command's."""
    return text.split(maxsplit=1)[0].lstrip("@:")
