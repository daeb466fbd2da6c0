"""What a chat can be told, whatever dialect it speaks.

    async with await dialect.open_chat(config.chat, "manu", wire) as session:
        await session.say("#lobby", "bonjour", ref="5f0c…")
        async for event in session.events():
            ...

Everything raises Failure; a login that is refused is step REFUSED, code `login`. What a dialect
cannot do is not in `can`, and raises Failure REFUSED with code `commande`. Deeds return as soon as
the words have left; what becomes of them is heard in `events`.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from enum import Enum
from types import TracebackType
from typing import Protocol, Self

from tui.clients.chat.events import Event, Verb


class Ability(Enum):
    """What not every dialect, or not every host, can do."""

    STORED = "stored"  # tells that words are on the host's disk, and takes no words twice
    HISTORY = "history"
    SEARCH = "search"
    MARKERS = "markers"
    ROOMS = "rooms"  # join, part, topic, kick, invite, ranks
    AWAY = "away"
    ACT = "act"
    RENAME = "rename"
    ASK = "ask"  # whois, list, and other questions answered by Notice


class Session(Protocol):
    """A session that is logged in as `login`; `farewell`: its service answered when we took leave.

    The answer proves that all that was said before was read.
    """

    login: str
    can: frozenset[Ability]
    farewell: bool

    def events(self) -> AsyncIterator[Event]:
        """Yield what the chat says until it hangs up; Failure where the connection breaks."""

    async def say(self, place: str, text: str, *, ref: str, verb: Verb = Verb.SAY) -> None:
        """Send words. The same `ref`, a UUID, sent again after a lost connection says them once."""

    async def join(self, room: str, key: str = "") -> None:
        """Enter a room; a Roster follows."""

    async def part(self, room: str, words: str = "") -> None:
        """Leave a room."""

    async def topic(self, room: str, text: str | None = None) -> None:
        """Say what a room is about, or ask."""

    async def away(self, words: str = "") -> None:
        """Say that we are away, or back."""

    async def rename(self, login: str) -> None:
        """Take another login."""

    async def ask(self, words: str) -> None:
        """Send a command of the dialect as it was typed, without its slash; Notice answers."""

    async def past(self, place: str, before: str | datetime | None = None, limit: int = 50) -> None:
        """Ask for what was said before an id or moment, or at the end; Past answers."""

    async def recent(self, since: datetime) -> None:
        """Ask where something was said since then; Recent answers."""

    async def search(self, words: str, place: str = "") -> None:
        """Ask for what has these words in it; Found answers."""

    async def read(self, place: str, moment: datetime) -> None:
        """Say that we have read a place up to there."""

    async def stop(self) -> None:
        """Take leave; the service's last word ends `events`."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
