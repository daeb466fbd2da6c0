"""From a request as a person means it to one that is sent: its target, its fields, its length."""

import base64
import re
from typing import TYPE_CHECKING

from protocol import __version__
from protocol.tokens import TOKEN
from tui.clients.failure import Failure, Step
from tui.clients.http.raw import RawRequest
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http.address import Place
    from tui.clients.http.client import Request
    from tui.clients.http.proxies import Proxy
    from tui.clients.http.talk import Asked

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""Methods that are offered; any other token can be asked with (RFC 9110, 9.1)."""

WITH_BODY = ("POST", "PUT", "PATCH")
"""Methods whose requests say how long their body is, even where it is empty."""


_TOKEN = re.compile(TOKEN)
_VALUE = re.compile(rb"[^\0-\x08\x0a-\x1f\x7f]*")
"""What a field's value is made of (RFC 9110, 5.5): no end of line, and nothing that looks so."""


def as_asked(request: "Request | RawRequest", place: "Place", proxy: "Proxy | None") -> "Asked":
    """Return what will be sent, or raise Failure SEND where it would say something else."""
    from tui.clients.http.talk import Asked

    url, method = place.url, to_bytes(request.method)
    if isinstance(request, RawRequest):
        return Asked(method, b"", [], request.data, url.raw_scheme, url.netloc, frozenset())
    target = url.raw_path
    forwarded = proxy is not None and not place.by_tls and not place.socket
    if request.method == "CONNECT":
        target = _authority(place)
    elif forwarded:
        target = b"%b://%b%b" % (url.raw_scheme, url.netloc, url.raw_path)
    theirs = [(to_bytes(name), to_bytes(value.strip())) for name, value in request.fields]
    _check(method, theirs, place)
    named = {name.lower(): value for name, value in theirs}
    ours = _ours(request, place, named, proxy if forwarded else None)
    return Asked(
        method=method,
        target=target,
        fields=[field for field in ours.items() if field[0].lower() not in named] + theirs,
        body=request.body,
        scheme=url.raw_scheme,
        authority=named.get(b"host", url.netloc),
        named=frozenset(named),
    )


def _check(method: bytes, fields: list[tuple[bytes, bytes]], place: "Place") -> None:
    """Refuse what would be read as something else than it is."""
    reason = ""
    if not _TOKEN.fullmatch(method):
        reason = _("a method has only letters, digits and a few signs")
    for name, value in fields:
        if not _TOKEN.fullmatch(name):
            reason = _("the name of a field has only letters, digits and a few signs")
        elif not _VALUE.fullmatch(value):
            reason = _("the value of a field has no ends of lines and no control characters")
    if reason:
        raise Failure(Step.SEND, reason, peer=place.peer, code="REQUEST")


def _authority(place: "Place") -> bytes:
    """Say where a tunnel leads: what is behind the address' slash, or the address itself."""
    path = place.url.raw_path.strip(b"/")
    return path if b":" in path else b"%b:%d" % (place.url.raw_host, place.port)


def _ours(
    request: "Request", place: "Place", named: dict[bytes, bytes], proxy: "Proxy | None"
) -> dict[bytes, bytes]:
    """Return our fields: nothing that nobody asked for."""
    url = place.url
    ours = {
        b"Host": url.netloc,
        b"User-Agent": f"vasistas/{__version__}".encode(),
        b"Accept": b"*/*",
        b"Connection": b"close",
    }
    if url.userinfo:
        ours[b"Authorization"] = b"Basic " + base64.b64encode(
            to_bytes(f"{url.username}:{url.password}")
        )
    if proxy is not None and proxy.pass_word:
        ours[b"Proxy-Authorization"] = proxy.pass_word
    return ours | _about_body(request, named, place)


def _about_body(
    request: "Request", named: dict[bytes, bytes], place: "Place"
) -> dict[bytes, bytes]:
    """Return the fields that say how long the body is, and what."""
    body, ours = request.body, {}
    size = len(body) if isinstance(body, bytes) else body.size
    if not isinstance(body, bytes):
        ours[b"Content-Type"] = to_bytes(body.media)
    if b"transfer-encoding" in named:
        return ours
    if size or not isinstance(body, bytes) or request.method in WITH_BODY:
        ours[b"Content-Length"] = str(size).encode()
    said = named.get(b"content-length", ours.get(b"Content-Length", b"0"))
    if said != str(size).encode():
        reason = _("the Content-Length that was asked for is not that of the body")
        raise Failure(Step.SEND, reason, peer=place.peer, code="REQUEST")
    return ours


def to_text(data: bytes) -> str:
    """Read a peer's bytes; what is no UTF-8 stays in them."""
    return data.decode("utf-8", errors="surrogateescape")


def to_bytes(text: str) -> bytes:
    """Write what was read."""
    return text.encode("utf-8", errors="surrogateescape")
