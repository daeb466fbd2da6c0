"""What a request's target means: percent-decoded exactly once, then a name, or refused.

/photos/plage%20d%27hiver.jpg            Photo("plage d'hiver.jpg")
/photos?limit=2&match=plage              Photos(limit=2, match="plage")
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.web.cursors import parse_cursor, render_cursor

PAGE_LIMIT = 1000
"""Photos on one page of the list: some 300 KB of JSON."""

PAGE = 100
"""Photos on one page if they do not say."""

THUMBNAIL_LIMIT = 1024
"""Pixels of a thumbnail's side: a quarter of a big screen."""

THUMBNAIL = 256
"""Pixels of a thumbnail's side if they do not say."""

SORTS = ("name", "newest", "oldest", "largest")

_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_ADDRESS = re.compile(r"[!$-;=@-~]+")
"""What a Destination has: printable ASCII, no quotation mark, no fragment, no query."""

_QUERY_FIELDS = 16


@dataclass(frozen=True, slots=True)
class Page:
    """`/`: the page for people."""

    after: str | None = None
    match: str | None = None
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Photos:
    """`/photos`: the list for programs."""

    after: str | None = None
    limit: int = PAGE
    sort: str = "name"
    match: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """`/photos/NAME`: the bytes."""

    name: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """`/photos/NAME/thumbnail`: a small picture of it."""

    name: str
    width: int = THUMBNAIL
    height: int = THUMBNAIL


@dataclass(frozen=True, slots=True)
class TrashList:
    """`/trash`: what was deleted or replaced, the newest first; `after` is an item's id."""

    after: str | None = None
    limit: int = PAGE_LIMIT


@dataclass(frozen=True, slots=True)
class TrashItem:
    """`/trash/ID`: one of them."""

    id: str


@dataclass(frozen=True, slots=True)
class Restore:
    """`/trash/ID/restore`: back to where it was."""

    id: str


@dataclass(frozen=True, slots=True)
class Uploads:
    """`/uploads`: tus, where an upload begins."""


@dataclass(frozen=True, slots=True)
class Upload:
    """`/uploads/ID`: tus, an upload under way."""

    id: str


@dataclass(frozen=True, slots=True)
class Health:
    """`/health`: how the host is."""


Route = (
    Page | Photos | Photo | Thumbnail | TrashList | TrashItem | Restore | Uploads | Upload | Health
)


def route(target: str) -> Route:
    """Say what a request's target means, in origin or absolute form (RFC 9112, section 3.2).

    Raises RemoteProtocolError: `introuvable` where nothing is, `nom`, `forme`.
    """
    path, _, query = _origin_form(target).partition("?")
    asked = _query(query)
    match path.split("/")[1:]:
        case [""]:
            return Page(_after(asked), _match(asked), _sort(asked))
        case ["photos"]:
            limit = _number(asked, "limit", PAGE, PAGE_LIMIT)
            return Photos(_after(asked), limit, _sort(asked), _match(asked))
        case ["photos", name]:
            return Photo(_name(name))
        case ["photos", name, "thumbnail"]:
            width, height = (
                _number(asked, side, THUMBNAIL, THUMBNAIL_LIMIT) for side in ("width", "height")
            )
            return Thumbnail(_name(name), width, height)
        case segments:
            return _service_route(segments, asked)


def _service_route(segments: list[str], asked: dict[str, str]) -> Route:
    """Say what a path means that leads to no photo."""
    match segments:
        case ["trash"]:
            limit = _number(asked, "limit", PAGE_LIMIT, PAGE_LIMIT)
            return TrashList(_id_in(asked, "after"), limit)
        case ["trash", item] if _ID.fullmatch(item):
            return TrashItem(item)
        case ["trash", item, "restore"] if _ID.fullmatch(item):
            return Restore(item)
        case ["uploads"]:
            return Uploads()
        case ["uploads", upload] if _ID.fullmatch(upload):
            return Upload(upload)
        case ["health"]:
            return Health()
    raise RemoteProtocolError("introuvable", "il n'y a rien à cette adresse")


def target(photo: str) -> str:
    """Write the target of a photo, the inverse of `route`."""
    return f"/photos/{quote(photo, safe='')}"


def destination(value: str, host: str) -> str:
    """Return the photo's name to which Destination leads (RFC 4918, section 10.3).

    `host` is what they call us. Raises RemoteProtocolError: `ailleurs` for another host, `interdit`
    for what is no photo's address, `nom`, `forme`.
    """
    address = value.strip(" \t")
    if not _ADDRESS.fullmatch(address):
        raise RemoteProtocolError("forme", "Destination : /photos/NOM")
    path = _origin_form(address)
    if not address.startswith("/"):
        authority = address.partition("://")[2].partition("/")[0]
        if authority.lower() != host.lower():
            raise RemoteProtocolError("ailleurs", "une photo ne quitte pas ce service")
    match path.split("/")[1:]:
        case ["photos", name]:
            return _name(name)
    raise RemoteProtocolError("interdit", "ce n'est pas l'adresse d'une photo")


def _origin_form(target: str) -> str:
    if target.startswith("/"):
        return target
    scheme, separator, rest = target.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        raise RemoteProtocolError("forme", "une adresse commence par /")
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    path = rest[len(authority) :]
    return path if path.startswith("/") else f"/{path}"


def _decode(text: str, code: str) -> str:
    if _ESCAPE.search(text):
        raise RemoteProtocolError(code, "% est suivi de deux chiffres hexadécimaux")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise RemoteProtocolError(code, "ce n'est pas de l'UTF-8") from None


def _name(text: str) -> str:
    return names.photo(_decode(text, "nom"))


def _query(text: str) -> dict[str, str]:
    """Read what a form sends. What we do not know is ignored; what is said twice is refused."""
    _decode(text, "forme")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_QUERY_FIELDS)
    except ValueError:
        raise RemoteProtocolError("forme", "trop de paramètres") from None
    asked = dict(pairs)
    if len(asked) < len(pairs):
        raise RemoteProtocolError("forme", "un paramètre est dit deux fois")
    return asked


def _after(asked: dict[str, str]) -> str | None:
    return render_cursor(parse_cursor(asked["after"])) if asked.get("after") else None


def _match(asked: dict[str, str]) -> str | None:
    """Return the words that names have, composed as names are."""
    return unicodedata.normalize("NFC", asked.get("match", "")) or None


def _id_in(asked: dict[str, str], key: str) -> str | None:
    if not (text := asked.get(key)):
        return None
    if not _ID.fullmatch(text):
        raise RemoteProtocolError("forme", f"{key} : ce n'est pas un identifiant")
    return text


def _sort(asked: dict[str, str]) -> str:
    sort = asked.get("sort") or SORTS[0]
    if sort not in SORTS:
        raise RemoteProtocolError("forme", "sort : name, newest, oldest ou largest")
    return sort


def _number(asked: dict[str, str], key: str, default: int, high: int) -> int:
    text = asked.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= high):
        raise RemoteProtocolError("forme", f"{key} : de 1 à {high}")
    return int(text)
