"""Where an answer sends us: the next request of a redirect, made from the exchange before it.

    while (request := onward(record)) is not None and hops < MOST: ...

Each hop is an exchange of its own; the caller decides whether to go, and counts.
"""

from typing import TYPE_CHECKING

from tui.clients.failure import Failure
from tui.clients.http.address import Place, place
from tui.clients.http.client import Request
from tui.printable import printable
from tui.words import _

if TYPE_CHECKING:
    from tui.clients.http.exchange import Exchange

MOST = 20
"""Hops that are gone in a row: as many as browsers go."""

_REDIRECTS = (301, 302, 303, 307, 308)
_SECRETS = ("authorization", "cookie", "host", "origin", "proxy-authorization", "referer")
"""Fields that are meant for one origin only."""


def onward(record: "Exchange") -> Request | None:
    """Return the next request, or None where there is none to be made (RFC 9110, 15.4).

    303 is asked for with GET (or HEAD); so is, as everybody does, what POST got a 301 or 302 for.
    In all other cases method and body are kept. Secrets never go to another origin.
    """
    before = record.request
    there = _there(record)
    if there is None or not isinstance(before, Request):
        return None
    here = place(before.address)
    method, fields, body = before.method, before.fields, before.body
    becomes_get = record.status == 303 and method not in ("GET", "HEAD")
    if becomes_get or (record.status in (301, 302) and method == "POST"):
        method, body = "GET", b""
        fields = tuple(field for field in fields if not _about_body(field[0]))
    if _origin(here) != _origin(there):
        fields = tuple(field for field in fields if field[0].lower() not in _SECRETS)
    return Request(method, _address(here, there), fields, body)


def remark(record: "Exchange") -> str:
    """Say what is odd about where we are sent; empty where nothing is."""
    there = _there(record)
    if there is None:
        return ""
    here = place(record.request.address)
    if here.by_tls and not there.by_tls:
        return _("From https to http: what follows can be read and changed on its way.")
    if _origin(here) != _origin(there):
        return _("To another machine: {peer}; passwords and cookies are left behind.").format(
            peer=printable(there.peer)
        )
    return ""


def _there(record: "Exchange") -> Place | None:
    """Return where the answer points, with our fragment where it has none (10.2.2)."""
    if record.status not in _REDIRECTS:
        return None
    said = [value for name, value in record.fields if name.lower() == "location"]
    if not said or not said[0].strip():
        return None
    import httpx2

    here = place(record.request.address)
    try:
        url = here.url.join(said[0].strip())
        if not url.fragment and here.url.fragment:
            url = url.copy_with(fragment=here.url.fragment)
        there = place(str(url))
    except (httpx2.InvalidURL, UnicodeError, Failure):
        return None
    stays = here.socket and _origin(Place(here.url)) == _origin(there)
    return Place(there.url, here.socket) if stays else there


def _address(here: Place, there: Place) -> str:
    """Write the next address; our user is named again where it is the same origin."""
    url = there.url
    if here.url.userinfo and not url.userinfo and _origin(here) == _origin(there):
        url = url.copy_with(username=here.url.username, password=here.url.password)
    return str(Place(url, there.socket))


def _origin(where: Place) -> tuple[str, bytes, int, str]:
    return where.url.scheme, where.url.raw_host, where.port, where.socket


def _about_body(name: str) -> bool:
    """Whether a field tells of the body (RFC 9110, 15.4)."""
    name = name.lower()
    return name.startswith("content-") or name in ("transfer-encoding", "expect", "digest")
