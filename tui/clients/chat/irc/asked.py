"""What we asked a server and have not heard of yet: by label where it knows them, else in order."""

from dataclasses import dataclass
from enum import Enum

OPEN = 512
"""Requests whose answer may be awaited: twice the lines that may wait; then the oldest falls."""


class Kind(Enum):
    """What was asked."""

    SAY = "say"
    PAST = "past"
    RECENT = "recent"
    SEARCH = "search"
    AWAY = "away"
    DEED = "deed"


TOLD = frozenset({Kind.PAST, Kind.RECENT, Kind.SEARCH, Kind.AWAY})
"""What an answer can be told to without a label: it is of a kind of its own, or in order."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `place` is whom or what it is about, `words` what was said or searched."""

    kind: Kind
    place: str = ""
    ref: str = ""
    words: str = ""
    limit: int = 0


class Asked:
    """Requests in the order in which they were made, each under its label."""

    def __init__(self) -> None:
        self._open: dict[str, Request] = {}
        self._number = 0

    def ask(self, request: Request) -> str:
        """Remember a request; return its label."""
        self._number += 1
        label = str(self._number)
        self._open[label] = request
        if len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
        return label

    def labelled(self, label: str) -> Request | None:
        """Return the request of a label that a server repeats."""
        return self._open.get(label)

    def find(self, kind: Kind, place: str = "", ref: str = "") -> Request | None:
        """Return the oldest request of this kind, about this place and reference if given."""
        for request in self._open.values():
            about = not place or request.place.casefold() == place.casefold()
            if request.kind is kind and about and (not ref or request.ref == ref):
                return request
        return None

    def done(self, request: Request) -> None:
        """Forget a request: it was answered."""
        for label, one in self._open.items():
            if one is request:
                del self._open[label]
                return
