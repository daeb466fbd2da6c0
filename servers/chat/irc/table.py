"""Every command that this chat knows, in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from servers.chat.irc import (
    chathistory,
    describing,
    entering,
    house,
    markers,
    modes,
    people,
    registration,
    search,
    speaking,
    who,
)
from servers.chat.irc.turn import Turn


@dataclass(frozen=True, slots=True)
class Command:
    """`least`: parameters it needs, none of them empty where they must be `filled`. `early`: also
    before one has said who one is. `speaks`: too fast, it is refused; others are only slower.
    """

    do: Callable[[Turn], None]
    least: int = 0
    early: bool = False
    filled: bool = True
    speaks: bool = False


COMMANDS = {
    "AUTHENTICATE": Command(registration.authenticate, 1, early=True),
    "AWAY": Command(describing.away),
    "CAP": Command(registration.cap, 1, early=True),
    "CHATHISTORY": Command(chathistory.chathistory),
    "HELP": Command(house.explain),
    "HELPOP": Command(house.explain),
    "INFO": Command(house.info),
    "INVITE": Command(entering.invite),
    "ISON": Command(people.ison, 1),
    "JOIN": Command(entering.join, 1),
    "KICK": Command(entering.kick, 2),
    "KILL": Command(people.kill, 1),
    "LIST": Command(describing.rooms),
    "LUSERS": Command(house.lusers),
    "MARKREAD": Command(markers.markread),
    "MODE": Command(modes.mode, 1, filled=False),
    "MONITOR": Command(people.monitor, 1),
    "MOTD": Command(house.motd),
    "NAMES": Command(describing.names),
    "NICK": Command(registration.nick, early=True),
    "NOTICE": Command(speaking.notice, speaks=True),
    "OPER": Command(house.oper, 2),
    "PART": Command(entering.part, 1),
    "PASS": Command(registration.password, 1, early=True),
    "PING": Command(house.ping, 1, early=True),
    "PONG": Command(house.pong, early=True),
    "PRIVMSG": Command(speaking.message, speaks=True),
    "QUIT": Command(registration.leave, early=True),
    "SEARCH": Command(search.search),
    "SETNAME": Command(registration.set_name, 1, filled=False),
    "TAGMSG": Command(speaking.tags, 1, speaks=True),
    "TIME": Command(house.time),
    "TOPIC": Command(describing.topic, 1, filled=False),
    "USER": Command(registration.user, 4, early=True, filled=False),
    "USERHOST": Command(people.userhost, 1),
    "VERSION": Command(house.version),
    "WALLOPS": Command(house.wallops, 1),
    "WHO": Command(who.who),
    "WHOIS": Command(people.whois),
    "WHOWAS": Command(people.whowas),
}
