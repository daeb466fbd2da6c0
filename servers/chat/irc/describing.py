"""What rooms are about and who is there: TOPIC, NAMES, LIST, AWAY."""

from collections.abc import Iterator

from protocol.irc import Message, masks
from protocol.irc.numerics import (
    CHANOPRIVSNEEDED,
    ENDOFNAMES,
    LIST,
    LISTEND,
    LISTSTART,
    NAMREPLY,
    NOSUCHCHANNEL,
    NOTONCHANNEL,
    NOTOPIC,
    NOWAWAY,
    TOPIC,
    TOPICWHOTIME,
    UNAWAY,
)
from servers.chat.irc import support
from servers.chat.irc.turn import Turn
from servers.chat.news import CAPABILITIES, News
from servers.chat.rooms import Room, Topic

_NAMES = 400
"""Bytes of names in one line."""


def topic(turn: Turn) -> None:
    """TOPIC <room> [<topic>]: ask what a room is about, or say it."""
    room = turn.hub.find_room(turn.param(0))
    if room is None:
        turn.reply(NOSUCHCHANNEL, turn.param(0))
    elif len(turn.params) < 2:
        if not room.is_seen_by(turn.member):
            turn.reply(NOTONCHANNEL, room.name)
        else:
            tell_topic(turn, room)
    elif turn.member not in room.members:
        turn.reply(NOTONCHANNEL, room.name)
    elif "t" in room.flags and not room.is_led_by(turn.member):
        turn.reply(CHANOPRIVSNEEDED, room.name)
    else:
        text = turn.param(1)[: support.TOPIC]
        room.topic = Topic(text, turn.member.source, int(turn.hub.now)) if text else None
        message = Message("TOPIC", (room.name, text), turn.member.source)
        turn.hub.tell(room.members, News(message, moment=turn.hub.now))


def tell_topic(turn: Turn, room: Room) -> None:
    """Answer what a room is about."""
    if room.topic is None:
        turn.reply(NOTOPIC, room.name)
        return
    turn.reply(TOPIC, room.name, room.topic.text)
    turn.reply(TOPICWHOTIME, room.name, room.topic.by, str(room.topic.moment))


def names(turn: Turn) -> None:
    """NAMES [<room>{,<room>}]: who is in a room."""
    for name in turn.param(0).split(","):
        room = turn.hub.find_room(name)
        if room is None or not room.is_seen_by(turn.member):
            turn.reply(ENDOFNAMES, name)
        else:
            tell_names(turn, room)


def tell_names(turn: Turn, room: Room) -> None:
    """Answer who is in a room, in as many lines as it takes."""
    every = bool(turn.member.form & CAPABILITIES["multi-prefix"])
    whole = bool(turn.member.form & CAPABILITIES["userhost-in-names"])
    seen = (
        room.signs(member, every=every) + (member.source if whole else member.login)
        for member in room.members
        if turn.member in room.members or "i" not in member.modes
    )
    sign = "@" if "s" in room.flags else "="
    for line in _lines(seen):
        turn.reply(NAMREPLY, sign, room.name, line)
    turn.reply(ENDOFNAMES, room.name)


def rooms(turn: Turn) -> None:
    """LIST [<room or condition>{,<room or condition>}]: rooms, how many are there, and topics."""
    wanted = [one for one in turn.param(0).split(",") if one]
    turn.reply(LISTSTART, "Channel")
    for room in list(turn.hub.rooms.values()):
        hidden = not room.members or not room.is_seen_by(turn.member)
        if not hidden and _is_listed(room, wanted, turn.hub.now):
            text = room.topic.text if room.topic else ""
            turn.say(LIST.code, turn.member.login, room.name, str(len(room.members)), text)
    turn.reply(LISTEND)


def away(turn: Turn) -> None:
    """AWAY [<words>]: say that you are away, or back."""
    member = turn.member
    before, member.away = member.away, turn.param(0)[: support.AWAY]
    turn.reply(NOWAWAY if member.away else UNAWAY)
    if before != member.away:
        others = member.neighbours()
        del others[member]
        turn.hub.tell(others, absence(turn))


def absence(turn: Turn) -> News:
    """Return what those hear who have asked to be told: IRCv3, away-notify."""
    params = (turn.member.away,) if turn.member.away else ()
    message = Message("AWAY", params, turn.member.source)
    return News(message, moment=turn.hub.now, needs=CAPABILITIES["away-notify"])


def _lines(words: Iterator[str]) -> Iterator[str]:
    line: list[str] = []
    length = 0
    for word in words:
        size = len(word.encode()) + 1
        if line and length + size > _NAMES:
            yield " ".join(line)
            line, length = [], 0
        line.append(word)
        length += size
    if line:
        yield " ".join(line)


def _is_listed(room: Room, wanted: list[str], now: float) -> bool:
    """Whether a room meets all conditions, and has one of the names if there are any."""
    conditions = [one for one in wanted if one[0] in "<>!" or _is_about_time(one)]
    asked = [one for one in wanted if one not in conditions]
    named = not asked or any(masks.matches(one, room.name) for one in asked)
    return named and all(_meets(room, one, now) for one in conditions)


def _is_about_time(condition: str) -> bool:
    return condition[0] in "CcTt" and condition[1:2] in ("<", ">")


def _meets(room: Room, condition: str, now: float) -> bool:
    if condition.startswith("!"):
        return not masks.matches(condition[1:], room.name)
    about = condition[0].upper() if _is_about_time(condition) else ""
    sign, number = condition[len(about)], condition[len(about) + 1 :]
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        return True
    if not about:
        people = len(room.members)
        return people < int(number) if sign == "<" else people > int(number)
    moment = room.created if about == "C" else room.topic.moment if room.topic else None
    if moment is None:
        return False
    minutes = (now - moment) / 60
    return minutes < int(number) if sign == "<" else minutes > int(number)
