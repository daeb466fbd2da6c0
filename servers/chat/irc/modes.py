"""MODE: what a room allows and who leads it, and what a person is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from protocol.irc import Message, masks
from protocol.irc.numerics import (
    BANLIST,
    BANLISTFULL,
    CHANNELMODEIS,
    CHANOPRIVSNEEDED,
    CREATIONTIME,
    ENDOFBANLIST,
    INVALIDMODEPARAM,
    NEEDMOREPARAMS,
    NOSUCHCHANNEL,
    NOSUCHNICK,
    UMODEIS,
    UMODEUNKNOWNFLAG,
    UNKNOWNMODE,
    USERNOTINCHANNEL,
    USERSDONTMATCH,
)
from servers.chat.irc.support import MODES
from servers.chat.irc.turn import Turn
from servers.chat.news import News
from servers.chat.rooms import BANS, RANKS, Ban, Room

FLAGS = frozenset("imnst")
"""Modes of a room without value."""

KEY = 23
"""Characters of a key: RFC 2812, section 2.3.1."""

MASK = 150
"""Characters of a mask: longer than any nick!user@host here."""


def mode(turn: Turn) -> None:
    """MODE <room or login> [<modes> [<value>…]]: ask for modes, or change them."""
    if not turn.param(0).startswith("#"):
        _person(turn)
        return
    room = turn.hub.find_room(turn.param(0))
    if room is None:
        turn.reply(NOSUCHCHANNEL, turn.param(0))
    elif len(turn.params) == 1:
        turn.reply(CHANNELMODEIS, room.name, *_written(room, turn))
        turn.reply(CREATIONTIME, room.name, str(room.created))
    else:
        _Change(turn, room).run()


@dataclass(slots=True)
class _Change:
    """One command's changes of a room; what was really changed is told once, in the end."""

    turn: Turn
    room: Room
    signs: list[tuple[str, str]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    refused: bool = False

    def run(self) -> None:
        """Do all changes that may be done, and tell everybody in the room."""
        values = iter(self.turn.params[2:])
        for count, (sign, letter) in enumerate(_letters(self.turn.param(1))):
            if count > 4 * MODES:
                break
            self._change(sign, letter, values)
        if self.signs:
            params = (self.room.name, _together(self.signs), *self.values)
            message = Message("MODE", params, self.turn.member.source)
            self.turn.hub.tell(self.room.members, News(message, moment=self.turn.hub.now))

    def _change(self, sign: str, letter: str, values: Iterator[str]) -> None:
        if letter == "b":
            self._ban(sign, next(values, ""))
        elif letter not in FLAGS and letter not in RANKS and letter not in "kl":
            self.turn.reply(UNKNOWNMODE, letter)
        elif not self._may():
            return
        elif letter in FLAGS:
            self._flag(sign, letter)
        elif letter in RANKS:
            self._rank(sign, letter, next(values, ""))
        elif letter == "k":
            self._key(sign, next(values, None))
        else:
            self._limit(sign, next(values, "") if sign == "+" else "")

    def _may(self) -> bool:
        """Whether they lead the room; that they do not is said once."""
        if self.room.is_led_by(self.turn.member):
            return True
        if not self.refused:
            self.refused = True
            self.turn.reply(CHANOPRIVSNEEDED, self.room.name)
        return False

    def _did(self, sign: str, letter: str, *value: str) -> None:
        self.signs.append((sign, letter))
        self.values += value

    def _flag(self, sign: str, letter: str) -> None:
        if (letter in self.room.flags) != (sign == "+"):
            self.room.flags ^= {letter}
            self._did(sign, letter)

    def _rank(self, sign: str, letter: str, name: str) -> None:
        person = self.turn.hub.find(name) if name else None
        if not name:
            self._wants_value(letter)
        elif person is None:
            self.turn.reply(NOSUCHNICK, name)
        elif person not in self.room.members:
            self.turn.reply(USERNOTINCHANNEL, person.login, self.room.name)
        elif (letter in self.room.members[person]) != (sign == "+"):
            self.room.members[person] ^= {letter}
            self._did(sign, letter, person.login)

    def _key(self, sign: str, value: str | None) -> None:
        if sign == "-":
            if self.room.password:
                self.room.password = ""
                self._did("-", "k", "*")
        elif value is None:
            self._wants_value("k")
        elif not _is_key(value):
            self.turn.reply(INVALIDMODEPARAM, self.room.name, "k", "*")
        else:
            self.room.password = value
            self._did("+", "k", value)

    def _limit(self, sign: str, value: str) -> None:
        if sign == "-":
            if self.room.limit:
                self.room.limit = 0
                self._did("-", "l")
        elif not value:
            self._wants_value("l")
        elif not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value)):
            self.turn.reply(INVALIDMODEPARAM, self.room.name, "l", value)
        else:
            self.room.limit = int(value)
            self._did("+", "l", value)

    def _ban(self, sign: str, value: str) -> None:
        room, turn = self.room, self.turn
        if not value:
            for ban in room.bans.values():
                turn.reply(BANLIST, room.name, ban.mask, ban.by, str(ban.moment))
            turn.reply(ENDOFBANLIST, room.name)
            return
        if not self._may():
            return
        mask = masks.full(value.replace(" ", "")[:MASK].lstrip(":"))
        if sign == "-":
            if room.bans.pop(mask, None):
                self._did("-", "b", mask)
        elif len(room.bans) >= BANS:
            turn.reply(BANLISTFULL, room.name, "b")
        elif mask not in room.bans:
            room.bans[mask] = Ban(mask, turn.member.source, int(turn.hub.now))
            self._did("+", "b", mask)

    def _wants_value(self, letter: str) -> None:
        if letter in "kl":
            self.turn.reply(INVALIDMODEPARAM, self.room.name, letter, "*")
        else:
            self.turn.reply(NEEDMOREPARAMS, "MODE")


