r"""How one comes in: capabilities, a name, and the server's word that one is there.

C: CAP LS 302\r\n
C: NICK manu\r\n
C: USER manu 0 * :manu\r\n
S: :host CAP * LS * :batch cap-notify\r\n             the asterisk: more lines follow
S: :host CAP * LS :echo-message sts=port=6697\r\n
C: CAP REQ :batch cap-notify\r\n
S: :host CAP * ACK :batch cap-notify\r\n
C: CAP END\r\n
S: :host 001 manu :Welcome\r\n
S: :host 005 manu PREFIX=(ov)@+ :are supported\r\n
S: :host 376 manu :End of the message of the day\r\n

A server that knows no capabilities answers 421, or nothing, and lets us in all the same.
"""

import re
from collections.abc import Sequence

from protocol import chat, names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from tui.clients.chat.irc.support import Support, wanted
from tui.clients.failure import Failure, Step

OFFERED = 500
"""Capabilities of a server that are looked at: ten times what any offers."""

GREETING = 200
"""Lines of a message of the day that are kept: several screens."""

SOURCELESS = frozenset({"AUTHENTICATE", "CAP", "ERROR", "NOTICE", "PING", "PONG"})
"""What servers say without saying who they are; anything else of that kind is not IRC."""

_REFUSED = {
    **dict.fromkeys(("431", "432", "433", "436", "437"), "login"),
    **dict.fromkeys(("463", "464", "465", "466", "ERROR"), "interdit"),
}
_USER = re.compile(r"[^A-Za-z0-9]+")


class Entering:
    """Says what comes first, then answers each message; `login` is final once it is `done`."""

    def __init__(self, login: str, peer: str) -> None:
        self.login = login
        self.support = Support()
        self.greeting: list[str] = []
        self.done = False
        self._peer = peer
        self._offered: list[str] = []

    def first(self) -> list[Message]:
        """Return what we say unasked."""
        user = _USER.sub("", self.login)[:9] or "vasistas"
        return [
            Message("CAP", ("LS", "302")),
            Message("NICK", (self.login,)),
            Message("USER", (user, "0", "*", self.login)),
        ]

    def hear(self, message: Message) -> list[Message]:
        """Return what to answer; Failure REFUSED where we may not come in, BODY if it is no IRC."""
        params = message.params
        match message.verb:
            case "CAP":
                return self._capabilities(params[1:])
            case "PING":
                return [Message("PONG", params[-1:])]
            case "001":
                self._welcome(params)
            case "005":
                self.support.announce(params[1:-1])
            case "372" if len(self.greeting) < GREETING:
                self.greeting.append(params[-1] if params else "")
            case "376" | "422":
                self.done = True
            case verb if verb in _REFUSED:
                reason = params[-1] if params else ""
                raise Failure(Step.REFUSED, reason, peer=self._peer, code=_REFUSED[verb])
            case verb if not message.source and verb not in SOURCELESS:
                raise self._not_irc(message)
        return []

    def _welcome(self, params: Sequence[str]) -> None:
        try:
            self.login = names.login(params[0] if params else "")
        except RemoteProtocolError as error:
            raise Failure(Step.BODY, error.detail, peer=self._peer, code="forme") from None

    def _capabilities(self, params: Sequence[str]) -> list[Message]:
        word, words = (params[0].upper(), params[-1].split()) if params else ("", [])
        if word == "LS":
            room = OFFERED - len(self._offered)
            self._offered += [one.partition("=")[0] for one in words[:room]]
            if "*" in params[1:-1]:
                return []
            asked = wanted(self._offered)
            end = Message("CAP", ("END",))
            return [Message("CAP", ("REQ", " ".join(asked)))] if asked else [end]
        if word == "ACK":
            self.support.granted |= {one for one in words if one in wanted(self._offered)}
        return [Message("CAP", ("END",))] if word in ("ACK", "NAK") else []

    def _not_irc(self, message: Message) -> Failure:
        """Say what it is that speaks no IRC: a classic chat that refuses, or one that greets."""
        said = " ".join((message.verb, *message.params))
        if said.startswith("ERREUR@"):
            _, code, *detail = said.split("@")
            reason = "@".join(detail)
            return Failure(Step.REFUSED, reason, peer=self._peer, code=code.lower())
        return Failure(Step.BODY, "", peer=self._peer, code="irc")


def lobby() -> Message:
    """Return what enters the room that everybody is in."""
    return Message("JOIN", (chat.LOBBY,))
