r"""The classic chat: events <-> messages, for both sides.

C: manu\n                                      the login, once, first
S: Bienvenue au service "tchat"\n
S: manu vient de se connecter\n                to everybody, manu included
S: Connectés : ['bruno', 'manu']\n             to everybody, in order of arrival
C: bruno@salut à toi\n                         recipient@text; only the first @ separates
S: bruno > bonjour à toi aussi\n
C: #lobby@bonjour                              a room, by a client of 2017: no newline, a pause
S: bruno (#lobby) > bonjour manu\n
C: personne@hé\n
S: erreur@destinataire@personne de ce nom\n    the session goes on
C: manu@stop\n
S: stop\n                                      to manu alone, then the service closes
S: manu vient de se déconnecter\n              to those who remain
S: Connectés : ['bruno']\n
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from protocol.errors import LocalProtocolError
from protocol.lines import LIMIT, Line, Lines

LOBBY = "#lobby"
"""The room that every classic session is in from login on."""

PRESENT_LIMIT = 64 * 1024
"""Bytes of one line from a service: the list of 1,024 logins of 30 characters fits."""

_WELCOME = 'Bienvenue au service "tchat"'
_ARRIVED = re.compile(r"(\S{1,60}) vient de se connecter")
_LEFT = re.compile(r"(\S{1,60}) vient de se déconnecter")
_HEARD = re.compile(r"(\S{1,60})(?: \((#\S{1,60})\))? > (.*)", re.DOTALL)
_PRESENT = re.compile(r"Connectés : (\[.*\])")


@dataclass(frozen=True, slots=True)
class Login:
    """Who the client says it is; not yet checked."""

    login: str


@dataclass(frozen=True, slots=True)
class Message:
    """Words for a login or, where `to` begins with #, a room."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The client takes its leave."""


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """A message with no @ in it: nobody can be meant."""

    text: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """The service greets."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is here from now on."""

    login: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody is gone."""

    login: str


@dataclass(frozen=True, slots=True)
class Present:
    """Everybody who is connected, in order of arrival."""

    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said to us, or in a room."""

    sender: str
    text: str
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be done.

    `code` is `login`, `destinataire`, `forme`, `longueur`, `debit` or `interdit`.
    """

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The service's last word."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line of the service that means nothing to us; shown as it is."""

    text: str


FromClient = Login | Message | Stop | Unaddressed
FromService = Welcome | Arrived | Left | Present | Heard | Refused | Stopped | Unknown


class ServiceSide:
    """What a service hears on one connection: the login first, then messages until `stop`."""

    def __init__(self) -> None:
        self._lines = Lines(LIMIT)
        self._login_heard = False
        self.old_client = False

    @property
    def waiting(self) -> bool:
        """Whether the caller must time a pause."""
        return self._lines.waiting

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""
        self._lines.receive(data)

    def pause(self) -> None:
        """Say that a pause went by."""
        self._lines.pause()

    def events(self) -> Iterator[FromClient]:
        """Yield what the client said; raises RemoteProtocolError as `Lines.events` does."""
        for line in self._lines.events():
            self.old_client = self.old_client or line.paused
            if self._login_heard:
                if line.text:
                    yield parse_message(line.text)
            else:
                self._login_heard = True
                yield Login(line.text)


class ClientSide:
    """What a client hears on its connection."""

    def __init__(self) -> None:
        self._lines = Lines(PRESENT_LIMIT)

    @property
    def waiting(self) -> bool:
        """Whether the caller must time a pause."""
        return self._lines.waiting

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""
        self._lines.receive(data)

    def pause(self) -> None:
        """Say that a pause went by."""
        self._lines.pause()

    def events(self) -> Iterator[FromService]:
        """Yield what the service said; raises RemoteProtocolError as `Lines.events` does."""
        for line in self._lines.events():
            if line.text:
                yield parse_answer(line)


def parse_message(text: str) -> FromClient:
    """Read what a client says after its login."""
    to, at, words = text.partition("@")
    if not at:
        return Unaddressed(text)
    if words.strip() == "stop":
        return Stop()
    return Message(to.strip(), words.strip())


def render_to_service(event: FromClient) -> bytes:
    """Write what a client says, with its newline; LocalProtocolError for what cannot be said."""
    match event:
        case Login(login):
            text = login
        case Message(to, words):
            if "@" in to or words == "stop":
                raise LocalProtocolError(f"not a message: {event!r}")
            text = f"{to}@{words}"
        case Stop():
            text = "*@stop"
        case Unaddressed(words):
            raise LocalProtocolError(f"to nobody: {words!r}")
    if "\n" in text or len(text.encode()) > LIMIT:
        raise LocalProtocolError("a message is one line within the limit")
    return f"{text}\n".encode()


def parse_answer(line: Line) -> FromService:
    """Read one line of a service."""
    text = line.text
    if (found := _HEARD.fullmatch(text)) is not None:
        return Heard(found[1], found[3], found[2])
    if (found := _ARRIVED.fullmatch(text)) is not None:
        return Arrived(found[1])
    if (found := _LEFT.fullmatch(text)) is not None:
        return Left(found[1])
    if (found := _PRESENT.fullmatch(text)) is not None:
        return _present(text, found[1])
    if text == "stop":
        return Stopped()
    if text.startswith("Bienvenue"):
        return Welcome()
    word, *rest = text.split("@", 2)
    if word == "erreur" and len(rest) == 2:
        return Refused(rest[0], rest[1])
    return Unknown(text)


def render_to_client(event: FromService) -> bytes:
    """Write what a service says, with its newline. Control characters in words become U+FFFD:
    telnet and the clients of 2017 hand every byte to their terminal.
    """
    match event:
        case Welcome():
            text = _WELCOME
        case Arrived(login):
            text = f"{login} vient de se connecter"
        case Left(login):
            text = f"{login} vient de se déconnecter"
        case Present(logins):
            text = f"Connectés : {list(logins)}"
        case Heard(sender, words, room):
            place = f" ({room})" if room else ""
            text = f"{sender}{place} > {plain(words)}"
        case Refused(code, detail):
            text = f"erreur@{code}@{plain(detail)}"
        case Stopped():
            text = "stop"
        case Unknown(words):
            raise LocalProtocolError(f"a service never says {words!r}")
    return f"{text}\n".encode()


def plain(text: str) -> str:
    """Replace the control characters of a stranger's words by U+FFFD; a tab stays."""
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(character) == "Cc" and character != "\t" else character
        for character in text
    )


def _present(text: str, listed: str) -> FromService:
    try:
        logins = ast.literal_eval(listed)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Unknown(text)
    if not all(isinstance(login, str) for login in logins):
        return Unknown(text)
    return Present(tuple(unicodedata.normalize("NFC", login) for login in logins))
