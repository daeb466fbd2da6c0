"""A draft whose variables are filled in -> what the engine sends, and the way it takes."""

from pathlib import Path
from typing import TYPE_CHECKING

from protocol.sections import Http
from tui.clients.http.way import Trust, Version, Way
from tui.exchanges import forms
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http import Request

NO_PROXY = "none"
"""What a draft says to go straight where the settings name a proxy."""

JSON_TYPE = "application/json"

_TYPES = {Kind.JSON: JSON_TYPE, Kind.FORM: forms.FORM_TYPE}
"""What is said of a content, where its fields do not."""


def request(draft: Draft, settings: Http) -> "tuple[Request, Way]":
    """Make what is sent of a resolved draft; raises Unfit in words."""
    from tui.clients.http import Request

    fields = draft.fields
    if (media := implied_type(draft)) and not has_type(draft):
        fields = (*fields, ("Content-Type", media))
    return Request(draft.method, draft.address, fields, body(draft)), way(draft, settings)


def way(draft: Draft, settings: Http) -> Way:
    """Say how to get there: as the draft says, and where it is silent as the settings do."""
    version = draft.version or settings.version
    if version not in set(Version):
        words = _("HTTP/{version} is not spoken here; there are 1.1, 2 and auto.")
        raise Unfit(words.format(version=printable(version)))
    proxy = draft.proxy or settings.proxy
    return Way(Version(version), "" if proxy == NO_PROXY else proxy, _trust(draft, settings))


def body(draft: Draft) -> bytes:
    """Return the content as it travels."""
    match draft.kind:
        case Kind.TEXT | Kind.JSON:
            return draft.content.encode("utf-8", errors="surrogateescape")
        case Kind.FORM:
            return forms.urlencoded(draft.content)
        case _:
            return b""


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
    if not text:
        return None
    try:
        return Path(directory, Path(text).expanduser())
    except RuntimeError:  # ~nobody
        return Path(directory, text)
