"""The classic chat as a Session: it says and hears, and can do nothing else.

That words have left is all that this dialect lets us know of them; a refusal does not say which.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import TracebackType
from typing import NoReturn, Self

from protocol import chat, names
from tui.clients.chat.classic import ChatClient
from tui.clients.chat.events import (
    Arrived,
    Event,
    Left,
    Notice,
    Rank,
    Refused,
    Roster,
    Said,
    Verb,
)
from tui.clients.chat.session import Ability
from tui.clients.connection import PATIENCE, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire


class ClassicSession:
    """A session that is logged in; `open` makes it, `async with` ends it."""

    can: frozenset[Ability] = frozenset()

    def __init__(self, client: ChatClient, peer: str) -> None:
        self._client = client
        self._peer = peer
        self.login = client.login
        self.farewell = False

    @classmethod
    async def open(
        cls, address: str, port: int, login: str, wire: Wire, *, patience: float = PATIENCE
    ) -> Self:
        """Connect and log in, each within `patience` seconds, or raise Failure."""
        client = await ChatClient.open(address, port, login, wire, patience=patience)
        return cls(client, name_peer(address, port))

    async def events(self) -> AsyncIterator[Event]:
        """Yield what the chat says until it hangs up; Failure where the connection breaks."""
        async for event in self._client.events():
            self.farewell = self.farewell or isinstance(event, chat.Stopped)
            if (told := _told(event, datetime.now(UTC))) is not None:
                yield told

    async def say(self, place: str, text: str, *, ref: str, verb: Verb = Verb.SAY) -> None:
        """Send words; `ref` is nothing that this dialect could say."""
        del ref
        if verb is not Verb.SAY:
            self._refuse()
        await self._client.say(place, text, patience=PATIENCE)

    async def join(self, room: str, key: str = "") -> None:
        """Refuse: everybody is in the lobby, always."""
        del room, key
        self._refuse()

    async def part(self, room: str, words: str = "") -> None:
        """Refuse: nobody leaves the lobby."""
        del room, words
        self._refuse()

    async def topic(self, room: str, text: str | None = None) -> None:
        """Refuse: no room has a topic here."""
        del room, text
        self._refuse()

    async def away(self, words: str = "") -> None:
        """Refuse: one is here or not connected."""
        del words
        self._refuse()

    async def rename(self, login: str) -> None:
        """Refuse: a login lasts as long as its session."""
        del login
        self._refuse()

    async def ask(self, words: str) -> None:
        """Refuse: there is nothing to ask."""
        del words
        self._refuse()

    async def past(self, place: str, before: str | datetime | None = None, limit: int = 50) -> None:
        """Refuse: what was said is gone."""
        del place, before, limit
        self._refuse()

    async def recent(self, since: datetime) -> None:
        """Refuse: what was said is gone."""
        del since
        self._refuse()

    async def search(self, words: str, place: str = "") -> None:
        """Refuse: what was said is gone."""
        del words, place
        self._refuse()

    async def read(self, place: str, moment: datetime) -> None:
        """Refuse: nobody remembers how far one has read."""
        del place, moment
        self._refuse()

    async def stop(self) -> None:
        """Take leave; the service's last word ends `events`."""
        await self._client.stop(patience=PATIENCE)

    def _refuse(self) -> NoReturn:
        raise Failure(Step.REFUSED, "", peer=self._peer, code="commande")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)


def _told(event: chat.FromService, moment: datetime) -> Event | None:
    """Say what an event of the classic dialect is; the list of all who are here is the lobby's.

    A service of 2017 may let in who breaks our rule for names, and we answer under any name, but
    for one that would be taken for a room's: what is said under that is shown, and no more.
    """
    match event:
        case chat.Heard(sender, text, room):
            if _is_somebody(sender) and (room is None or names.room_is_valid(room)):
                return Said(room or sender, sender, text, moment)
            place = f" ({room})" if room else ""
            return Notice((f"{sender}{place} > {text}",))
        case chat.Arrived(login) if _is_somebody(login):
            return Arrived(login, moment)
        case chat.Left(login) if _is_somebody(login):
            return Left(login, moment)
        case chat.Present(logins):
            people = filter(_is_somebody, logins)
            return Roster(chat.LOBBY, tuple((login, Rank.MEMBER) for login in people))
        case chat.Refused(code, detail):
            return Refused(code, detail)
        case chat.Unknown(text):
            return Notice((text,))
        case _:
            return None


def _is_somebody(login: str) -> bool:
    return not names.login_key(login).startswith("#")
