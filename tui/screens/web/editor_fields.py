"""The fields of a request as lines, `Name: value`: what is wrong in them, how they may go on.

Names are tokens (RFC 9110, 5.1); a value holds no control characters but a tab (5.5).
"""

import re

from protocol.tokens import TOKEN
from tui.screens.web.editor_lines import LineArea
from tui.words import _

_TOKEN = re.compile(TOKEN.decode())
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

NAMES = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control"),
    *("Connection", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type"),
    *("Cookie", "Date", "DNT", "Expect", "Forwarded", "From", "Host", "If-Match"),
    *("If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Max-Forwards"),
    *("Origin", "Pragma", "Prefer", "Priority", "Proxy-Authorization", "Range", "Referer"),
    *("Repr-Digest", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via"),
    *("Want-Repr-Digest", "X-Forwarded-For", "X-Request-ID", "X-Requested-With"),
)
"""Names that requests have, in the order in which they are offered."""

_TYPES = (
    *("application/json", "application/x-www-form-urlencoded", "application/xml"),
    *("application/octet-stream", "multipart/form-data", "text/plain; charset=utf-8"),
    *("text/html; charset=utf-8", "text/event-stream", "image/png", "image/jpeg", "*/*"),
)
_VALUES = {
    "accept": _TYPES,
    "content-type": _TYPES,
    "accept-encoding": ("gzip, deflate, br, zstd", "identity"),
    "accept-language": ("fr, en;q=0.8", "en, fr;q=0.8"),
    "authorization": ("Basic ", "Bearer ", "Digest "),
    "cache-control": ("no-cache", "no-store", "max-age=0", "only-if-cached"),
    "connection": ("close", "keep-alive", "upgrade"),
    "content-encoding": ("gzip", "br", "zstd"),
    "expect": ("100-continue",),
    "if-match": ("*",),
    "if-none-match": ("*",),
    "prefer": ("return=minimal", "return=representation", "respond-async"),
    "range": ("bytes=0-",),
    "te": ("trailers",),
    "transfer-encoding": ("chunked",),
    "upgrade": ("websocket", "h2c"),
    "want-repr-digest": ("sha-256=1",),
}
"""Values that are often wanted, by their field's name in small letters."""


def parse(text: str) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Return the fields of some lines, and what is wrong with others, in words."""
    fields: list[tuple[str, str]] = []
    wrong: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        said = _wrong(name, colon, value)
        if said:
            wrong.append(_("Line {number}: {trouble}").format(number=number, trouble=said))
        else:
            fields.append((name, value.strip(" \t")))
    return tuple(fields), wrong


def written(fields: tuple[tuple[str, str], ...]) -> str:
    """Return fields as lines."""
    return "\n".join(f"{name}: {value}" for name, value in fields)


def completed(line: str) -> str:
    """Return what a line of a field may become: a name in its usual letters, or a usual value."""
    name, colon, value = line.partition(":")
    if not colon:
        found = _first(NAMES, name) if name else ""
        return f"{found}: " if found else line
    found = _first(_VALUES.get(name.strip().lower(), ()), value.lstrip(" "))
    return f"{name}: {found}" if found else line


def replaced(text: str, name: str, value: str) -> str:
    """Return lines in which this field is there once, where it was or at the end."""
    lines = [line for line in text.split("\n") if line.strip()]
    places = [
        place
        for place, line in enumerate(lines)
        if line.partition(":")[0].strip().lower() == name.lower()
    ]
    made = f"{name}: {value}"
    if not places:
        return "\n".join([*lines, made])
    lines[places[0]] = made
    return "\n".join(line for place, line in enumerate(lines) if place not in places[1:])


def _wrong(name: str, colon: str, value: str) -> str:
    if not colon:
        return _("there is no colon between a name and a value")
    if not name.strip():
        return _("there is no name before the colon")
    if not _TOKEN.fullmatch(name):
        return _("a name has only letters, digits, - and a few signs; only raw sends another")
    if _CONTROL.search(value):
        return _("there is a control character in it; only raw sends it")
    return ""


def _first(words: tuple[str, ...], begun: str) -> str:
    """Return the first word that begins so and goes on."""
    low = begun.lower()
    fits = (word for word in words if word.lower().startswith(low) and len(word) > len(begun))
    return next(fits, "")


class FieldsArea(LineArea):
    """The fields, one in a line."""

    def completed(self, line: str) -> str:
        """Go on with a name or a value that is usual."""
        return completed(line)
