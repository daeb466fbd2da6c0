"""HTTP by hand: a request line, fields, and the empty line without which nothing happens."""

import re

from tui.screens.console.guides.hint import Hint, Said
from tui.words import _

_STATUS = r"HTTP/1\.[01] (\d{3})"


class HttpGuide:
    """One request after the other, as long as they keep the connection."""

    def __init__(self, _login: str, peer: str) -> None:
        self._peer = peer

    def next(self, said: Said) -> Hint | None:
        """Return what to type now."""
        if said.is_over:
            return None
        head = self._head(list(said.sent.whole))
        if head is None:
            if said.sent.count and not any(re.match(_STATUS, line) for line in said.since):
                return None
            return self._request(said)
        fields = {line.partition(":")[0].lower() for line in head[1:]}
        if "host" not in fields:
            return Hint(f"Host: {self._peer}", _("whom you ask: one address has many names"))
        if "connection" not in fields and self._closes(head[0]):
            return Hint("Connection: close", _("one question only: they hang up after the answer"))
        return Hint("", _("Enter: an empty line ends the header, and they answer"))

    def _request(self, said: Said) -> Hint:
        """What to ask: a page, then where it sends us, then its header alone."""
        if not said.sent.count:
            return Hint("GET / HTTP/1.1", _("method, path, version: the page of the house"))
        if (place := said.heard.last(r"(?i)location: *(/\S*)")) is not None:
            return Hint(f"GET {place[1]} HTTP/1.1", _("it is elsewhere: follow it"))
        return Hint("HEAD / HTTP/1.1", _("the header alone, without the page"))

    def _closes(self, line: str) -> bool:
        return line.startswith("HEAD")

    @staticmethod
    def _head(sent: list[str]) -> list[str] | None:
        """Return the header that is being written, or None where none is."""
        begun = max((place for place, line in enumerate(sent) if not line), default=-1) + 1
        return sent[begun:] or None


class PhotosHttpGuide(HttpGuide):
    """The photo archive as a browser would ask it."""

    def _request(self, said: Said) -> Hint:
        asked = [line.split(" ")[1] for line in said.sent.all if re.match(r"[A-Z]+ /", line)]
        if not asked:
            return Hint("GET /photos?limit=3 HTTP/1.1", _("method, path, version: three photos"))
        if "/health" not in asked:
            return Hint("GET /health HTTP/1.1", _("how is the archive?"))
        if (found := said.heard.last(r'.*?"name": ?"([^"\\ %?#]+)"')) is not None:
            return Hint(f"HEAD /photos/{found[1]} HTTP/1.1", _("a photo's header, not its bytes"))
        return Hint("HEAD / HTTP/1.1", _("the header of the page, without the page"))
