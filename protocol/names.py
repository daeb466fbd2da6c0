"""What a login, a room's and a photo's name may be: the one choke point for both sides.

Whoever receives a name from the network or from a person passes it through here before it is
compared, stored or shown; a name that comes out is safe as a key and as a file in a directory.
"""

import unicodedata

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
    """Return the login in NFC, or raise RemoteProtocolError `login`, saying why it is not valid."""
    name = unicodedata.normalize("NFC", text)
    if not name:
        raise RemoteProtocolError("login", "il est vide")
    if len(name) > LOGIN_LENGTH:
        raise RemoteProtocolError("login", f"plus de {LOGIN_LENGTH} caractères")
    if any(unicodedata.category(character) in _INVISIBLE for character in name):
        raise RemoteProtocolError("login", "ni espace ni caractère de contrôle")
    if not _LOGIN_FORBIDDEN.isdisjoint(name):
        raise RemoteProtocolError("login", "ni @ , : ! * ? # & $ ~ + % ni guillemet")
    if name[0].isdigit() or name[0] == "-":
        raise RemoteProtocolError("login", "il commence par un chiffre ou un tiret")
    return name


def room(text: str) -> str:
    """Return a room's name in NFC, or raise RemoteProtocolError `destinataire`."""
    name = unicodedata.normalize("NFC", text)
    if not 2 <= len(name) <= ROOM_LENGTH or name[0] != "#":
        raise RemoteProtocolError("destinataire", "un salon commence par # et a un nom")
    if any(unicodedata.category(character) in _INVISIBLE for character in name):
        raise RemoteProtocolError("destinataire", "ni espace ni caractère de contrôle")
    if "," in name or "@" in name:
        raise RemoteProtocolError("destinataire", "ni , ni @ dans le nom d'un salon")
    return name


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
    try:
        return photo(text) == text
    except RemoteProtocolError:
        return False
