"""Who may ask: web pages of others may not act through a browser that can reach us.

An archive on a lab's network trusts the network. A browser there also shows pages from elsewhere,
and such a page can make it send requests to us (cross-site request forgery), or pretend that its
own name is our address (DNS rebinding), which makes the browser call us "same origin".

- No CORS: pages from elsewhere never read an answer, and their PUT and DELETE need a preflight that
  we do not grant.
- What changes something is refused where the browser says that another site asks.
- On the loopback interface, where most archives listen, the only names are an address, a name with
  no dot, and `localhost`. A name from the public DNS always has a dot, so rebinding ends there. On
  other interfaces any name is taken: a network has names of its own that we cannot know.
"""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from protocol.heads import Head, Refused
from servers.words import _

_READING = {"GET", "HEAD", "OPTIONS"}

_REMEMBERED = 64
"""Addresses and names of the host that were judged before: every request of a browser says them."""


def check(request: Head, reached: str) -> None:
    """Raise Refused (403, 421) where a page from elsewhere asks; `reached` is our own address."""
    host = request.fields.get("host", "")
    if _is_loopback(reached) and not _is_local_name(host):
        raise Refused(421, _("This host is reached here by its address or as localhost only."))
    if request.method in _READING:
        return
    site = request.fields.get("sec-fetch-site", "none").lower()
    origin = request.fields.get("origin")
    if site not in ("none", "same-origin") or (origin is not None and not _same(origin, host)):
        raise Refused(403, _("A page from elsewhere may not change this archive."))


def _same(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower() != ""
    except ValueError:
        return False


@lru_cache(_REMEMBERED)
def _is_loopback(address: str) -> bool:
    plain = address.lower().removeprefix("::ffff:").partition("%")[0]
    return ipaddress.ip_address(plain).is_loopback


@lru_cache(_REMEMBERED)
def _is_local_name(host: str) -> bool:
    if host.startswith("["):
        return True
    name = host.partition(":")[0].lower().removesuffix(".")
    if "." not in name or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
