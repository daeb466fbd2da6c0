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

import re
import unicodedata
from dataclasses import dataclass

from protocol.errors import LocalProtocolError
from protocol.lines import LIMIT, Line

LOBBY = "#lobby"
"""The room that every classic session is in from login on."""

_WELCOME = 'Bienvenue au service "tchat"'
_ARRIVED = re.compile(r"(\S{1,60}) vient de se connecter")
_LEFT = re.compile(r"(\S{1,60}) vient de se déconnecter")
_HEARD = re.compile(r"(\S{1,60})(?: \((#\S{1,60})\))? >(?: (.*))?", re.DOTALL)
_LITERAL = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_PRESENT = re.compile(rf"Connectés : \[((?:{_LITERAL})(?:, (?:{_LITERAL}))*|)\]")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))", re.DOTALL)


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
            if "@" in to or words.strip() == "stop":
                raise LocalProtocolError(f"not a message: {event!r}")
            text = f"{to}@{words}"
        case Stop():
            text = "*@stop"
        case Unaddressed(words):
            raise LocalProtocolError(f"to nobody: {words!r}")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise LocalProtocolError("a message is text, and half a surrogate pair is none") from None
    if b"\n" in data or len(data) > LIMIT:
        raise LocalProtocolError("a message is one line within the limit")
    return data + b"\n"


def parse_answer(line: Line) -> FromService:
    """Read one line of a service."""
    text = line.text
    if (found := _HEARD.fullmatch(text)) is not None:
        return Heard(found[1], found[3] or "", found[2])
    if (found := _ARRIVED.fullmatch(text)) is not None:
        return Arrived(found[1])
    if (found := _LEFT.fullmatch(text)) is not None:
        return Left(found[1])
    if (found := _PRESENT.fullmatch(text)) is not None:
        return Present(tuple(_unquote(one) for one in re.findall(_LITERAL, found[1])))
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


def _unquote(literal: str) -> str:
    """Undo Python's repr of a str, without handing a stranger's words to Python's parser."""
    return unicodedata.normalize("NFC", _ESCAPE.sub(_character, literal[1:-1]))


def _character(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits is None:
        return {"n": "\n", "r": "\r", "t": "\t"}.get(escape[4], escape[4])
    code = int(digits, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
