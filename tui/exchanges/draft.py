"""A request as a person writes it, before its `{{variables}}` are filled in.

The editor, the collection's files, the history and curl's command lines all speak of drafts;
`variables.resolve` makes of one what can be sent.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the content of a draft is."""

    NONE = "none"
    TEXT = "text"
    JSON = "json"
    FORM = "form"
    """One `name=value` in a line, sent as `application/x-www-form-urlencoded`."""
    MULTIPART = "multipart"
    """One `name=value` or `name=@path` in a line, sent as `multipart/form-data` (RFC 7578)."""
    FILE = "file"
    """The path of a file that is sent as it is, from the disk."""
    RAW = "raw"
    """Exactly these bytes are the whole request: no head is made, nothing is added or mended."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A request, and how to get there; empty words stand for what the settings say."""

    method: str = "GET"
    address: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    kind: Kind = Kind.NONE
    content: str = ""
    version: str = ""
    """`1.1`, `2` or `auto`."""
    proxy: str = ""
    verified: bool = True
    """False: whoever the peer is, it is talked to."""
    authority: str = ""
    certificate: str = ""
    key: str = ""
    name: str = ""
    """In the collection: `group/name`; empty: it has none."""
