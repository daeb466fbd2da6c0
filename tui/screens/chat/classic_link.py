"""The connection of the chat screen: kept up, lost, built again; it posts facts, draws nothing."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from textual.message import Message

from protocol.names import login_key
from tui.clients.chat.classic import ChatClient
from tui.clients.failure import Failure, Step
from tui.clients.pauses import Pace, pauses
from tui.clients.wire import Wire
from tui.screens.chat.facts import (
    Connected,
    Connecting,
    ConnectionLost,
    EventHeard,
    LineSent,
    LoginRefused,
    RetryNears,
)
from tui.screens.chat.ledger import WAITING, Outgoing


class Link:
    """What lies between a screen and the service; `outgoing` outlives every connection.

    A line leaves `outgoing` when it is sent, and is never sent twice: where the connection breaks
    right then, nobody knows whether it arrived, and the screen says so.
    """

    def __init__(
        self,
        address: str,
        port: int,
        wire: Wire,
        post: Callable[[Message], object],
        waits: Callable[[], Iterator[float]] = pauses,
    ) -> None:
        self._address = address
        self._port = port
        self._wire = wire
        self._post = post
        self._waits = waits
        self._known = ""
        self._hurry = asyncio.Event()
        self.outgoing: asyncio.Queue[Outgoing] = asyncio.Queue(WAITING)

    def hurry(self) -> None:
        """Try again at once instead of waiting."""
        self._hurry.set()

    async def run(self, login: str) -> None:
        """Stay connected as `login` until cancelled; ends only when that login is refused.

        A login that we had before is never given up: what refuses it is most likely our own old
        connection, which the service has not yet seen die.
        """
        waits = self._waits()
        while True:
            self._post(Connecting())
            try:
                client = await ChatClient.open(self._address, self._port, login, self._wire)
            except Failure as failure:
                if self._is_final(failure, login):
                    self._post(LoginRefused(login, failure))
                    return
                self._post(ConnectionLost(failure, _now()))
            else:
                self._known = login_key(login)
                waits = self._waits()
                self._post(ConnectionLost(await self._talk(client), _now()))
            await self._wait(next(waits))

    def _is_final(self, failure: Failure, login: str) -> bool:
        refused = failure.step is Step.REFUSED and failure.code == "login"
        return refused and self._known != login_key(login)

    async def _talk(self, client: ChatClient) -> Failure | None:
        """Hear and speak until one of them fails or the service hangs up."""
        async with client:
            self._post(Connected(client.login))
            hearing = asyncio.create_task(self._hear(client))
            speaking = asyncio.create_task(self._speak(client))
            tasks = (hearing, speaking)
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            return (hearing if hearing in done else speaking).result()

    async def _hear(self, client: ChatClient) -> Failure | None:
        try:
            async for event in client.events():
                fact = EventHeard(event, _now())
                self._post(fact)
                await fact.taken.wait()
        except Failure as failure:
            return failure
        return None

    async def _speak(self, client: ChatClient) -> Failure | None:
        pace = Pace()
        while True:
            line = await self.outgoing.get()
            self._post(LineSent(line.number, _now()))
            try:
                await client.say(line.to, line.text)
            except Failure as failure:
                return failure
            await asyncio.sleep(pace.delay(time.monotonic()))

    async def _wait(self, seconds: float) -> None:
        """Count down, at most once a second, until the time has come or somebody hurries."""
        self._hurry.clear()
        while seconds > 0:
            self._post(RetryNears(math.ceil(seconds)))
            step = seconds % 1.0 or 1.0
            try:
                async with asyncio.timeout(step):
                    await self._hurry.wait()
                return
            except TimeoutError:
                seconds -= step


def _now() -> datetime:
    return datetime.now(UTC)
