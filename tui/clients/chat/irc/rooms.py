"""What happens in rooms: who comes and goes, with which rank, and what it is about."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from protocol.irc import Message
from protocol.names import login_key
from tui.clients.chat import events
from tui.clients.chat.irc import speech
from tui.clients.chat.irc.rosters import Rosters, parted
from tui.clients.chat.irc.support import Support

TOPICS = 100
"""Topics that wait to be told by whom they are."""

_NUMERICS = frozenset({"329", "331", "332", "333", "353", "366"})


class Rooms:
    """Turns JOIN, PART, KICK, QUIT, NICK, TOPIC, MODE, AWAY, INVITE and numerics to events."""

    def __init__(self, support: Support) -> None:
        self._support = support
        self._rosters = Rosters()
        self._topics: dict[str, str] = {}
        self._who = ""
        self._us = ""
        self._moment = datetime.min.replace(tzinfo=UTC)
        self._tell: dict[str, Callable[[tuple[str, ...]], Iterator[events.Event]]] = {
            "JOIN": self._joined,
            "PART": self._parted,
            "KICK": self._kicked,
            "QUIT": self._quit,
            "NICK": self._renamed,
            "AWAY": self._away,
            "INVITE": self._invited,
            "TOPIC": self._topic,
            "MODE": self._moded,
            "329": self._nothing,
            "331": self._no_topic,
            "332": self._topic_is,
            "333": self._topic_by,
            "353": self._named,
            "366": self._all_named,
        }

    @staticmethod
    def knows(numeric: str) -> bool:
        """Say whether a numeric is about rooms."""
        return numeric in _NUMERICS

    def hear(
        self, message: Message, us: str, now: Callable[[], datetime]
    ) -> Iterator[events.Event]:
        """Yield what a message tells; nothing where its parameters make no sense."""
        self._us = us
        self._who = speech.login_of(message.source) or ""
        self._moment = speech.moment_of(message, now)
        tell = self._tell.get(message.verb)
        params = message.params
        if tell is not None and (message.verb.isdecimal() or self._who or message.verb == "MODE"):
            yield from tell((*params, "", "", "", ""))

    def _joined(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[0])) is not None:
            self._rosters.enter(room, self._who)
            yield events.Joined(room, self._who, self._moment)

    def _parted(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[0])) is not None:
            self._goes(room, self._who)
            yield events.Parted(room, self._who, self._moment, params[1])

    def _kicked(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        room, who = _room(params[0]), speech.valid_login(params[1])
        if room is not None and who is not None:
            self._goes(room, who)
            yield events.Parted(room, who, self._moment, params[2], self._who)

    def _quit(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        self._rosters.forget(self._who)
        yield events.Left(self._who, self._moment, params[0])

    def _renamed(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (login := speech.valid_login(params[0])) is not None:
            self._rosters.rename(self._who, login)
            yield events.Renamed(self._who, login, self._moment)

    def _away(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        yield events.Away(self._who, params[0] or None)

    def _invited(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        room, who = _room(params[1]), speech.valid_login(params[0])
        if room is not None and who is not None and login_key(who) == login_key(self._us):
            yield events.Invited(room, self._who)

    def _topic(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[0])) is not None:
            yield events.Topic(room, params[1], self._who)

    def _moded(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        """Tell ranks; of the other modes only their values are stepped over."""
        room = _room(params[0])
        if room is None:
            return
        prefixes = self._support.prefixes
        lists, always, on, _ = self._support.room_modes
        values = iter(params[2:])
        given = True
        for letter in params[1]:
            if letter in "+-":
                given = letter == "+"
            elif letter in prefixes:
                who = speech.valid_login(next(values, ""))
                if who is not None:
                    rank = self._rosters.change(room, who, prefixes[letter], given=given)
                    yield events.Ranked(room, who, rank, self._who)
            elif letter in lists + always or (given and letter in on):
                next(values, "")

    def _no_topic(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[1])) is not None:
            yield events.Topic(room, "")

    def _topic_is(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[1])) is not None:
            if len(self._topics) < TOPICS:
                self._topics[login_key(room)] = params[2]
            yield events.Topic(room, params[2])

    def _topic_by(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        room, by = _room(params[1]), speech.valid_login(params[2].partition("!")[0])
        text = self._topics.pop(login_key(params[1]), None)
        if room is not None and by is not None and text is not None:
            yield events.Topic(room, text, by)

    def _named(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        if (room := _room(params[2])) is not None:
            for name in params[3].split():
                signs, login = parted(name, self._support.prefixes)
                if (who := speech.valid_login(login)) is not None:
                    self._rosters.gather(room, who, signs)
        yield from ()

    def _all_named(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        room = _room(params[1])
        people = self._rosters.whole(room) if room is not None else None
        if room is not None and people is not None:
            yield events.Roster(room, people)

    def _nothing(self, params: tuple[str, ...]) -> Iterator[events.Event]:
        del params
        yield from ()

    def _goes(self, room: str, who: str) -> None:
        self._rosters.leave(room, who)
        if login_key(who) == login_key(self._us):
            self._rosters.forget_room(room)


def _room(text: str) -> str | None:
    return speech.valid_place(text) if text.startswith("#") else None
