"""What a login, a room's and a photo's name may be: the one choke point for both sides.

Whoever receives a name from the network or from a person passes it through here before it is
compared, stored or shown; a name that comes out is safe as a key and as a file in a directory.
"""

import unicodedata
from collections.abc import Callable

from protocol.errors import RemoteProtocolError

LOGIN_LENGTH = 30
"""Characters of a login after NFC: a column of the screen, and the limit of most IRC networks."""

PHOTO_BYTES = 255
"""UTF-8 bytes of a photo's name: what Linux file systems take for one component of a path."""

ROOM_LENGTH = 50
"""Characters of a room's name with its `#`: the limit of most IRC networks."""

_LOGIN_FORBIDDEN = frozenset("@,:!*?#&$~+%\"'`«»‘’‚‛“”„‟‹›")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})


def login(text: str) -> str:
    """Return the login in NFC, or raise RemoteProtocolError `login`, saying why it is not valid.

    Its key keeps the same rules: NFKC makes a comma of U+FF0C, and `#` of U+FF03, so that the key
    of one person would be that of two people, or of a room.
    """
    name = unicodedata.normalize("NFC", text)
    for form in (name, login_key(name)):
        _check_login(form)
    return name


def login_is_valid(text: str) -> bool:
    """Whether this may be somebody's login."""
    return _made(login, text) is not None


def room(text: str) -> str:
    """Return a room's name in NFC, or raise RemoteProtocolError `destinataire`.

    Its key keeps the same rules, as that of a login does.
    """
    name = unicodedata.normalize("NFC", text)
    for form in (name, login_key(name)):
        _check_room(form)
    return name


def room_is_valid(text: str) -> bool:
    """Whether a room may be called so."""
    return _made(room, text) is not None


def login_key(name: str) -> str:
    """Return the key under which two logins are the same: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def photo(text: str) -> str:
    """Return a photo's name in NFC, or raise RemoteProtocolError `nom`, saying why it is none.

    White space at an end is no part of a name: the classic dialect drops it from a request, which
    would then mean another photo.
    """
    name = unicodedata.normalize("NFC", text)
    if not name:
        raise RemoteProtocolError("nom", "il est vide")
    if any(unicodedata.category(character) in _CONTROL for character in name):
        raise RemoteProtocolError("nom", "pas de caractère de contrôle")
    if len(name.encode()) > PHOTO_BYTES:
        raise RemoteProtocolError("nom", f"plus de {PHOTO_BYTES} octets")
    if "/" in name or "\\" in name:
        raise RemoteProtocolError("nom", "pas de / ni de \\")
    if name != name.strip():
        raise RemoteProtocolError("nom", "pas d'espace au début ni à la fin")
    if name.startswith("."):
        raise RemoteProtocolError("nom", "il commence par un point")
    return name


def photo_is_valid(text: str) -> bool:
    """Whether a file's name may be listed as it is: a photo's name, and already in NFC."""
    return _made(photo, text) == text


def _made(name: Callable[[str], str], text: str) -> str | None:
    """Return the name that is made of a text; None where it breaks the rule."""
    try:
        return name(text)
    except RemoteProtocolError:
        return None


def _check_login(form: str) -> None:
    """Raise RemoteProtocolError where a login, or its key, breaks a rule."""
    if not form:
        raise RemoteProtocolError("login", "il est vide")
    if len(form) > LOGIN_LENGTH:
        raise RemoteProtocolError("login", f"plus de {LOGIN_LENGTH} caractères")
    if any(unicodedata.category(character) in _INVISIBLE for character in form):
        raise RemoteProtocolError("login", "ni espace ni caractère de contrôle")
    if not _LOGIN_FORBIDDEN.isdisjoint(form):
        raise RemoteProtocolError("login", "ni @ , : ! * ? # & $ ~ + % ni guillemet")
    if form[0].isdigit() or form[0] == "-":
        raise RemoteProtocolError("login", "il commence par un chiffre ou un tiret")


def _check_room(form: str) -> None:
    """Raise RemoteProtocolError where a room's name, or its key, breaks a rule."""
    if not 2 <= len(form) <= ROOM_LENGTH or form[0] != "#":
        raise RemoteProtocolError("destinataire", "un salon commence par # et a un nom")
    if any(unicodedata.category(character) in _INVISIBLE for character in form):
        raise RemoteProtocolError("destinataire", "ni espace ni caractère de contrôle")
    if "," in form or "@" in form:
        raise RemoteProtocolError("destinataire", "ni , ni @ dans le nom d'un salon")
