"""Words: PRIVMSG, NOTICE and TAGMSG, to people and rooms."""

from collections.abc import Callable, Sequence

from protocol.irc.numerics import (
    AWAY,
    CANNOTSENDTOCHAN,
    NORECIPIENT,
    NOSUCHCHANNEL,
    NOSUCHNICK,
    NOTEXTTOSEND,
    TOOMANYTARGETS,
    Numeric,
)
from servers.chat.hub import Hub
from servers.chat.irc.support import TARGETS
from servers.chat.irc.turn import Turn
from servers.chat.members import Absent, Member
from servers.chat.rooms import RANKS, Room

_Complaint = Callable[..., None]

_LEFT = "Not here now; the message is kept"


def message(turn: Turn) -> None:
    """PRIVMSG <recipient>{,<recipient>} <text>: say something to people or rooms."""
    _speak(turn, turn.reply)


def notice(turn: Turn) -> None:
    """NOTICE <recipient>{,<recipient>} <text>: as PRIVMSG, and nothing ever answers by itself."""
    _speak(turn, _silently)


def tags(turn: Turn) -> None:
    """TAGMSG <recipient>{,<recipient>}: tags without text; IRCv3, message tags."""
    _speak(turn, turn.reply, text=False)


def together(hub: Hub, member: Member, name: str, texts: Sequence[str]) -> bool:
    """Say several things to a room as one, where that is the same as one by one; or do nothing."""
    room = hub.find_room(name)
    if room is None or not room.hears(member):
        return False
    member.spoke = hub.now
    return hub.posting.post_all(member, room, texts)


def _silently(numeric: Numeric, *params: str, **facts: object) -> None:
    """Complain of nothing: a notice is never answered."""
    del numeric, params, facts


def _speak(turn: Turn, complain: _Complaint, *, text: bool = True) -> None:
    params = turn.message.params
    if not params or not params[0]:
        complain(NORECIPIENT, verb=turn.message.verb)
        return
    if text and (len(params) < 2 or not params[1]):
        complain(NOTEXTTOSEND)
        return
    for count, name in enumerate(_named(params[0])):
        if count >= TARGETS:
            complain(TOOMANYTARGETS, name)
            return
        if name.lstrip("@+").startswith("#"):
            _to_room(turn, name, complain)
        else:
            _to_person(turn, name, complain)


def _named(listed: str) -> Sequence[str]:
    if "," not in listed and " " not in listed:
        return (listed,)
    return [one.split(" ")[0] for one in dict.fromkeys(listed.split(",")) if one.strip()]


def _to_room(turn: Turn, name: str, complain: _Complaint) -> None:
    sign = name[0] if name[0] in RANKS.values() else ""
    room = turn.hub.find_room(name.removeprefix(sign))
    if room is None:
        complain(NOSUCHCHANNEL, name)
    elif not room.hears(turn.member):
        complain(CANNOTSENDTOCHAN, room.name)
    else:
        _post(turn, room, sign)


def _to_person(turn: Turn, name: str, complain: _Complaint) -> None:
    person = turn.hub.find(name) or _left(turn, name)
    if person is None:
        complain(NOSUCHNICK, name)
        return
    _post(turn, person)
    away = _LEFT if isinstance(person, Absent) else person.away
    if away and turn.message.verb == "PRIVMSG":
        complain(AWAY, person.login, away)


def _left(turn: Turn, name: str) -> Absent | None:
    """Find somebody who is not here and will read it later: words, and not tags alone."""
    return None if turn.message.verb == "TAGMSG" else turn.hub.find_absent(name)


def _post(turn: Turn, to: Member | Room | Absent, sign: str = "") -> None:
    message, member = turn.message, turn.member
    tags, verb = message.tags, message.verb
    shared = {name: value for name, value in tags.items() if name.startswith("+")} if tags else {}
    text = "" if verb == "TAGMSG" else message.params[1]
    labelled = "label" in tags
    post = turn.hub.post(member, verb, to, text, shared, sign, labelled=labelled)
    if labelled or post.pending is None:
        turn.hub.echo(member, post)
