"""What we sent in a dialect that confirms nothing, until we know what became of it.

The classic dialect answers errors only, without saying to which line: `erreur@CODE@detail`. So a
line that was sent counts as delivered once the service said anything a good while later, and an
error belongs to the line that it fits best among those that are still open.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protocol.names import login_key

OPEN = 500
"""Lines sent whose fate is open: what a person writes in an hour while nobody else speaks."""

SURE = timedelta(seconds=1)
"""What a service says so long after our line was sent, it says having read the line."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A line of ours; `text` is as typed."""

    ref: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class _Sent:
    line: Outgoing
    moment: datetime


class Ledger:
    """Lines sent whose fate is open, in the order in which they left."""

    def __init__(self) -> None:
        self._open: deque[_Sent] = deque(maxlen=OPEN)

    def sent(self, line: Outgoing, moment: datetime) -> None:
        """Say that a line left."""
        self._open.append(_Sent(line, moment))

    def heard(self, moment: datetime) -> None:
        """Say that the service spoke, which proves that it read what was sent well before."""
        while self._open and moment - self._open[0].moment >= SURE:
            self._open.popleft()

    def echoed(self, to: str, text: str) -> bool:
        """Whether the service repeats a line of ours, which proves that line."""
        for sent in self._open:
            if login_key(sent.line.to) == login_key(to) and sent.line.text == text:
                self._open.remove(sent)
                return True
        return False

    def refused(self, code: str, is_here: Callable[[str], bool]) -> Outgoing | None:
        """Return the line that an error means, if one can be meant; those before it are proven."""
        found = self._meant(code, is_here)
        if found is None:
            return None
        if code == "debit":
            self._open.remove(found)
        else:
            while self._open.popleft() is not found:
                pass
        return found.line

    def lost(self) -> Iterable[Outgoing]:
        """Say that the connection is gone; return the lines of which nobody knows."""
        unknown = [sent.line for sent in self._open]
        self._open.clear()
        return unknown

    def _meant(self, code: str, is_here: Callable[[str], bool]) -> _Sent | None:
        """Nobody was a person, best one who is not here; too fast was the last; else the first."""
        if code == "debit":
            return self._open[-1] if self._open else None
        fitting = list(self._open)
        if code == "destinataire":
            fitting = [sent for sent in fitting if not sent.line.to.startswith("#")]
            fitting = [sent for sent in fitting if not is_here(sent.line.to)] or fitting
        return fitting[0] if fitting else None
