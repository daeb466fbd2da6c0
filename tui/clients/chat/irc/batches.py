"""Messages that belong together: IRCv3, batch. A server may open many and close none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tui.clients.chat.events import Said
from tui.clients.chat.irc.asked import Request

OPEN = 16
"""Batches open at a time; what belongs to one more is heard by itself."""

SIZE = 500
"""Messages of a batch that are kept: five times what we ask for."""

HISTORY, SEARCH, TARGETS = "chathistory", "soju.im/search", "draft/chathistory-targets"


@dataclass(slots=True)
class Batch:
    """What came of a batch so far, and the request that it answers, if that is known."""

    kind: str
    params: Sequence[str]
    request: Request | None
    said: list[Said] = field(default_factory=list)
    places: list[tuple[str, datetime]] = field(default_factory=list)

    def add(self, said: Said) -> None:
        """Keep a message, if there is room for it."""
        if len(self.said) < SIZE:
            self.said.append(said)

    def name(self, place: str, moment: datetime) -> None:
        """Keep a place, if there is room for it."""
        if len(self.places) < SIZE:
            self.places.append((place, moment))


class Batches:
    """The batches that are open, by the names that the server gave them."""

    def __init__(self) -> None:
        self._open: dict[str, Batch] = {}

    def open(self, name: str, params: Sequence[str], request: Request | None) -> None:
        """Begin a batch; `params` are its kind and what the kind wants."""
        if params and len(self._open) < OPEN:
            self._open[name] = Batch(params[0].lower(), params[1:], request)

    def find(self, name: str) -> Batch | None:
        """Return an open batch."""
        return self._open.get(name)

    def close(self, name: str) -> Batch | None:
        """End a batch; None where none of that name was open."""
        return self._open.pop(name, None)