def _person(turn: Turn) -> None:
    """Ask for one's own modes, or change them: i invisible, w hears WALLOPS, o only ends."""
    member = turn.member
    person = turn.hub.find(turn.param(0))
    if person is None:
        turn.reply(NOSUCHNICK, turn.param(0))
        return
    if person is not member:
        turn.reply(USERSDONTMATCH)
        return
    if len(turn.params) == 1:
        turn.reply(UMODEIS, "+" + "".join(sorted(member.modes)))
        return
    done = []
    for sign, letter in _letters(turn.param(1)):
        if letter not in "iow":
            turn.reply(UMODEUNKNOWNFLAG)
        elif (letter in member.modes) != (sign == "+") and (letter, sign) != ("o", "+"):
            member.modes ^= {letter}
            done.append((sign, letter))
    if done:
        message = Message("MODE", (member.login, _together(done)), member.source)
        turn.hub.tell((member,), News(message))


def _written(room: Room, turn: Turn) -> list[str]:
    """Write a room's modes; its key only for who is in it."""
    letters, values = "".join(sorted(room.flags)), []
    if room.password:
        letters += "k"
        values.append(room.password if turn.member in room.members else "*")
    if room.limit:
        letters += "l"
        values.append(str(room.limit))
    return [f"+{letters}", *values]


def _letters(text: str) -> Iterator[tuple[str, str]]:
    sign = "+"
    for letter in text:
        if letter in "+-":
            sign = letter
        elif letter != " ":
            yield sign, letter


def _together(changes: list[tuple[str, str]]) -> str:
    """Write +a +b -c as +ab-c."""
    text, last = "", ""
    for sign, letter in changes:
        text += letter if sign == last else sign + letter
        last = sign
    return text


def _is_key(text: str) -> bool:
    visible = text.isascii() and text.isprintable()
    return visible and 0 < len(text) <= KEY and not set(" ,:") & set(text)
