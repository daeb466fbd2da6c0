"""IRC by hand: NICK and USER, a channel, words in it, PING and PONG, and QUIT."""

import re

from tui.screens.console.guides.hint import Hint, Said
from tui.words import _

_PING = re.compile(r"(?:@\S+ )?(?::\S+ )?PING :?(\S+)")


class IrcGuide:
    """Registers, joins, speaks and leaves; a PING is answered before all else."""

    def __init__(self, login: str, _peer: str) -> None:
        self._login = login

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        if said.is_over:
            return None
        for line in reversed(said.since):
            if (ping := _PING.match(line)) is not None:
                return Hint(f"PONG :{ping[1]}", _("they ask whether you are still there"))
        heard, sent = said.heard, said.sent
        if heard.first(r"(?:@\S+ )?:\S+ 001 ") is None:
            return self._register(said)
        if sent.last(r"(?i)JOIN ") is None:
            return Hint("JOIN #lobby", _("enter a channel"))
        if sent.last(r"(?i)PRIVMSG ") is None:
            return Hint("PRIVMSG #lobby :bonjour", _("channel or name, then : and the text"))
        if sent.last(r"(?i)NAMES ") is None:
            return Hint("NAMES #lobby", _("ask who is there: 353 lists them, 366 ends the list"))
        return Hint("QUIT :à bientôt", _("take your leave"))

    def _register(self, said: Said) -> Hint | None:
        if any(re.match(r"(?:@\S+ )?:\S+ 43[23] ", line) for line in said.since):
            nick = said.sent.last(r"(?i)NICK (\S+)")
            other = f"{nick[1] if nick else self._login}2"
            return Hint(f"NICK {other}", _("that name is taken, or not valid: another"))
        if said.sent.last(r"(?i)NICK ") is None:
            return Hint(f"NICK {self._login}", _("your name here"))
        if said.sent.last(r"(?i)USER ") is None:
            words = _("user name, two fields that nobody uses, :real name")
            return Hint(f"USER {self._login} 0 * :{self._login}", words)
        return None
