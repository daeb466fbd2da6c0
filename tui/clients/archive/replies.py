"""What an archive says in JSON, read strictly: every type is looked at, every text has its bound.

    read_page(b'{"photos": [{"name": "a.jpg", "size": 3, ...}], "next": null, "total": 1}')
    read_problem(b'{"detail": "There is nothing here."}')      # "There is nothing here."

Raises RemoteProtocolError `forme` for anything else; `left_out` counts names that break the rule.
"""

import json
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from protocol import names, web
from protocol.errors import RemoteProtocolError
from tui.clients.archive.photo import Page, Photo, Trash, Trashed

JSON_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer in JSON: a thousand photos whose every text is as long as it may be."""

PROBLEM_LIMIT = 64 * 1024
"""Bytes of a refusal: one sentence, or somebody else's page."""

TEXT = 200
"""Characters that are kept of what is said of a photo: two lines of a screen."""

_HEX = re.compile(r"[0-9a-f]{64}")
_MOST = 2**63 - 1
_T = TypeVar("_T")


def unpack(data: bytes, limit: int = JSON_LIMIT) -> bytes:
    """Undo gzip, and never make more than `limit` bytes of it."""
    machine = zlib.decompressobj(wbits=31)
    try:
        plain = machine.decompress(data, limit + 1)
    except zlib.error:
        raise _bad("gzip") from None
    if len(plain) > limit:
        raise RemoteProtocolError("longueur", "gzip")
    if not machine.eof or machine.unused_data:
        raise _bad("gzip")
    return plain


def read_page(data: bytes, after: str | None = None) -> Page:
    """Read the part of the list after a photo; one that leads no further has to be the last."""
    said = _object(_load(data))
    rows = [_object(row) for row in _list(said, "photos", web.PAGE_LIMIT)]
    photos = tuple(_photo(row) for row in rows if names.photo_is_valid(_text(row, "name")))
    following = _following(said)
    if following is not None and following == after:
        raise _bad("next")
    return Page(photos, following, _number(said, "total"), len(rows) - len(photos))


def read_trash(data: bytes) -> Trash:
    """Read what is in the trash; what has a name that breaks the rule is left out."""
    said = _object(_load(data))
    rows = [_object(row) for row in _list(said, "trash", web.PAGE_LIMIT)]
    items = tuple(
        Trashed(_id(row), _text(row, "name"), _number(row, "size"), _moment(row, "deleted"))
        for row in rows
        if names.photo_is_valid(_text(row, "name"))
    )
    return Trash(items, _number(said, "total"))


def read_name(data: bytes) -> str:
    """Read the name of a photo that was put back."""
    name = _text(_object(_load(data)), "name")
    if not names.photo_is_valid(name):
        raise _bad("name")
    return name


def read_problem(data: bytes) -> str:
    """Read what went wrong, for people; nothing where nothing is said."""
    try:
        return _whole(_text(_object(_load(data)), "detail"))[: 2 * TEXT]
    except RemoteProtocolError:
        return ""


def _following(said: dict[str, object]) -> str | None:
    if said.get("next") is None:
        return None
    try:
        return web.render_cursor(web.parse_cursor(_text(said, "next")))
    except RemoteProtocolError:
        raise _bad("next") from None


def _photo(row: dict[str, object]) -> Photo:
    return Photo(
        _text(row, "name"),
        _number(row, "size"),
        _moment(row, "modified"),
        _optional(row, "sha256", _digest),
        _optional(row, "width", _side),
        _optional(row, "height", _side),
        _optional(row, "type", _short),
        _optional(row, "taken", _camera_time),
        _optional(row, "camera", _short),
        _optional(row, "by", _short),
    )


def _load(data: bytes) -> object:
    try:
        return json.loads(data.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _bad("JSON") from None


def _refuse(word: str) -> object:
    raise ValueError(word)


def _object(said: object) -> dict[str, object]:
    if not isinstance(said, dict):
        raise _bad("{}")
    return said


def _list(said: dict[str, object], key: str, most: int) -> list[object]:
    found = said.get(key)
    if not isinstance(found, list) or len(found) > most:
        raise _bad(key)
    return found


def _text(said: dict[str, object], key: str) -> str:
    found = said.get(key)
    if not isinstance(found, str):
        raise _bad(key)
    return found


def _short(said: dict[str, object], key: str) -> str:
    return _whole(_text(said, key))[:TEXT]


def _whole(text: str) -> str:
    """Replace half characters, which JSON can say and UTF-8 cannot."""
    return text.encode(errors="replace").decode()


def _number(said: dict[str, object], key: str) -> int:
    found = said.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _MOST:
        raise _bad(key)
    return found


def _side(said: dict[str, object], key: str) -> int | None:
    """Read pixels; none at all are the word of an archive that does not know them."""
    return _number(said, key) or None


def _moment(said: dict[str, object], key: str) -> datetime:
    """Read a moment; one with no time zone is universal time."""
    try:
        moment = datetime.fromisoformat(_text(said, key))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _bad(key) from None


def _camera_time(said: dict[str, object], key: str) -> datetime | None:
    """Read the camera's own time, which has no time zone; None for what is none."""
    try:
        return datetime.fromisoformat(_text(said, key)).replace(tzinfo=None)
    except ValueError:
        return None


def _digest(said: dict[str, object], key: str) -> str:
    found = _text(said, key)
    if not _HEX.fullmatch(found):
        raise _bad(key)
    return found


def _id(said: dict[str, object]) -> str:
    """Read an item's id; only what a path can hold is one."""
    found = _text(said, "id")
    try:
        if web.route(f"/trash/{found}") != web.TrashItem(found):
            raise _bad("id")
    except RemoteProtocolError:
        raise _bad("id") from None
    return found


def _optional(
    said: dict[str, object], key: str, read: Callable[[dict[str, object], str], _T]
) -> _T | None:
    return None if said.get(key) is None else read(said, key)


def _bad(what: str) -> RemoteProtocolError:
    return RemoteProtocolError("forme", what)
