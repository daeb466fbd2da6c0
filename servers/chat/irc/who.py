"""WHO and WHOX: a table of people, in the columns that the client wants."""

from collections.abc import Callable, Mapping

from protocol.irc import masks
from protocol.irc.numerics import ENDOFWHO, WHOREPLY, WHOSPCRPL
from servers.chat.irc.turn import Turn
from servers.chat.members import Member
from servers.chat.news import CAPABILITIES
from servers.chat.rooms import Room

_ORDER = "tcuihsnfdlaor"
"""The columns of WHOX in the order of their answer: IRCv3, whox."""

_TOKEN = 3
"""Digits of the token that a client gives."""


def who(turn: Turn) -> None:
    """WHO <room, login or mask> [%<columns>[,<token>]]: who is there."""
    mask = turn.param(0)
    fields, _, token = turn.param(1).partition("%")[2].partition(",")
    extended = not set(fields).isdisjoint(_ORDER)
    for person, room in _found(turn, mask):
        if extended:
            turn.reply(WHOSPCRPL, *_columns(turn, person, room, fields, token[:_TOKEN]))
        else:
            turn.reply(WHOREPLY, *_classic(turn, person, room))
    turn.reply(ENDOFWHO, mask)


def _found(turn: Turn, mask: str) -> list[tuple[Member, Room | None]]:
    hub, asking = turn.hub, turn.member
    if mask.startswith("#"):
        room = hub.find_room(mask)
        if room is None or not room.is_seen_by(asking):
            return []
        inside = asking in room.members
        seen = (one for one in room.members if inside or "i" not in one.modes)
        return [(person, room) for person in seen]
    exact = hub.find(mask)
    if exact is not None:
        return [(exact, None)]
    everybody = mask in ("*", "0", "")
    known = asking.neighbours()
    return [
        (person, None)
        for person in list(hub.members.values())
        if (everybody or masks.matches(mask, person.login))
        and (person in known or "i" not in person.modes)
    ]


def _flags(turn: Turn, person: Member, room: Room | None) -> str:
    every = bool(turn.member.form & CAPABILITIES["multi-prefix"])
    operator = "*" if "o" in person.modes else ""
    signs = room.signs(person, every=every) if room else ""
    return f"{'G' if person.away else 'H'}{operator}{signs}"


def _classic(turn: Turn, person: Member, room: Room | None) -> tuple[str, ...]:
    place = room.name if room else "*"
    flags = _flags(turn, person, room)
    about = f"0 {person.realname}"
    return (place, person.user, person.host, turn.hub.name, person.login, flags, about)


def _columns(
    turn: Turn, person: Member, room: Room | None, fields: str, token: str
) -> tuple[str, ...]:
    columns: Mapping[str, Callable[[], str]] = {
        "t": lambda: token or "0",
        "c": lambda: room.name if room else "*",
        "u": lambda: person.user,
        "i": lambda: person.host if _may_see_address(turn, person) else "255.255.255.255",
        "h": lambda: person.host,
        "s": lambda: turn.hub.name,
        "n": lambda: person.login,
        "f": lambda: _flags(turn, person, room),
        "d": lambda: "0",
        "l": lambda: str(max(0, int(turn.hub.now - person.spoke))),
        "a": lambda: "0",
        "o": lambda: "n/a",
        "r": lambda: person.realname,
    }
    return tuple(columns[one]() for one in _ORDER if one in fields)


def _may_see_address(turn: Turn, person: Member) -> bool:
    return person is turn.member or "o" in turn.member.modes
