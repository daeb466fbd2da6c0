"""The photo archive over HTTP: what a target means, and what stands in the fields.

    C: PUT /photos/plage%20d%27hiver.jpg HTTP/1.1     S: HTTP/1.1 201 Created
    C: GET /photos?limit=2&match=plage HTTP/1.1       S: HTTP/1.1 200 OK
    C: GET /photos/plage%20d%27hiver.jpg HTTP/1.1     S: HTTP/1.1 206 Partial Content
    C: Range: bytes=0-1023                            S: Content-Range: bytes 0-1023/48211

Targets and fields are RFC 9110, digests RFC 9530, problems RFC 9457. A target is percent-decoded
exactly once, then it is a name by `protocol.names` or it is refused.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from protocol import names
from protocol.errors import RemoteProtocolError

PAGE_LIMIT = 1000
"""Photos on one page of the list: some 300 KB of JSON."""

PAGE = 100
"""Photos on one page if they do not say."""

THUMBNAIL_LIMIT = 1024
"""Pixels of a thumbnail's side: a quarter of a big screen."""

THUMBNAIL = 256
"""Pixels of a thumbnail's side if they do not say."""

SORTS = ("name", "newest")

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT"
)
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_QUERY_FIELDS = 16


class Unsatisfiable(Exception):
    """The range has no byte of what there is."""


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
    """`/trash`: what was deleted or replaced."""


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
            return Page(_name_in(asked, "after"), asked.get("match") or None, _sort(asked))
        case ["photos"]:
            limit = _number(asked, "limit", PAGE, PAGE_LIMIT)
            after, match = _name_in(asked, "after"), asked.get("match") or None
            return Photos(after, limit, _sort(asked), match)
        case ["photos", name]:
            return Photo(_name(name))
        case ["photos", name, "thumbnail"]:
            width, height = (
                _number(asked, side, THUMBNAIL, THUMBNAIL_LIMIT) for side in ("width", "height")
            )
            return Thumbnail(_name(name), width, height)
        case segments:
            return _service_route(segments)


def _service_route(segments: list[str]) -> Route:
    """Say what a path means that leads to no photo."""
    match segments:
        case ["trash"]:
            return TrashList()
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


def parse_range(value: str, size: int) -> tuple[int, int] | None:
    """Read a Range: offset and count, or None where it is to be ignored (RFC 9110, section 14.2).

    Several ranges at once are ignored, which is allowed: nobody needs them for photos, and they
    would let one small request cost many answers. Raises Unsatisfiable.
    """
    unit, _, ranges = value.partition("=")
    match = _RANGE.fullmatch(ranges.strip(" \t"))
    if unit.strip(" \t").lower() != "bytes" or not match or match[0] == "-":
        return None
    first, last = match.groups()
    if not first:
        count = min(int(last), size)
        if not count:
            raise Unsatisfiable
        return size - count, count
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    end = min(int(last), size - 1) if last else size - 1
    return int(first), end - int(first) + 1


def http_date(moment: datetime) -> str:
    """Write a moment as `Tue, 22 Aug 2017 14:57:08 GMT`."""
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} GMT"


def parse_http_date(value: str) -> datetime | None:
    """Read what `http_date` writes; None for anything else, which conditions then ignore."""
    match = _DATE.fullmatch(value.strip())
    if not match or match[2] not in _MONTHS:
        return None
    day, _, year, hour, minute, second = match.groups()
    month = _MONTHS.index(match[2]) + 1
    try:
        return datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None


def etag(sha256: str) -> str:
    """Write a strong entity tag: the same bytes have the same one, wherever they are."""
    return f'"{sha256}"'


def repr_digest(sha256: str) -> str:
    """Write a Repr-Digest (RFC 9530) of a digest in hexadecimal."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def parse_repr_digest(value: str) -> str | None:
    """Read the sha-256 of a Repr-Digest, in hexadecimal; None if it has none.

    Other algorithms beside it are ignored. Raises RemoteProtocolError `forme`.
    """
    found = None
    for member in value.split(","):
        if not member.strip().startswith("sha-256="):
            continue
        match = _DIGEST.fullmatch(member.strip())
        if not match:
            raise RemoteProtocolError("forme", "Repr-Digest : sha-256=:BASE64:")
        try:
            digest = base64.b64decode(match[1], validate=True).hex()
        except binascii.Error:
            raise RemoteProtocolError("forme", "Repr-Digest : sha-256=:BASE64:") from None
        if found is not None and found != digest:
            raise RemoteProtocolError("forme", "Repr-Digest : deux valeurs")
        found = digest
    return found


def problem(status: int, detail: str) -> bytes:
    """Write what went wrong, for people and programs (RFC 9457)."""
    facts = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return json.dumps(facts, ensure_ascii=False).encode() + b"\n"


def is_request_line_start(data: bytes) -> bool | None:
    """Say whether a connection that begins so speaks HTTP; None while that cannot be told.

    A method is in capitals, and no word of the classic dialect is: `lister` is told by its first
    letter. A target begins with `/`, or `*`, or is a whole address.
    """
    for character, byte in enumerate(data[:_METHOD_LIMIT]):
        if byte == _SPACE and character:
            return _is_target_start(data[character + 1 :])
        if not (_A <= byte <= _Z or (byte == _HYPHEN and character)):
            return False
    return None if len(data) < _METHOD_LIMIT else False


_METHOD_LIMIT = 24
"""Bytes that may be a method; the longest that is registered has 17."""

_SPACE, _A, _Z, _HYPHEN = b" AZ-"


def _is_target_start(data: bytes) -> bool | None:
    if not data:
        return None
    if data[:1] in (b"/", b"*"):
        return True
    start = data[:4].lower()
    if start == b"http":
        return True
    return None if b"http".startswith(start) else False


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


def _name_in(asked: dict[str, str], key: str) -> str | None:
    return names.photo(asked[key]) if asked.get(key) else None


def _sort(asked: dict[str, str]) -> str:
    sort = asked.get("sort") or SORTS[0]
    if sort not in SORTS:
        raise RemoteProtocolError("forme", "sort : name ou newest")
    return sort


def _number(asked: dict[str, str], key: str, default: int, high: int) -> int:
    text = asked.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= high):
        raise RemoteProtocolError("forme", f"{key} : de 1 à {high}")
    return int(text)
