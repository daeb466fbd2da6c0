"""The connection of the chat screen: kept up, lost, built again; it posts facts, draws nothing."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime

from textual.message import Message

from protocol.errors import LocalProtocolError
from protocol.names import login_key
from protocol.sections import Chat
from tui.clients.chat.dialect import open_chat
from tui.clients.chat.events import Event, Joined, Notice, Parted, Refused, Renamed, Stored
from tui.clients.chat.session import Ability, Session
from tui.clients.failure import Failure, Step
from tui.clients.pauses import Pace, pauses
from tui.clients.wire import Wire
from tui.screens.chat import facts
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.journal import Journal
from tui.screens.chat.journal_lines import Waiting
from tui.screens.chat.queue import Deed, Queue

BURST = 12
"""Lines and deeds sent at once; what a session says to be let in counts at the host as well."""

STRANGERS = (4, 2.0)
"""Lines sent at once, and seconds between two, to IRC servers that are not ours: many of them hang
up on who is faster (RFC 1459, section 8.10), and words would be lost with it."""


class Link(Deeds):
    """What lies between a screen and the chat; what waits outlives every connection.

    Where the chat can do STORED, a line waits until it is on the host's disk, and is sent again
    with the same reference after every loss: the host takes it once. Elsewhere a line waits until
    it is sent, and is never sent twice.
    """

    def __init__(
        self,
        settings: Chat,
        wire: Wire,
        post: Callable[[Message], object],
        journal: Journal,
        waits: Callable[[], Iterator[float]] = pauses,
    ) -> None:
        super().__init__(Queue(journal), lambda event: post(facts.Heard(event)))
        self._settings = settings
        self._wire = wire
        self._post = post
        self._waits = waits
        self._known = ""
        self._greeting: Event | None = None
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """Try again at once instead of waiting."""
        self._hurry.set()

    async def run(self, login: str) -> None:
        """Stay connected as `login` until cancelled; ends only when that login is refused.

        A login that we had before is never given up: what refuses it is most likely our own old
        connection, which the service has not yet seen die.
        """
        restored = self.queue.open(login)
        self._tell_kept(restored)
        try:
            await self._stay(login)
        finally:
            self.queue.close()

    async def _stay(self, login: str) -> None:
        waits = self._waits()
        while True:
            self._post(facts.Connecting())
            try:
                session = await open_chat(self._settings, login, self._wire)
            except Failure as failure:
                if self._is_final(failure, login):
                    self._post(facts.LoginRefused(login, failure))
                    return
                self._post(facts.ConnectionLost(failure, _now()))
            else:
                waits = self._waits()
                self._post(facts.ConnectionLost(await self._talk(session), _now()))
                login = session.login
            await self._wait(next(waits))

    def _is_final(self, failure: Failure, login: str) -> bool:
        refused = failure.step is Step.REFUSED and failure.code == "login"
        return refused and self._known != login_key(login)

    async def _talk(self, session: Session) -> Failure | None:
        """Hear and speak until one of them fails or the service hangs up."""
        async with session:
            self._known = login_key(session.login)
            self.connected(session)
            self._post(facts.Connected(session.login, session.can))
            hearing = asyncio.create_task(self._hear(session))
            speaking = asyncio.create_task(self._speak(session))
            tasks = (hearing, speaking)
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self.is_connected = False
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            return (hearing if hearing in done else speaking).result()

    async def _hear(self, session: Session) -> Failure | None:
        try:
            async for event in self._told(session):
                if self._takes(event, session.login):
                    fact = facts.Heard(event)
                    self._post(fact)
                    await fact.taken.wait()
        except Failure as failure:
            return failure
        return None

    async def _told(self, session: Session) -> AsyncIterator[Event]:
        """Yield what a session tells, but a greeting only if it is another than the last one."""
        first = True
        async for event in session.events():
            greets = first and isinstance(event, Notice)
            first = False
            if not greets or event != self._greeting:
                yield event
            if greets:
                self._greeting = event

    def _takes(self, event: Event, login: str) -> bool:
        """Note what an event changes here; return whether the screen needs to hear it."""
        match event:
            case Stored(ref):
                self.queue.forget(ref)
            case Refused("debit", _, str(ref)) if self.queue.again(ref):
                return False
            case Refused(_, _, str(ref)):
                self.queue.forget(ref)
            case Joined(room, who) if login_key(who) == login_key(login):
                self.entered(room)
            case Parted(room, who) if login_key(who) == login_key(login):
                self.left(room)
            case Renamed():
                self._known = login_key(login)
        return True

    async def _speak(self, session: Session) -> Failure | None:
        ours = Ability.STORED in session.can or self._settings.dialect == "classic"
        pace = Pace(BURST) if ours else Pace(*STRANGERS)
        while True:
            one = await self.queue.next()
            try:
                if isinstance(one, Deed):
                    await one.do(session)
                else:
                    await self._say(session, one)
            except LocalProtocolError as error:
                self._refused("forme", str(error), one)
            except Failure as failure:
                if (failure.step, failure.code) != (Step.REFUSED, "commande"):
                    return failure
                self._refused("commande", failure.reason, one)
            await asyncio.sleep(pace.delay(time.monotonic()))

    async def _say(self, session: Session, line: Waiting) -> None:
        keeps = Ability.STORED in session.can
        if line.sent and not (keeps and login_key(line.sent) == login_key(session.login)):
            self.queue.forget(line.ref)
            self._post(facts.Doubted(line.ref, _now()))
            return
        if keeps:
            self.queue.leaves(line, session.login)
        else:
            self.queue.forget(line.ref)
        self._tell_kept()
        self._post(facts.Sent(line.ref, _now()))
        await session.say(line.place, line.text, ref=line.ref, verb=line.verb)

    def _tell_kept(self, restored: Sequence[Waiting] = ()) -> None:
        """Say what an earlier program left, and what there is to say of how lines are kept."""
        told = self.queue.told()
        if restored or told:
            self._post(facts.Restored(restored, told))

    def _refused(self, code: str, detail: str, one: Waiting | Deed) -> None:
        """Say that something was refused here, before it left."""
        ref = None if isinstance(one, Deed) else one.ref
        if ref is not None:
            self.queue.forget(ref)
        self._post(facts.Heard(Refused(code, detail, ref, one.place)))

    async def _wait(self, seconds: float) -> None:
        """Count down, at most once a second, until the time has come or somebody hurries."""
        self._hurry.clear()
        while seconds > 0:
            self._post(facts.RetryNears(math.ceil(seconds)))
            step = seconds % 1.0 or 1.0
            try:
                async with asyncio.timeout(step):
                    await self._hurry.wait()
                return
            except TimeoutError:
                seconds -= step


def _now() -> datetime:
    return datetime.now(UTC)
