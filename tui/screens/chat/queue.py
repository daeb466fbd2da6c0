"""What is to leave, in the order in which it was written: lines, and deeds between them.

Lines outlive every connection, and with the journal the program. Deeds (join, ask …) are for the
session that is there, and die with it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from protocol.errors import LocalProtocolError
from protocol.names import login_key
from tui.clients.chat.session import Session
from tui.screens.chat.journal import Journal
from tui.screens.chat.journal_lines import WAITING, Waiting, check

DEEDS = 100
"""Deeds that may wait to be done: a key held down for some seconds."""

AGAIN = 8
"""Times that a line is sent again because a host found it too fast; then the host has its way."""

REST = 2.0
"""Seconds of silence after a host found us too fast: a burst of 20 is granted again by then."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do with a session; `place` is the room or person that it is about."""

    do: Callable[[Session], Awaitable[None]]
    place: str | None = None


class Queue:
    """The lines and deeds that wait. Everything happens on the event loop's thread."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._login = ""
        self._lines: dict[str, Waiting] = {}
        self._due: deque[str | Deed] = deque()
        self._refused: dict[str, int] = {}
        self._more = asyncio.Event()
        self._rest = 0.0

    def __len__(self) -> int:
        """Count the lines that wait, those included of which the host has not yet told the fate."""
        return len(self._lines)

    @property
    def room(self) -> int:
        """How many more lines may wait."""
        return max(0, WAITING - len(self._lines))

    def open(self, login: str) -> list[Waiting]:
        """Go on as this login; return the lines of an earlier program that wait, oldest first.

        Lines that never left go with us from one login to the next.
        """
        before, key = self._lines, login_key(login)
        carried = [line for line in before.values() if not line.sent]
        if key != self._login:
            for line in carried:
                self._journal.forget(line.ref)
        self._login = key
        found = self._journal.open(login)
        self._lines = {line.ref: line for line in found}
        for line in carried:
            if line.ref not in self._lines:
                self._lines[line.ref] = line
                self._journal.note(line)
        return [line for line in found if line.ref not in before]

    def told(self) -> list[str]:
        """Return, once, what is to be said of how lines are kept."""
        return self._journal.told()

    def write(self, line: Waiting) -> None:
        """Let a line wait; LocalProtocolError where too many do, which `room` tells before, or for
        words that the journal could not be read with.
        """
        if not self.room:
            raise LocalProtocolError(f"{WAITING} lines wait already")
        try:
            check(line.text)
        except ValueError:
            raise LocalProtocolError("that is no line of text") from None
        self._lines[line.ref] = line
        self._journal.note(line)
        self._due.append(line.ref)
        self._more.set()

    def do(self, deed: Deed) -> bool:
        """Let a deed wait for its turn; False where too many do."""
        if sum(isinstance(one, Deed) for one in self._due) >= DEEDS:
            return False
        self._due.append(deed)
        self._more.set()
        return True

    def start(self, deeds: Iterable[Deed] = ()) -> None:
        """Begin with a new session: these deeds are due, then every line that waits."""
        self._due = deque([*deeds, *self._lines])
        self._refused.clear()
        self._rest = 0.0

    async def next(self) -> Waiting | Deed:
        """Return what is due next, once there is something."""
        while True:
            if self._rest:
                rest, self._rest = self._rest, 0.0
                await asyncio.sleep(rest)
            while self._due:
                one = self._due.popleft()
                if isinstance(one, Deed):
                    return one
                if (line := self._lines.get(one)) is not None:
                    return line
            self._more.clear()
            await self._more.wait()

    def leaves(self, line: Waiting, login: str) -> None:
        """Note that a line leaves as this login, before it does."""
        self._lines[line.ref] = replace(line, sent=login)
        self._journal.note(self._lines[line.ref])

    def forget(self, ref: str) -> None:
        """Note that a line waits no more: it is stored, refused, or nobody will ever know."""
        if self._lines.pop(ref, None) is not None:
            self._journal.forget(ref)

    def again(self, ref: str) -> bool:
        """Let a line that was too fast leave once more, a while later and at its place; False
        where that was tried often enough, or it does not wait.
        """
        tries = self._refused.get(ref, 0)
        if ref not in self._lines or tries >= AGAIN:
            return False
        self._refused[ref] = tries + 1
        due = {one for one in self._due if isinstance(one, str)} | {ref}
        deeds = [one for one in self._due if isinstance(one, Deed)]
        self._due = deque([*deeds, *(one for one in self._lines if one in due)])
        self._rest = REST
        self._more.set()
        return True

    def close(self) -> None:
        """Let another program have the journal."""
        self._journal.close()
