"""Proxies (RFC 9110, 3.7): plain requests are given to them whole, for others they open a tunnel.

Which proxy, if any, is what a person says; no variable of the environment is read.
"""

import base64
import re
from dataclasses import dataclass

from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step
from tui.clients.http.address import Place, parse
from tui.clients.http.course import Course
from tui.clients.http.heads import END
from tui.clients.http.secured import GULP
from tui.clients.http.tap import Tap
from tui.words import _

LONGEST = 64 * 1024
"""Bytes of a proxy's head: it has nothing to say but yes or no."""

_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})(?: ([^\r\n]*))?\r?\n")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where a proxy is, and what is shown to it."""

    place: Place
    pass_word: bytes
    """The value of Proxy-Authorization; empty: none."""

    @property
    def peer(self) -> str:
        """How to name it, so that nobody takes it for the target."""
        return _("{peer} (proxy)").format(peer=self.place.peer)


def proxy_of(said: str) -> Proxy | None:
    """Read where a proxy is; empty: there is none. Failure NAME, code `PROXY`, if it is bad."""
    if not said.strip():
        return None
    try:
        place = Place(parse(said))
    except Failure as failure:
        raise Failure(Step.NAME, failure.reason, peer=said, code="PROXY") from None
    url, shown = place.url, b""
    if url.userinfo:
        words = f"{url.username}:{url.password}".encode(errors="surrogateescape")
        shown = b"Basic " + base64.b64encode(words)
    return Proxy(place, shown)


async def open_tunnel(
    tap: Tap, course: Course, proxy: Proxy, place: Place, patience: float
) -> bytes:
    """Have a proxy lead on to a place (RFC 9110, 9.3.6), or raise Failure TUNNEL.

    Returns what came behind the proxy's head, and belongs to the tunnel already.
    """
    course.reach(Step.TUNNEL, patience)
    target = name_peer(place.host, place.port).encode()
    lines = [b"CONNECT %b HTTP/1.1" % target, b"Host: %b" % target]
    if proxy.pass_word:
        lines.append(b"Proxy-Authorization: " + proxy.pass_word)
    await tap.write(b"\r\n".join([*lines, b"", b""]), patience)
    came = b""
    while not (end := END.search(came)):
        data = await tap.read(GULP, course.left)
        came += data
        if not data or len(came) > LONGEST:
            raise course.hung_up() if not data else _misspoken(course)
    status = _STATUS.match(came)
    if status is None:
        raise _misspoken(course)
    if not status[1].startswith(b"2"):
        reason = b" ".join(word for word in status.groups() if word)
        said = f"{target.decode()}: {reason.decode(errors='replace')}"
        raise Failure(Step.TUNNEL, said, peer=course.peer, code=status[1].decode())
    return came[end.end() :]


def _misspoken(course: Course) -> Failure:
    return Failure(Step.TUNNEL, _("it speaks no HTTP"), peer=course.peer, code="HTTP")
