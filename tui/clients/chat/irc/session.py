"""The chat over IRC as a Session: one connection, heard and spoken on; what it knows is in nouns.

    async with await IrcSession.open(address, port, "manu", wire) as session:
        await session.say("#lobby", "bonjour", ref="5f0c…")
        async for event in session.events():
            ...

`events` also answers the server's pings, and finds a connection lost within two minutes: it is to
be run as long as the session lasts.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from protocol.errors import RemoteProtocolError
from protocol.irc import Heard, Inbox, Message, render
from protocol.irc.framing import SERVICE_TAGS
from tui.clients.chat.events import Event, Notice, Verb
from tui.clients.chat.irc import requests, speech
from tui.clients.chat.irc.asked import TOLD, Asked, Kind, Request
from tui.clients.chat.irc.entering import Entering, lobby
from tui.clients.chat.irc.hearing import Hearing
from tui.clients.chat.session import Ability
from tui.clients.connection import PATIENCE, Connection
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire

SILENCE = 60.0
"""Seconds without a word from the server after which we ask whether it is there."""

ANSWER = 45.0
"""Seconds that it has to say anything then: a lost connection is found within two minutes."""

BODY = 4096
"""Bytes of a message without tags: servers do not all keep to 512 where a text has accents."""

BLOCK = 32 * 1024
"""Bytes heard at once: what they amount to waits here until it is taken."""

FAREWELL = 0.5
"""Seconds for the last word to leave."""


class IrcSession:
    """A session that is logged in; `open` makes it, `async with` ends it."""

    def __init__(self, connection: Connection, inbox: Inbox, entering: Entering) -> None:
        self._connection = connection
        self._inbox = inbox
        self._asked = Asked()
        support = entering.support
        self._hearing = Hearing(entering.login, support, self._asked, lambda: datetime.now(UTC))
        self._heard: deque[Event] = deque()
        if entering.greeting:
            self._heard.append(Notice(tuple(entering.greeting)))
        self._silence, self._answer = SILENCE, ANSWER
        self._ended = self._pinged = self._left = False
        self.login = entering.login
        self.farewell = False
        self.can: frozenset[Ability] = support.can

    @classmethod
    async def open(
        cls, address: str, port: int, login: str, wire: Wire, *, patience: float = PATIENCE
    ) -> Self:
        """Connect, log in and enter the lobby, or raise Failure; each within `patience` seconds."""
        connection = await Connection.open(address, port, wire, patience=patience)
        inbox = Inbox(BODY, SERVICE_TAGS, lenient=True)
        entering = Entering(login, connection.peer)
        try:
            rest = await _enter(connection, inbox, entering, patience)
            session = cls(connection, inbox, entering)
            await session._send(lobby())
            for message in rest:
                session._heard.extend(session._hearing.hear(message))
        except BaseException:
            await connection.close()
            raise
        return session

    def watch(self, silence: float, answer: float) -> None:
        """Ask after so many seconds of silence whether the server is there, and wait so long."""
        self._silence, self._answer = silence, answer

    async def events(self) -> AsyncIterator[Event]:
        """Yield what the chat says until it hangs up; Failure where the connection breaks."""
        while True:
            while self._heard:
                yield self._heard.popleft()
            if self._ended:
                return
            await self._listen()

    async def say(self, place: str, text: str, *, ref: str, verb: Verb = Verb.SAY) -> None:
        """Send words; LocalProtocolError for what one line cannot say."""
        message = requests.say(place, text, verb)
        if "message-tags" in self._hearing.support.granted:
            message = replace(message, tags={speech.REFERENCE: ref})
        await self._ask(message, Request(Kind.SAY, place, ref))

    async def join(self, room: str, key: str = "") -> None:
        """Enter a room; a Roster follows."""
        await self._ask(requests.about(room, "JOIN", key), Request(Kind.DEED, room))

    async def part(self, room: str, words: str = "") -> None:
        """Leave a room."""
        await self._ask(requests.about(room, "PART", words), Request(Kind.DEED, room))

    async def topic(self, room: str, text: str | None = None) -> None:
        """Say what a room is about, or ask."""
        message = Message("TOPIC", (room,) if text is None else (room, text))
        await self._ask(message, Request(Kind.DEED, room))

    async def away(self, words: str = "") -> None:
        """Say that we are away, or back."""
        message = Message("AWAY", (words,) if words else ())
        await self._ask(message, Request(Kind.AWAY, words=words))

    async def rename(self, login: str) -> None:
        """Take another login."""
        await self._ask(Message("NICK", (login,)), Request(Kind.DEED))

    async def ask(self, words: str) -> None:
        """Send a command as it was typed, without its slash; Notice answers."""
        await self._ask(requests.typed(words), Request(Kind.DEED))

    async def past(self, place: str, before: str | datetime | None = None, limit: int = 50) -> None:
        """Ask for what was said before an id or moment, or at the end; Past answers."""
        self._must(Ability.HISTORY)
        limit = max(1, min(limit, self._hearing.support.page))
        request = Request(Kind.PAST, place, limit=limit)
        await self._ask(requests.past(place, before, limit), request)

    async def recent(self, since: datetime) -> None:
        """Ask where something was said since then; Recent answers."""
        self._must(Ability.HISTORY)
        message = requests.recent(since, self._hearing.support.page)
        await self._ask(message, Request(Kind.RECENT))

    async def search(self, words: str, place: str = "") -> None:
        """Ask for what has these words in it; Found answers."""
        self._must(Ability.SEARCH)
        limit = self._hearing.support.page
        request = Request(Kind.SEARCH, place, words=words, limit=limit)
        await self._ask(requests.search(words, place, limit), request)

    async def read(self, place: str, moment: datetime) -> None:
        """Say that we have read a place up to there."""
        self._must(Ability.MARKERS)
        await self._ask(requests.read(place, moment), Request(Kind.DEED, place))

    async def stop(self) -> None:
        """Take leave; the server's last word ends `events`."""
        self._left = True
        await self._send(Message("QUIT"))

    def _must(self, ability: Ability) -> None:
        if ability not in self.can:
            raise Failure(Step.REFUSED, "", peer=self._connection.peer, code="commande")

    async def _ask(self, message: Message, request: Request) -> None:
        if "labeled-response" in self._hearing.support.granted:
            label = self._asked.ask(request)
            message = replace(message, tags={**message.tags, "label": label})
        elif request.kind in TOLD:
            self._asked.ask(request)
        await self._send(message)

    async def _send(self, *messages: Message) -> None:
        await self._connection.send(_bytes(messages), patience=PATIENCE)

    async def _listen(self) -> None:
        """Hear what comes next, and answer what cannot wait; ask after a long silence."""
        try:
            patience = self._answer if self._pinged else self._silence
            data = await self._connection.receive(BLOCK, patience=patience)
        except Failure as failure:
            if self._pinged or failure.code != "ETIMEDOUT":
                raise
            self._pinged = True
            await self._send(Message("PING", ("vasistas",)))
            return
        self._pinged, self._ended = False, not data
        for message in _messages(self._inbox, data, self._connection.peer):
            if message.verb == "ERROR" and self._left:
                self.farewell = True
            else:
                self._heard.extend(self._hearing.hear(message))
        self.login, self.can = self._hearing.login, self._hearing.support.can
        if self._hearing.replies:
            await self._send(*self._hearing.replies)
            self._hearing.replies.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._left and not self._ended:
            with suppress(Failure):
                await self._connection.send(_bytes([Message("QUIT")]), patience=FAREWELL)
        await self._connection.close()


