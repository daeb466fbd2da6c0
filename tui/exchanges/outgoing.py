"""A draft whose variables are filled in -> what the engine sends, and the way it takes."""

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.sections import Http
from tui.clients.http.way import Trust, Version, Way
from tui.exchanges import forms, mask, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.unfit import Unfit
from tui.homes import expanded
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http import Request
    from tui.clients.http.bodies import Body, Part
    from tui.clients.http.raw import RawRequest

NO_PROXY = "none"
"""What a draft says to go straight where the settings name a proxy."""

JSON_TYPE = "application/json"

_TYPES = {Kind.JSON: JSON_TYPE, Kind.FORM: forms.FORM_TYPE}
"""What is said of a content, where its fields do not."""

_BASIC = re.compile(r"Basic\s+([^\s:]+)(?:\s+|:)(\S+)", re.IGNORECASE)
"""Base64 has neither a colon nor a space within."""
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]+)"|([^\s;"]+))""", re.IGNORECASE)


def request(draft: Draft, settings: Http) -> "tuple[Request | RawRequest, Way]":
    """Make what is sent of a resolved draft; raises Unfit in words."""
    from tui.clients.http import Request
    from tui.clients.http.raw import RawRequest

    if places := mask.missing(draft):
        raise mask.Missing(places)
    how = way(draft, settings)
    if draft.kind is Kind.RAW:
        return RawRequest(draft.address, typed.to_bytes(draft.content)), how
    fields = tuple((name, credentials(name, value)) for name, value in draft.fields)
    if (media := implied_type(draft)) and not has_type(draft):
        fields = (*fields, ("Content-Type", media))
    return Request(draft.method, draft.address, fields, body(draft)), how


def way(draft: Draft, settings: Http) -> Way:
    """Say how to get there: as the draft says, and where it is silent as the settings do."""
    version = draft.version or settings.version
    if version not in set(Version):
        words = _("HTTP/{version} is not spoken here; there are 1.1, 2 and auto.")
        raise Unfit(words.format(version=printable(version)))
    proxy = draft.proxy or settings.proxy
    return Way(Version(version), "" if proxy == NO_PROXY else proxy, _trust(draft, settings))


def body(draft: Draft) -> "bytes | Body":
    """Return the content as it travels; files stay on the disk until then."""
    from tui.clients.http.bodies import FileBody, Multipart

    match draft.kind:
        case Kind.TEXT | Kind.JSON:
            return draft.content.encode("utf-8", errors="surrogateescape")
        case Kind.FORM:
            return forms.urlencoded(draft.content)
        case Kind.FILE:
            if not draft.content:
                raise Unfit(_("The file that is to be sent has no name yet."))
            return FileBody(located(draft.content, draft.directory))
        case Kind.MULTIPART:
            parts = [_part(part, draft.directory) for part in forms.parts(draft.content)]
            boundary = _boundary(draft)
            return Multipart(parts, boundary) if boundary else Multipart(parts)
        case _:
            return b""


def _part(part: forms.Part, directory: str) -> "Part":
    from tui.clients.http.bodies import Part
    from tui.exchanges.renamed import Renamed

    if not part.is_file:
        return Part(part.name, part.value.encode("utf-8", errors="surrogateescape"))
    path = located(part.value, directory)
    if part.filename not in ("", ".", path.name):
        return Renamed(part.name, path, part.media, part.filename)
    return Part(part.name, path, part.media)


def _boundary(draft: Draft) -> str:
    """Return what a person wrote between the parts, if so."""
    said = [value for name, value in draft.fields if name.strip().lower() == "content-type"]
    found = _BOUNDARY.search(said[0]) if said else None
    return (found[1] or found[2]) if found else ""


def credentials(name: str, value: str) -> str:
    """Encode `Basic name password` and `Basic name:password`, as other programs do."""
    found = _BASIC.fullmatch(value.strip())
    if found is None or name.strip().lower() not in ("authorization", "proxy-authorization"):
        return value
    pair = f"{found[1]}:{found[2]}".encode("utf-8", errors="surrogateescape")
    return f"Basic {base64.b64encode(pair).decode()}"


def implied_type(draft: Draft) -> str:
    """Return the media type that the kind of content has of itself; `""` if none."""
    return _TYPES.get(draft.kind, "")


def has_type(draft: Draft) -> bool:
    """Say whether a draft's own fields tell what its content is."""
    return any(name.strip().lower() == "content-type" for name, _value in draft.fields)


def _trust(draft: Draft, settings: Http) -> Trust:
    return Trust(
        draft.verified,
        _path(draft.authority or settings.authority, draft.directory),
        _path(draft.certificate or settings.certificate, draft.directory),
        _path(draft.key or settings.key, draft.directory),
    )


def _path(text: str, directory: str) -> Path | None:
    return located(text, directory) if text else None


def located(text: str, directory: str) -> Path:
    """Return the path of a file that a draft names."""
    return Path(directory, expanded(text))
