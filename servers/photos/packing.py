"""Answers of text, packed for slow lines where they may be, and not sent twice where they need not.

C: GET /photos HTTP/1.1            S: HTTP/1.1 200 OK
C: Accept-Encoding: gzip           S: Content-Encoding: gzip
C: If-None-Match: W/"5feceb66…"    S: HTTP/1.1 304 Not Modified
"""

import gzip
import hashlib
from collections.abc import Mapping

from protocol import web
from servers.photos.http import Exchange

LEAST = 1024
"""Bytes below which packing saves no packet."""

LEVEL = 4
"""Of zlib: 1,000 photos in 4 ms and a fifth of their size. 6 saves 2 % more for a third more time,
1 takes half the time and is 8 % larger: a twentieth of a second at 1 Mbit/s."""

_KEPT = {"Cache-Control", "ETag", "Vary"}
"""What 304 says of what they have (RFC 9110, section 15.4.5)."""


def answer(exchange: Exchange, fields: Mapping[str, str], body: bytes) -> None:
    """Answer 200 with this text, or 304 where they have it.

    Its tag is of the text itself and weak, for packed or not it is the same one.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    vary = ", ".join(filter(None, [fields.get("Vary"), "Accept-Encoding"]))
    full = {**fields, "Vary": vary, "ETag": f"W/{tag}"}
    said = exchange.request.fields
    if web.has_tag(said.get("if-none-match", ""), tag):
        exchange.answer(304, {name: full[name] for name in full if name in _KEPT})
        return
    if len(body) >= LEAST and web.accepts(said.get("accept-encoding", ""), "gzip"):
        full["Content-Encoding"] = "gzip"
        body = gzip.compress(body, LEVEL, mtime=0)
    exchange.answer(200, full, body)
