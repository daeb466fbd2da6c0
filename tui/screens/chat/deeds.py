"""What a screen may have done by the session that is there, if there is one."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from protocol.chat import LOBBY
from protocol.names import login_key
from tui.clients.chat.events import Refused, Verb
from tui.clients.chat.session import Ability, Session
from tui.screens.chat.journal_lines import Waiting
from tui.screens.chat.queue import Deed, Queue

NOWHERE = "connexion"
"""The code of what was refused here, since there is no connection."""

BUSY = "debit"
"""The code of what was refused here, since too much waits to be done."""

ROOMS = 64
"""Rooms that are entered again after a loss: more than a host lets anybody be in."""

MARKS = 64
"""Places that were read while there was no connection, kept until there is one."""


class Deeds:
    """Deeds return at once. What comes of them is heard as events; a refusal is one, `complain`."""

    def __init__(self, queue: Queue, complain: Callable[[Refused], object]) -> None:
        self.queue = queue
        self.can: frozenset[Ability] = frozenset()
        """What the chat can do, as far as its last session told."""
        self.is_connected = False
        self._complain = complain
        self._rooms: dict[str, tuple[str, str]] = {}
        """Rooms that we are in, or want to be in: name and key, by the key of the name."""
        self._marks: dict[str, datetime] = {}

    def write(self, place: str, text: str, verb: Verb = Verb.SAY) -> str:
        """Let a line leave as soon as it can; return its reference. Ask `queue.room` before."""
        ref = str(uuid4())
        self.queue.write(Waiting(ref, place, text, verb, datetime.now(UTC)))
        return ref

    def join(self, room: str, key: str = "") -> None:
        """Enter a room, now or once there is a connection, and again after every loss of it."""
        if len(self._rooms) < ROOMS:
            self._rooms[login_key(room)] = (room, key)
        if self.is_connected:
            self._do(lambda session: session.join(room, key), room)

    def part(self, room: str, words: str = "") -> None:
        """Leave a room."""
        self._rooms.pop(login_key(room), None)
        self._do(lambda session: session.part(room, words), room)

    def topic(self, room: str, text: str | None = None) -> None:
        """Say what a room is about, or ask."""
        self._do(lambda session: session.topic(room, text), room)

    def away(self, words: str = "") -> None:
        """Say that we are away, or back."""
        self._do(lambda session: session.away(words))

    def rename(self, login: str) -> None:
        """Take another login."""
        self._do(lambda session: session.rename(login))

    def ask(self, words: str) -> None:
        """Send a command of the dialect as it was typed, without its slash; Notice answers."""
        self._do(lambda session: session.ask(words))

    def past(self, place: str, before: str | datetime | None = None, limit: int = 50) -> None:
        """Ask for what was said before an id or moment, or at the end; Past answers."""
        self._do(lambda session: session.past(place, before, limit), place)

    def recent(self, since: datetime) -> None:
        """Ask where something was said since then; Recent answers."""
        self._do(lambda session: session.recent(since))

    def search(self, words: str, place: str = "") -> None:
        """Ask for what has these words in it; Found answers."""
        self._do(lambda session: session.search(words, place), place or None)

    def read(self, place: str, moment: datetime) -> None:
        """Say that we have read a place up to there, now or once there is a connection."""
        if not self.is_connected:
            if place in self._marks or len(self._marks) < MARKS:
                self._marks[place] = moment
        elif Ability.MARKERS in self.can:
            self._do(lambda session: session.read(place, moment), place)

    def stop(self) -> None:
        """Take leave; the service then hangs up."""
        self._do(lambda session: session.stop())

    def connected(self, session: Session) -> None:
        """Note that there is a session: what it must know first is said first, then what waits."""
        self.can, self.is_connected = session.can, True
        self.queue.start([*self._entering(session), *self._marking(session)])

    def entered(self, room: str) -> None:
        """Note that we are in a room."""
        if len(self._rooms) < ROOMS:
            self._rooms.setdefault(login_key(room), (room, ""))

    def left(self, room: str) -> None:
        """Note that we are in a room no more."""
        self._rooms.pop(login_key(room), None)

    def _entering(self, session: Session) -> Sequence[Deed]:
        if Ability.ROOMS not in session.can:
            return []
        wanted = [room for room in self._rooms.values() if room[0] != LOBBY]
        return [Deed(_join(room, key), room) for room, key in wanted]

    def _marking(self, session: Session) -> Sequence[Deed]:
        marks, self._marks = self._marks, {}
        if Ability.MARKERS not in session.can:
            return []
        return [Deed(_read(place, moment), place) for place, moment in marks.items()]

    def _do(self, do: Callable[[Session], Awaitable[None]], place: str | None = None) -> None:
        if not self.is_connected:
            self._complain(Refused(NOWHERE, "", place=place))
        elif not self.queue.do(Deed(do, place)):
            self._complain(Refused(BUSY, "", place=place))


def _join(room: str, key: str) -> Callable[[Session], Awaitable[None]]:
    return lambda session: session.join(room, key)


def _read(place: str, moment: datetime) -> Callable[[Session], Awaitable[None]]:
    return lambda session: session.read(place, moment)
