"""What a server can do: the capabilities it granted, and the tokens it announced (ISUPPORT)."""

from collections.abc import Iterable, Sequence

from protocol.irc.history import MOST
from tui.clients.chat.session import Ability

WANTED = (
    "away-notify",
    "batch",
    "cap-notify",
    "draft/chathistory",
    "draft/read-marker",
    "echo-message",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "server-time",
    "soju.im/search",
    "standard-replies",
)
"""Capabilities that this client makes use of."""

_NEEDS = {
    "labeled-response": {"batch"},
    "echo-message": {"batch", "labeled-response"},
    "draft/chathistory": {"batch", "message-tags", "server-time"},
    "soju.im/search": {"batch", "message-tags", "server-time"},
}
"""What a capability is of no use to us without: an echo without label is nobody's answer."""

REF = "VASISTAS/REF"
"""The token of a server that keeps words before it echoes them, and none of them twice."""

TOKENS = 100
"""Tokens that are remembered: twice as many as servers have."""

ALWAYS = frozenset({Ability.ROOMS, Ability.AWAY, Ability.ACT, Ability.RENAME, Ability.ASK})


class Support:
    """Capabilities by name, and tokens by name with their values."""

    def __init__(self) -> None:
        self.granted: set[str] = set()
        self._tokens: dict[str, str] = {}

    def announce(self, params: Sequence[str]) -> None:
        """Take in the tokens of one 005: its parameters between our name and the words."""
        for token in params:
            name, _, value = token.partition("=")
            if len(self._tokens) < TOKENS or name in self._tokens:
                self._tokens[name.upper()] = value

    @property
    def can(self) -> frozenset[Ability]:
        """What all this amounts to."""
        granted = self.granted
        found = {
            Ability.STORED: REF in self._tokens and {"echo-message", "message-tags"} <= granted,
            Ability.HISTORY: "draft/chathistory" in granted,
            Ability.SEARCH: "soju.im/search" in granted,
            Ability.MARKERS: "draft/read-marker" in granted,
        }
        return ALWAYS | {ability for ability, there in found.items() if there}

    @property
    def prefixes(self) -> dict[str, str]:
        """The modes of ranks and their signs, the highest rank first."""
        modes, _, signs = self._tokens.get("PREFIX", "(ov)@+").removeprefix("(").partition(")")
        return dict(zip(modes, signs, strict=False))

    @property
    def room_modes(self) -> tuple[str, ...]:
        """The other modes of rooms: lists, always with a value, with a value if set, without."""
        groups = self._tokens.get("CHANMODES", "b,k,l,imnst").split(",")
        return tuple((*groups, "", "", "", "")[:4])

    @property
    def page(self) -> int:
        """How many messages one answer of the history has at most."""
        text = self._tokens.get("CHATHISTORY", "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
        return min(number, MOST) or MOST


def wanted(offered: Iterable[str]) -> list[str]:
    """Return what to ask for of what is offered."""
    there = set(offered)
    useful = [one for one in WANTED if one in there and _NEEDS.get(one, set()) <= there]
    return [one for one in useful if one != "labeled-response" or "message-tags" in there]
