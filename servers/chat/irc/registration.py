"""Who a client is, and what it can do: CAP, PASS, NICK, USER, AUTHENTICATE, SETNAME, QUIT."""

import unicodedata

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.numerics import (
    ALREADYREGISTERED,
    CREATED,
    ERRONEUSNICKNAME,
    INVALIDCAPCMD,
    INVALIDUSERNAME,
    ISUPPORT,
    MYINFO,
    NEEDMOREPARAMS,
    NICKNAMEINUSE,
    NONICKNAMEGIVEN,
    PASSWDMISMATCH,
    SASLFAIL,
    WELCOME,
    YOURHOST,
)
from servers.chat.irc import house
from servers.chat.irc.support import CHANNEL_MODES, REF, TOKENS, USER_MODES
from servers.chat.irc.turn import Turn
from servers.chat.news import CAPABILITIES, IRC, News

USER_LENGTH = 20
"""Characters of a user name; the rest is cut, as everywhere on IRC."""

REALNAME_LENGTH = 150
"""Characters of a real name: it stands in one line of WHOIS."""

_TOKENS_A_LINE = 12
_CAP_302 = 302


def cap(turn: Turn) -> None:
    """CAP LS, LIST, REQ, END: IRCv3, capability negotiation."""
    word, wanted = turn.param(0).upper(), turn.param(1)
    if word in ("LS", "REQ") and not turn.talk.registered:
        turn.talk.negotiating = True
    match word:
        case "LS":
            if wanted.isdecimal() and int(wanted[:4]) >= _CAP_302:
                turn.member.form |= CAPABILITIES["cap-notify"]
            _cap(turn, "LS", " ".join(CAPABILITIES))
        case "LIST":
            on = (name for name, bit in CAPABILITIES.items() if turn.member.form & bit)
            _cap(turn, "LIST", " ".join(on))
        case "REQ":
            _request(turn, wanted)
        case "END":
            turn.talk.negotiating = False
            register(turn)
        case _:
            turn.reply(INVALIDCAPCMD, turn.param(0) or "*")


def password(turn: Turn) -> None:
    """PASS: the password of the host, where it has one."""
    if turn.talk.registered:
        turn.reply(ALREADYREGISTERED)
        return
    turn.talk.password = turn.param(0)


def authenticate(turn: Turn) -> None:
    """AUTHENTICATE: there are no accounts, and `sasl` is not announced."""
    turn.reply(SASLFAIL)


def nick(turn: Turn) -> None:
    """NICK: the login, now or later."""
    if not turn.param(0):
        turn.reply(NONICKNAMEGIVEN)
        return
    wanted = turn.param(0)
    try:
        login = names.login(wanted)
    except RemoteProtocolError:
        turn.reply(ERRONEUSNICKNAME, wanted)
        return
    other = turn.hub.find(login)
    if other is not None and other is not turn.member:
        turn.reply(NICKNAMEINUSE, login)
    elif not turn.talk.registered:
        turn.talk.nick = login
        register(turn)
    elif login != turn.member.login:
        turn.hub.rename(turn.member, login)


def user(turn: Turn) -> None:
    """USER: a user name and a real name."""
    if turn.talk.registered:
        turn.reply(ALREADYREGISTERED)
        return
    name, realname = turn.param(0), turn.param(3)
    if not realname:
        turn.reply(NEEDMOREPARAMS, "USER")
        return
    kept = "".join(one for one in name if one not in "!@:*?" and _is_visible(one))
    if not kept:
        turn.reply(INVALIDUSERNAME)
        return
    turn.member.user = f"~{kept[:USER_LENGTH]}"
    turn.member.realname = _realname(realname)
    register(turn)


def set_name(turn: Turn) -> None:
    """SETNAME: another real name; IRCv3, setname."""
    member, name = turn.member, turn.param(0)
    if not name or len(name) > REALNAME_LENGTH:
        turn.fail("INVALID_REALNAME", "That is no real name")
        return
    member.realname = _realname(name)
    news = News(
        Message("SETNAME", (member.realname,), member.source),
        moment=turn.hub.now,
        needs=CAPABILITIES["setname"],
    )
    turn.hub.tell(member.neighbours(), news)


def leave(turn: Turn) -> None:
    """QUIT: goodbye."""
    turn.talk.end(f"Quit: {turn.param(0)}" if turn.param(0) else "Quit")


def register(turn: Turn) -> None:
    """Let a client in once it has said who it is and is done negotiating."""
    talk, member, hub = turn.talk, turn.member, turn.hub
    if talk.registered or talk.negotiating or not talk.nick or not member.user:
        return
    if not talk.check(talk.password):
        turn.reply(PASSWDMISMATCH)
        talk.end("Wrong password")
        return
    member.login, member.key = talk.nick, names.login_key(talk.nick)
    try:
        hub.enter(member)
    except RemoteProtocolError:
        member.login, member.key, nick = "*", "", talk.nick
        talk.nick = ""
        turn.reply(NICKNAMEINUSE, nick)
        return
    talk.registered = True
    hub.strangers -= 1
    _welcome(turn)


def _welcome(turn: Turn) -> None:
    talk, hub = turn.talk, turn.hub
    turn.reply(WELCOME, nick=turn.member.source)
    turn.reply(YOURHOST, name=hub.name, version=talk.version)
    turn.reply(CREATED, since=house.date(talk.since))
    turn.reply(MYINFO, hub.name, talk.version, USER_MODES, CHANNEL_MODES, "bklov")
    support(turn)
    house.lusers(turn)
    house.greet(turn)


def support(turn: Turn) -> None:
    """Say what this host supports, in lines of at most 13 tokens."""
    tokens = TOKENS if turn.hub.history is None else (*TOKENS, REF)
    for start in range(0, len(tokens), _TOKENS_A_LINE):
        turn.reply(ISUPPORT, *tokens[start : start + _TOKENS_A_LINE])


def _request(turn: Turn, wanted: str) -> None:
    form = turn.member.form
    for one in wanted.split():
        bit = CAPABILITIES.get(one.removeprefix("-"))
        if bit is None:
            _cap(turn, "NAK", wanted)
            return
        form = form & ~bit if one.startswith("-") else form | bit
    turn.member.form = form | IRC
    for room in turn.member.rooms.values():
        room.heard_by = None
    _cap(turn, "ACK", wanted)


def _cap(turn: Turn, word: str, text: str) -> None:
    message = Message("CAP", (turn.member.login, word, text), turn.hub.name)
    turn.hub.tell((turn.member,), News(message))


def _realname(text: str) -> str:
    return "".join(one for one in text if one == " " or _is_visible(one))[:REALNAME_LENGTH]


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"
