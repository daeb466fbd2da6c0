"""The query of an address as lines, `name=value`, and back.

What is not touched stays as it was written: only lines that changed are encoded anew. A `+` means
a space, as in forms; what does not come back the same is shown as it is encoded.
"""

import re
from urllib.parse import quote, unquote, unquote_plus

_VARIABLE = re.compile(r"(\{\{[^{}]*\}\})")
_LEFT = "!$'()*,-./:;?@_~"
"""What needs no encoding in a query (RFC 3986, 3.4), but for what separates its parts."""


def lines(address: str) -> list[str]:
    """Return the query of an address, decoded, a parameter in a line."""
    return [_decoded(part) for part in _split(address)[1].split("&") if part]


def with_query(address: str, text: str) -> str:
    """Return the address with these lines as its query."""
    before, query, after = _split(address)
    known: dict[str, list[str]] = {}
    for part in filter(None, query.split("&")):
        known.setdefault(_decoded(part), []).append(part)
    parts = []
    for line in text.split("\n"):
        same = known.get(line)
        if same or line.strip():
            parts.append(same.pop(0) if same else _encoded(line))
    return f"{before}{'?' if parts else ''}{'&'.join(parts)}{after}"


def _split(address: str) -> tuple[str, str, str]:
    """Return what is before the query, the query, and what is after it."""
    rest, hash_sign, fragment = address.partition("#")
    before, _mark, query = rest.partition("?")
    return before, query, hash_sign + fragment


def _decoded(part: str) -> str:
    name, equals, value = part.partition("=")
    try:
        made = (
            f"{unquote_plus(name, errors='strict')}{equals}{unquote_plus(value, errors='strict')}"
        )
    except UnicodeDecodeError:
        return part
    plain = made.isprintable() and made.strip() == made and "=" not in unquote(name)
    return made if plain else part


def _encoded(line: str) -> str:
    name, equals, value = line.partition("=")
    return f"{_quoted(name)}{equals}{_quoted(value, '=')}"


def _quoted(text: str, more: str = "") -> str:
    pieces = _VARIABLE.split(text)
    return "".join(
        piece if place % 2 else quote(piece, safe=_LEFT + more, errors="surrogateescape")
        for place, piece in enumerate(pieces)
    )
