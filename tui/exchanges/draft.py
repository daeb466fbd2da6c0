"""A request as a person writes it, before its `{{variables}}` are filled in.

The editor, the collection's files, the history and curl's command lines all speak of drafts;
`variables.resolve` makes of one what can be sent.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the content of a draft is."""

    NONE = "none"
    TEXT = "text"
    JSON = "json"
    FORM = "form"
    """One `name=value` in a line, sent as `application/x-www-form-urlencoded`."""
    MULTIPART = "multipart"
    """One `name=value` or `name=@path` in a line, sent as `multipart/form-data` (RFC 7578); a path
    may be followed by `;type=media` and `;filename=name`."""
    FILE = "file"
    """The path of a file that is sent as it is, from the disk."""
    RAW = "raw"
    """Exactly these bytes are the whole request: no head is made, nothing is added or mended. How
    they are written is told in `typed`."""


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
    """In the collection: `group/name`, or `group/file#name`; empty: it has none."""
    variables: tuple[tuple[str, str], ...] = ()
    """Those of its file (`@name = value`), which go before those of the settings."""
    directory: str = field(default="", compare=False)
    """Where paths begin that are not absolute; empty: where the program was started."""
    remarks: tuple[str, ...] = field(default=(), compare=False)
    """What of the file or the command line that it came from is not done: sentences."""
