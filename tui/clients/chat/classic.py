"""A client of the classic chat: log in, hear, speak.

    async with await ChatClient.open(address, port, "manu", wire) as client:
        await client.say("#lobby", "bonjour")
        async for event in client.events():
            ...

What travels is `protocol.chat`; a login that is refused is a Failure of step REFUSED whose code is
the service's word, `login`. It speaks to services of 2017 as well: those that send no newline are
heard after a pause.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from protocol.chat import (
    FromClient,
    FromService,
    Login,
    Message,
    Refused,
    Stop,
    Stopped,
    render_to_service,
)
from protocol.chat_sides import ClientSide
from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE
from tui.clients.connection import PATIENCE, Connection
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire


class ChatClient:
    """A session that is logged in; `open` makes it, `async with` ends it."""

    def __init__(self, connection: Connection, login: str) -> None:
        self._connection = connection
        self._talk = ClientSide()
        self._heard: deque[FromService] = deque()
        self._ended = False
        self.login = login

    @classmethod
    async def open(
        cls, address: str, port: int, login: str, wire: Wire, *, patience: float = PATIENCE
    ) -> "ChatClient":
        """Connect and log in, each within `patience` seconds, or raise Failure.

        `login` is one that `protocol.names.login` returned.
        """
        connection = await Connection.open(address, port, wire, patience=patience)
        client = cls(connection, login)
        try:
            await client._log_in(patience)
        except BaseException:
            await connection.close()
            raise
        return client

    async def events(self) -> AsyncIterator[FromService]:
        """Yield what the service says, from its welcome on, until it hangs up.

        Raises Failure when the connection breaks or what arrives is no chat.
        """
        while True:
            while self._heard:
                yield self._heard.popleft()
            if self._ended:
                return
            await self._hear()

    async def say(self, to: str, text: str, *, patience: float = PATIENCE) -> None:
        """Send words to a login or a room; LocalProtocolError for what `protocol.chat` forbids.

        That it was sent is all that this dialect lets us know: an answer comes for errors only.
        """
        await self._send(Message(to, text), patience)

    async def stop(self, *, patience: float = PATIENCE) -> None:
        """Take leave; the service's last word ends `events`."""
        await self._send(Stop(), patience)

    async def _send(self, event: FromClient, patience: float) -> None:
        await self._connection.send(render_to_service(event), patience=patience)

    async def _log_in(self, patience: float) -> None:
        """Send the login and wait for what tells whether it was accepted."""
        await self._send(Login(self.login), patience)
        peer = self._connection.peer
        try:
            async with asyncio.timeout(patience):
                while not self._heard and not self._ended:
                    await self._hear()
        except TimeoutError:
            raise Failure(Step.WAIT, "", peer=peer, code="ETIMEDOUT") from None
        if not self._heard:
            raise Failure(Step.WAIT, "", peer=peer, code="EOF")
        if isinstance(answer := self._heard[0], Refused):
            raise Failure(Step.REFUSED, answer.detail, peer=peer, code=answer.code)

    async def _hear(self) -> None:
        """Receive once, or let a pause go by, and store what is complete."""
        try:
            data = await self._connection.receive(patience=PAUSE if self._talk.waiting else None)
        except Failure as failure:
            if failure.code != "ETIMEDOUT" or not self._talk.waiting:
                raise
            self._talk.pause()
        else:
            self._ended = not data
            self._talk.receive(data)
        try:
            for event in self._talk.events():
                self._heard.append(event)
                self._ended = self._ended or isinstance(event, Stopped)
        except RemoteProtocolError as error:
            peer = self._connection.peer
            raise Failure(Step.BODY, error.detail, peer=peer, code=error.code) from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connection.close()
