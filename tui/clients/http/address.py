"""Addresses as people write them: `localhost:8000/x`, `https://…`, `http+unix://%2Fpath/x`."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step
from tui.words import _

if TYPE_CHECKING:
    import httpx2

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|https?:", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9._:%-]+", re.ASCII)
_SOCKET = re.compile(r"http\+unix://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: what is asked for, and the socket it is asked on, if it is a file."""

    url: "httpx2.URL"
    socket: str = ""
    """The path of a Unix socket; then the machine's name in `url` is `localhost`."""

    def __str__(self) -> str:
        if not self.socket:
            return str(self.url)
        quoted = self.socket.replace("%", "%25").replace("/", "%2F").replace("?", "%3F")
        return f"http+unix://{quoted.replace('#', '%23')}{self.url.raw_path.decode()}"

    @property
    def host(self) -> str:
        """The machine's name as it is looked up: IDNA, and no brackets around an address."""
        return self.url.raw_host.decode().strip("[]")

    @property
    def port(self) -> int:
        """The port, said or not."""
        return self.url.port or _PORTS[self.url.scheme]

    @property
    def peer(self) -> str:
        """How to name the other side."""
        return self.socket or name_peer(self.host, self.port)

    @property
    def by_tls(self) -> bool:
        """Whether TLS is spoken there."""
        return self.url.scheme == "https"


def place(address: str) -> Place:
    """Read an address; Failure NAME, code `URL`, if it is none that can be asked."""
    address = address.strip()
    found = _SOCKET.fullmatch(address)
    if found is None:
        return Place(parse(address))
    socket = unquote(found[1])
    if not socket.startswith("/") or "\0" in socket:
        reason = _("the path of a socket begins with %2F, and / in it is written %2F")
        raise _no_address(address, reason)
    return Place(parse(f"http://localhost{found[2]}"), socket)


def parse(address: str) -> "httpx2.URL":
    """Read an http or https address (`localhost:8000/x`); Failure NAME, code `URL`, if bad."""
    import httpx2

    address = address.strip()
    whole = address if _SCHEME.match(address) else f"http://{address.lstrip('/')}"
    try:
        url = httpx2.URL(whole)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise _no_address(address, str(error)) from None
    if url.scheme not in _PORTS:
        reason = _("only http and https are spoken here, not {scheme}")
        raise _no_address(address, reason.format(scheme=url.scheme))
    if not url.raw_host:
        raise _no_address(address, _("there is no name of a machine in it"))
    host = url.raw_host.decode("utf-8", errors="surrogateescape")
    if not _HOST.fullmatch(host) or ("%" in host and ":" not in url.host):
        raise _no_address(address, _("a machine's name has only letters, digits, dots and dashes"))
    if url.port is not None and not 0 < url.port < 65536:
        raise _no_address(address, _("a port is a number from 1 to 65535"))
    return url


def _no_address(address: str, reason: str) -> Failure:
    return Failure(Step.NAME, reason, peer=address, code="URL")
