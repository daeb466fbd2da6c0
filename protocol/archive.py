r"""The classic photo archive: one request on a connection, then the service closes.

    C: lister\n                     S: a.jpg@b.jpg@c.jpg        no newline; nothing if empty
    C: archiver@NAME@SIZE\n         S: ok                       two bytes, no newline
    C: SIZE bytes                   S: ok                       on disk (services of 2017: nothing)
    C: récupérer@NAME\n             S: SIZE\n                   (services of 2017: no newline)
    C: ok                           S: SIZE bytes
    C: supprimer@NAME\n             S: ok
    anything refused                S: erreur@CODE@detail\n

A name's own `@` travels as `%40`, its own `%40` as `%2540`, that as `%252540`, and so on.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from protocol import names
from protocol.errors import LocalProtocolError, RemoteProtocolError

OK = b"ok"
"""The whole answer, compared exactly by clients and services of 2017."""

OLD_LIST = 1024
"""Bytes that an old client reads of a list, with one `recv`."""

OLD_BLOCK = 1024
"""Bytes of each send to an old client, which counts 1,024 down for every `recv`."""

_AMBIGUOUS = re.compile("%(?=(?:25)*40)")
_ESCAPED = re.compile("%(40|25(?=(?:25)*40))")
"""Only what could be taken for an `@` is written otherwise: old clients show what they are told."""

_SIZE_DIGITS = 18
"""Digits of a size: over an exabyte nobody means it, and int() of a million digits is slow."""


@dataclass(frozen=True, slots=True)
class List:
    """What does the archive hold?"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A photo of `size` bytes follows."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Retrieve:
    """Send me this photo."""

    name: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Put this photo into the trash."""

    name: str


Request = List | Archive | Retrieve | Delete


def parse_request(text: str) -> Request:
    """Read a request without its newline.

    Raises RemoteProtocolError `commande`, `forme`, `nom` or `taille`.
    """
    match unicodedata.normalize("NFC", text).split("@"):
        case ["lister"]:
            return List()
        case ["archiver", name, size]:
            return Archive(_photo(name), parse_size(size))
        case ["récupérer", name]:
            return Retrieve(_photo(name))
        case ["supprimer", name]:
            return Delete(_photo(name))
        case ["lister" | "archiver" | "récupérer" | "supprimer", *_]:
            raise RemoteProtocolError("forme", "archiver@nom@taille, récupérer@nom, supprimer@nom")
    raise RemoteProtocolError("commande", "lister, archiver, récupérer ou supprimer")


def render_request(request: Request) -> bytes:
    """Write a request with its newline, so that the service need not wait for a pause."""
    match request:
        case List():
            text = "lister"
        case Archive(name, size):
            if size < 0:
                raise LocalProtocolError(f"a photo of {size} bytes")
            text = f"archiver@{_escape(name)}@{size}"
        case Retrieve(name):
            text = f"récupérer@{_escape(name)}"
        case Delete(name):
            text = f"supprimer@{_escape(name)}"
    return f"{text}\n".encode()


def render_list(photos: Iterable[str], limit: int | None = None) -> bytes:
    """Write the list; with a limit in bytes, as many whole names as fit into it."""
    rows = [_escape(name).encode() for name in photos]
    if limit is not None:
        room = limit + 1
        for count, row in enumerate(rows):
            room -= len(row) + 1
            if room < 0:
                return b"@".join(rows[:count])
    return b"@".join(rows)


def parse_list(data: bytes) -> tuple[list[str], int]:
    """Read the list; return the names that are valid, and how many were not and are left out.

    Raises RemoteProtocolError `forme` where it is not UTF-8.
    """
    try:
        text = data.decode().strip()
    except UnicodeDecodeError:
        raise RemoteProtocolError("forme", "ce n'est pas de l'UTF-8") from None
    photos = [_unescape(name) for name in text.split("@")] if text else []
    valid = [name for name in photos if names.photo_is_valid(name)]
    return valid, len(photos) - len(valid)


def parse_size(text: str) -> int:
    """Read a size in bytes; raises RemoteProtocolError `taille`."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _SIZE_DIGITS):
        raise RemoteProtocolError("taille", "un nombre d'octets, en chiffres")
    return int(digits)


def render_size(size: int) -> bytes:
    """Write a size with its newline."""
    return b"%d\n" % size


def render_refusal(error: RemoteProtocolError) -> bytes:
    """Write a refusal."""
    return f"erreur@{error.code}@{error.detail}\n".encode()


def parse_refusal(data: bytes) -> RemoteProtocolError | None:
    """Read an answer as a refusal, or return None where it is not one."""
    word, *rest = data.decode(errors="replace").strip().split("@", 2)
    if word != "erreur" or len(rest) != 2:
        return None
    return RemoteProtocolError(rest[0], rest[1])


def _photo(text: str) -> str:
    return names.photo(_unescape(text))


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "@" if found[1] == "40" else "%", text)


def _escape(name: str) -> str:
    if not names.photo_is_valid(name):
        raise LocalProtocolError(f"{name!r} is no photo's name")
    return _AMBIGUOUS.sub("%25", name).replace("@", "%40")
