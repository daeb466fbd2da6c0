"""Rooms and who is in them: JOIN, PART, KICK, INVITE."""

from itertools import zip_longest

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.numerics import (
    BADCHANNELKEY,
    BANNEDFROMCHAN,
    CHANNELISFULL,
    CHANOPRIVSNEEDED,
    ENDOFINVITELIST,
    INVITELIST,
    INVITEONLYCHAN,
    INVITING,
    NEEDMOREPARAMS,
    NOSUCHCHANNEL,
    NOSUCHNICK,
    NOTONCHANNEL,
    TOOMANYCHANNELS,
    TOOMANYTARGETS,
    USERNOTINCHANNEL,
    USERONCHANNEL,
    Numeric,
)
from servers.chat.irc import describing, markers
from servers.chat.irc.support import KICK, ROOMS, TARGETS
from servers.chat.irc.turn import Turn
from servers.chat.members import Member
from servers.chat.news import CAPABILITIES, News
from servers.chat.rooms import Room


def join(turn: Turn) -> None:
    """JOIN <room>{,<room>} [<key>{,<key>}]: enter rooms; what is not there yet is made."""
    if turn.param(0) == "0":
        for room in list(turn.member.rooms.values()):
            _part(turn, room, "")
        return
    keys = turn.param(1).split(",")
    for name, key in zip_longest(turn.param(0).split(","), keys, fillvalue=""):
        if name:
            _join(turn, name, key)


def part(turn: Turn) -> None:
    """PART <room>{,<room>} [<reason>]: leave rooms."""
    for name in turn.param(0).split(","):
        room = turn.hub.find_room(name)
        if room is None:
            turn.reply(NOSUCHCHANNEL, name)
        elif turn.member not in room.members:
            turn.reply(NOTONCHANNEL, room.name)
        else:
            _part(turn, room, turn.param(1))


def kick(turn: Turn) -> None:
    """KICK <room> <login>{,<login>} [<reason>]: have somebody leave a room."""
    rooms, logins = turn.param(0).split(","), turn.param(1).split(",")
    if len(rooms) == 1:
        rooms *= len(logins)
    for count, (place, login) in enumerate(zip(rooms, logins, strict=False)):
        if count >= TARGETS:
            turn.reply(TOOMANYTARGETS, login)
            return
        room = turn.hub.find_room(place)
        if room is None:
            turn.reply(NOSUCHCHANNEL, place)
        elif turn.member not in room.members:
            turn.reply(NOTONCHANNEL, room.name)
        elif not room.is_led_by(turn.member):
            turn.reply(CHANOPRIVSNEEDED, room.name)
        else:
            _kick(turn, room, login)


def invite(turn: Turn) -> None:
    """INVITE <login> <room>: let somebody in; without either, the invitations that you have."""
    if not turn.params:
        for room in turn.hub.rooms.values():
            if turn.member.key in room.invited:
                turn.reply(INVITELIST, room.name)
        turn.reply(ENDOFINVITELIST)
        return
    if len(turn.params) < 2:
        turn.reply(NEEDMOREPARAMS, "INVITE")
        return
    person, room_there = turn.hub.find(turn.param(0)), turn.hub.find_room(turn.param(1))
    if room_there is None:
        turn.reply(NOSUCHCHANNEL, turn.param(1))
    elif turn.member not in room_there.members:
        turn.reply(NOTONCHANNEL, room_there.name)
    elif person is None:
        turn.reply(NOSUCHNICK, turn.param(0))
    elif person in room_there.members:
        turn.reply(USERONCHANNEL, person.login, room_there.name)
    elif "i" in room_there.flags and not room_there.is_led_by(turn.member):
        turn.reply(CHANOPRIVSNEEDED, room_there.name)
    else:
        _invite(turn, room_there, person)


def _join(turn: Turn, name: str, key: str) -> None:
    hub, member = turn.hub, turn.member
    try:
        wanted = names.room(name)
    except RemoteProtocolError:
        turn.reply(NOSUCHCHANNEL, name)
        return
    room = hub.find_room(wanted)
    if room is not None and member in room.members:
        return
    if len(member.rooms) >= ROOMS:
        turn.reply(TOOMANYCHANNELS, wanted)
        return
    refusal = None if room is None else _refusal(room, member, key)
    if refusal is not None:
        turn.reply(refusal, wanted)
        return
    if room is None:
        room = hub.open(wanted)
    hub.join(member, room)
    if member.away:
        hub.tell((one for one in room.members if one is not member), describing.absence(turn))
    if room.topic is not None:
        describing.tell_topic(turn, room)
    markers.tell_mark(turn, room)
    describing.tell_names(turn, room)


def _refusal(room: Room, member: Member, key: str) -> Numeric | None:
    """Why somebody may not enter; an invitation opens every door but that of a ban's."""
    invited = member.key in room.invited
    if room.bans_member(member) and not invited:
        return BANNEDFROMCHAN
    if "i" in room.flags and not invited:
        return INVITEONLYCHAN
    if room.password and key != room.password and not invited:
        return BADCHANNELKEY
    if room.limit and len(room.members) >= room.limit and not invited:
        return CHANNELISFULL
    return None


def _part(turn: Turn, room: Room, reason: str) -> None:
    params = (room.name, reason) if reason else (room.name,)
    news = News(Message("PART", params, turn.member.source), moment=turn.hub.now)
    turn.hub.tell(room.members, news)
    turn.hub.part(turn.member, room)


def _kick(turn: Turn, room: Room, name: str) -> None:
    person = turn.hub.find(name)
    if person is None:
        turn.reply(NOSUCHNICK, name)
    elif person not in room.members:
        turn.reply(USERNOTINCHANNEL, person.login, room.name)
    else:
        reason = (turn.param(2) or turn.member.login)[:KICK]
        message = Message("KICK", (room.name, person.login, reason), turn.member.source)
        turn.hub.tell(room.members, News(message, moment=turn.hub.now))
        turn.hub.part(person, room)


def _invite(turn: Turn, room: Room, person: Member) -> None:
    room.invite(person)
    turn.reply(INVITING, person.login, room.name)
    message = Message("INVITE", (person.login, room.name), turn.member.source)
    turn.hub.tell((person,), News(message, moment=turn.hub.now))
    others = (one for one in room.members if one is not turn.member and room.is_led_by(one))
    needs = CAPABILITIES["invite-notify"]
    turn.hub.tell(others, News(message, moment=turn.hub.now, needs=needs))
