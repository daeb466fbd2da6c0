"""People: WHOIS, WHOWAS, ISON, USERHOST, MONITOR, KILL."""

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc.numerics import (
    AWAY,
    ENDOFMONLIST,
    ENDOFWHOIS,
    ENDOFWHOWAS,
    ISON,
    MONLIST,
    MONLISTFULL,
    MONOFFLINE,
    MONONLINE,
    NONICKNAMEGIVEN,
    NOPRIVILEGES,
    NOSUCHNICK,
    NOSUCHSERVER,
    USERHOST,
    WASNOSUCHNICK,
    WHOISACTUALLY,
    WHOISCHANNELS,
    WHOISIDLE,
    WHOISOPERATOR,
    WHOISSERVER,
    WHOISUSER,
    WHOWASUSER,
    Numeric,
)
from servers.chat.irc import house
from servers.chat.irc.support import WATCHED
from servers.chat.irc.turn import Turn
from servers.chat.members import Member

_LINE = 400
"""Bytes of names in one line."""

_ASKED = 5
"""Names that USERHOST looks at: RFC 2812, section 4.8."""


def whois(turn: Turn) -> None:
    """WHOIS [<server>] <login>: what is known of somebody who is here."""
    name = turn.param(1) or turn.param(0)
    server = turn.param(0) if turn.param(1) else ""
    here = ("", turn.hub.name.casefold())
    if server.casefold() not in here and turn.hub.find(server) is None:
        turn.reply(NOSUCHSERVER, server)
        return
    name = name.split(",")[0].split(" ")[0]
    if not name:
        turn.reply(NONICKNAMEGIVEN)
        return
    person = turn.hub.find(name)
    if person is None:
        turn.reply(NOSUCHNICK, name)
    else:
        _tell(turn, person)
    turn.reply(ENDOFWHOIS, person.login if person else name)


def whowas(turn: Turn) -> None:
    """WHOWAS <login> [<number>]: who had this name before."""
    name = turn.param(0).split(" ")[0]
    if not name:
        turn.reply(NONICKNAMEGIVEN)
        return
    number = turn.param(1)
    most = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
    found = [gone for gone in turn.hub.gone if gone.key == names.login_key(name)]
    for gone in found[: most or None]:
        turn.reply(WHOWASUSER, gone.login, gone.user, gone.host, "*", gone.realname)
        turn.reply(WHOISSERVER, gone.login, turn.hub.name, house.date(gone.moment))
    if not found:
        turn.reply(WASNOSUCHNICK, name)
    turn.reply(ENDOFWHOWAS, name)


def ison(turn: Turn) -> None:
    """ISON <login>…: which of these are here."""
    asked = " ".join(turn.params).split()
    here = [person.login for one in asked if (person := turn.hub.find(one)) is not None]
    turn.reply(ISON, " ".join(here))


def userhost(turn: Turn) -> None:
    """USERHOST <login>…: from where five people are connected."""
    found = (turn.hub.find(one) for one in turn.params[:_ASKED])
    turn.reply(USERHOST, " ".join(_userhost(person) for person in found if person))


def monitor(turn: Turn) -> None:
    """MONITOR + - C L S: be told when somebody comes or goes; IRCv3, monitor."""
    listed = [one for one in turn.param(1).split(",") if one]
    match turn.param(0).upper():
        case "+":
            _watch(turn, listed)
        case "-":
            for name in listed:
                _forget(turn, names.login_key(name))
        case "C":
            for key in list(turn.member.watched):
                _forget(turn, key)
        case "L":
            _list(turn, MONLIST, list(turn.member.watched.values()))
            turn.reply(ENDOFMONLIST)
        case "S":
            _status(turn, list(turn.member.watched.values()))


def kill(turn: Turn) -> None:
    """KILL <login> [<reason>]: the host's operator ends somebody's session."""
    if "o" not in turn.member.modes:
        turn.reply(NOPRIVILEGES)
        return
    person = turn.hub.find(turn.param(0))
    if person is None:
        turn.reply(NOSUCHNICK, turn.param(0))
    elif person is turn.member:
        turn.talk.end(f"Killed ({person.login} ({turn.param(1)}))")
    else:
        turn.hub.dismiss(person, f"Killed ({turn.member.login} ({turn.param(1)}))")


def _tell(turn: Turn, person: Member) -> None:
    login, operator = person.login, "o" in turn.member.modes
    turn.reply(WHOISUSER, login, person.user, person.host, "*", person.realname)
    seen = [
        room.signs(person) + room.name
        for room in person.rooms.values()
        if turn.member in room.members or ("s" not in room.flags and "i" not in person.modes)
    ]
    for start in range(0, len(seen), 8):
        turn.reply(WHOISCHANNELS, login, " ".join(seen[start : start + 8]))
    turn.reply(WHOISSERVER, login, turn.hub.name, turn.talk.version)
    if "o" in person.modes:
        turn.reply(WHOISOPERATOR, login)
    if person.away:
        turn.reply(AWAY, login, person.away)
    if operator or person is turn.member:
        turn.reply(WHOISACTUALLY, login, person.host)
    idle = max(0, int(turn.hub.now - person.spoke))
    turn.reply(WHOISIDLE, login, str(idle), str(int(person.arrived)))


def _userhost(person: Member) -> str:
    operator = "*" if "o" in person.modes else ""
    return f"{person.login}{operator}={'-' if person.away else '+'}{person.user}@{person.host}"


def _watch(turn: Turn, listed: list[str]) -> None:
    watched, added = turn.member.watched, []
    for index, name in enumerate(listed):
        try:
            key = names.login_key(names.login(name))
        except RemoteProtocolError:
            continue
        if key not in watched and len(watched) >= WATCHED:
            turn.reply(MONLISTFULL, str(WATCHED), ",".join(listed[index:]).replace(" ", ""))
            break
        watched[key] = name
        turn.hub.herald.watch(turn.member, key)
        added.append(name)
    _status(turn, added)


def _forget(turn: Turn, key: str) -> None:
    if turn.member.watched.pop(key, None) is not None:
        turn.hub.herald.unwatch(turn.member, key)


def _status(turn: Turn, asked: list[str]) -> None:
    found = [(one, turn.hub.find(one)) for one in asked]
    _list(turn, MONONLINE, [person.source for _, person in found if person is not None])
    _list(turn, MONOFFLINE, [name for name, person in found if person is None])


def _list(turn: Turn, numeric: Numeric, words: list[str]) -> None:
    line: list[str] = []
    for word in words:
        if line and len(",".join((*line, word)).encode()) > _LINE:
            turn.reply(numeric, ",".join(line))
            line = []
        line.append(word)
    if line:
        turn.reply(numeric, ",".join(line))
