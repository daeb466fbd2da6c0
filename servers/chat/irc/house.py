"""The host itself: LUSERS, MOTD, VERSION, TIME, INFO, HELP, PING, OPER, WALLOPS."""

from collections.abc import Iterable
from datetime import UTC, datetime

from protocol.irc import Message
from protocol.irc.numerics import (
    ENDOFHELP,
    ENDOFINFO,
    ENDOFMOTD,
    GLOBALUSERS,
    HELPNOTFOUND,
    HELPSTART,
    HELPTXT,
    INFO,
    LOCALUSERS,
    LUSERCHANNELS,
    LUSERCLIENT,
    LUSERME,
    LUSEROP,
    LUSERUNKNOWN,
    MOTD,
    MOTDSTART,
    NOPRIVILEGES,
    NOSUCHSERVER,
    PASSWDMISMATCH,
    TIME,
    VERSION,
    YOUREOPER,
)
from servers.chat.irc.turn import Turn
from servers.chat.news import News

WORDS = (
    "This chat is also spoken in words for people with telnet: a login, then NAME@TEXT.",
    "Everybody meets in #lobby.",
)
"""The message of the day."""


def date(moment: float) -> str:
    """Write a moment for people, in UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def lusers(turn: Turn) -> None:
    """LUSERS: how many are here."""
    hub = turn.hub
    people = len(hub.members)
    hidden = sum("i" in member.modes for member in hub.members.values())
    operators = sum("o" in member.modes for member in hub.members.values())
    turn.reply(LUSERCLIENT, visible=people - hidden, hidden=hidden)
    turn.reply(LUSEROP, str(operators))
    turn.reply(LUSERUNKNOWN, str(hub.strangers))
    turn.reply(LUSERCHANNELS, str(len(hub.rooms)))
    turn.reply(LUSERME, people=people)
    for numeric in (LOCALUSERS, GLOBALUSERS):
        turn.reply(numeric, str(people), str(hub.most), people=people, most=hub.most)


def motd(turn: Turn) -> None:
    """MOTD: what a host says to whoever comes."""
    if _is_meant(turn):
        greet(turn)


def greet(turn: Turn) -> None:
    """Say the message of the day."""
    turn.reply(MOTDSTART, name=turn.hub.name)
    for line in WORDS:
        turn.say(MOTD.code, turn.member.login, f"- {line}")
    turn.reply(ENDOFMOTD)


def version(turn: Turn) -> None:
    """VERSION: which program this is."""
    if _is_meant(turn):
        turn.reply(VERSION, turn.talk.version, turn.hub.name, "https://modern.ircdocs.horse/")


def time(turn: Turn) -> None:
    """TIME: the host's clock."""
    if _is_meant(turn):
        turn.reply(TIME, turn.hub.name, date(turn.hub.now))


def info(turn: Turn) -> None:
    """INFO: what this is."""
    if not _is_meant(turn):
        return
    for line in (turn.talk.version, *WORDS, f"Up since {date(turn.talk.since)}"):
        turn.reply(INFO, line)
    turn.reply(ENDOFINFO)


def explain(turn: Turn) -> None:
    """HELP: all commands, or one of them."""
    from servers.chat.irc.table import COMMANDS

    subject = turn.param(0).upper() or "*"
    if subject != "*" and subject not in COMMANDS:
        turn.reply(HELPNOTFOUND, subject)
        return
    lines = ["Commands:", *_columns(COMMANDS)]
    if subject != "*":
        lines = [(COMMANDS[subject].do.__doc__ or subject).strip()]
    turn.say(HELPSTART.code, turn.member.login, subject, lines[0])
    for line in lines[1:]:
        turn.say(HELPTXT.code, turn.member.login, subject, line)
    turn.reply(ENDOFHELP, subject)


def ping(turn: Turn) -> None:
    """PING: are you there?"""
    turn.say("PONG", turn.hub.name, turn.param(0))


def pong(turn: Turn) -> None:
    """PONG: the answer to PING, which is heard like everything else."""
    del turn


def oper(turn: Turn) -> None:
    """OPER: be the host's operator, where it has one."""
    if not turn.talk.is_operator(turn.param(0), turn.param(1)):
        turn.reply(PASSWDMISMATCH)
        return
    turn.member.modes.add("o")
    turn.reply(YOUREOPER)
    login = turn.member.login
    turn.hub.tell((turn.member,), News(Message("MODE", (login, "+o"), turn.member.source)))


def wallops(turn: Turn) -> None:
    """WALLOPS: words of the host's operator to all who have asked for them (+w)."""
    if "o" not in turn.member.modes:
        turn.reply(NOPRIVILEGES)
        return
    hearing = [member for member in turn.hub.members.values() if "w" in member.modes]
    news = News(Message("WALLOPS", (turn.param(0),), turn.member.source), moment=turn.hub.now)
    turn.hub.tell(hearing, news)


def _is_meant(turn: Turn) -> bool:
    """Whether a command is for this host: it names none, this one, or somebody here."""
    name = turn.param(0)
    if not name or name.casefold() == turn.hub.name.casefold() or turn.hub.find(name) is not None:
        return True
    turn.reply(NOSUCHSERVER, name)
    return False


def _columns(words: Iterable[str], width: int = 8) -> list[str]:
    whole = list(words)
    return [" ".join(whole[start : start + width]) for start in range(0, len(whole), width)]