async def _enter(
    connection: Connection, inbox: Inbox, entering: Entering, patience: float
) -> list[Message]:
    """Say who we are until we are let in; return what was said after that in the same breath."""
    heard = False
    try:
        async with asyncio.timeout(patience):
            await connection.send(_bytes(entering.first()))
            while True:
                heard = bool(data := await connection.receive(BLOCK)) or heard
                messages = _messages(inbox, data, connection.peer)
                for count, message in enumerate(messages, start=1):
                    await connection.send(_bytes(entering.hear(message)))
                    if entering.done:
                        return messages[count:]
                if not data:
                    raise Failure(Step.WAIT, "", peer=connection.peer, code="EOF")
    except TimeoutError:
        step, code = (Step.BODY, "irc") if heard else (Step.WAIT, "ETIMEDOUT")
        raise Failure(step, "", peer=connection.peer, code=code) from None


def _messages(inbox: Inbox, data: bytes, peer: str) -> list[Message]:
    """Return what is whole; a message that is too long is skipped."""
    inbox.receive(data)
    try:
        return [event.message for event in inbox.events() if isinstance(event, Heard)]
    except RemoteProtocolError as error:
        raise Failure(Step.BODY, error.detail, peer=peer, code=error.code) from None


def _bytes(messages: Iterable[Message]) -> bytes:
    return b"".join(f"{render(message)}\r\n".encode() for message in messages)
