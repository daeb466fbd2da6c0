"""Messages that belong together: IRCv3, batch. A server may open many and close none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tui.clients.chat.events import Said
from tui.clients.chat.irc.asked import Request

OPEN = 8
"""Batches open at a time; what belongs to one more is heard by itself."""

SIZE = 2500
"""Messages of a batch that are kept: the hundred that we ask for, each as long as a classic client
may have said it, and then told in some twenty pieces."""

CHARACTERS = 1024 * 1024
"""Characters of all of them: a hundred of the greatest length."""

HISTORY, SEARCH, TARGETS = "chathistory", "soju.im/search", "draft/chathistory-targets"


@dataclass(slots=True)
class Batch:
    """What came of a batch so far, and the request that it answers, if that is known."""

    kind: str
    params: Sequence[str]
    request: Request | None
    said: list[Said] = field(default_factory=list)
    places: list[tuple[str, datetime]] = field(default_factory=list)
    characters: int = 0

    def add(self, said: Said) -> None:
        """Keep a message, if there is room for it."""
        self.characters += len(said.text)
        if len(self.said) < SIZE and self.characters <= CHARACTERS:
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
