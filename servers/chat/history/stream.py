"""Everything that the clients of a chat hear, in one order; messages wait for the disk in it.

What is given while nothing waits goes straight to the ledger. A message, and a mark of what has
been read, must be on disk first: it joins the line, and so does everything that is given after it,
whoever gives it. The writer's thread (`chat history`) takes all messages that have come, commits
them together, and lets go of the line up to the next message that has not been committed. So an
echo is a promise, and arrivals, departures and words are heard in the order in which they happened.

Any thread may give. `_lock` guards the line and what is fresh in it; it is held for memory work
only, and while nothing waits the ledger's lock is taken under it. The order is hub, stream, ledger.
The writer holds none of them while it writes, reads or gives.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice, takewhile

from servers.chat.audience import Others
from servers.chat.history.history import History
from servers.chat.history.records import Fate, Parcel, Pending, Record
from servers.chat.ledger import Ledger
from servers.chat.outbox import Outbox

BOUND = 4_096
"""What may wait in the line before those who speak wait: some megabytes, a second's work."""

TOGETHER = 256
"""Messages of one transaction: some milliseconds of work, so that nobody waits longer for it."""

MANY = 4
"""Messages that came together: then more are coming, and the next transaction waits for them."""

GATHER = 0.004
"""Seconds that it waits, about what a transaction takes; who speaks now and then is not delayed."""

RUN = TOGETHER
"""Entries let go of, and given to the ledger together, before the line's lock is taken again: what
one commit has kept leaves in one turn of the delivery loop."""

PROMPT = 0.05
"""Seconds after which whoever waits for the line looks whether the stream was closed."""

IDLE = 2.0
"""Seconds without a message after which the writer does what can wait."""

_Entry = Pending | Callable[[], None]


class Stream:
    """The line before a ledger, with the ledger's own methods for whoever gives."""

    def __init__(self, ledger: Ledger, history: History) -> None:
        self._ledger = ledger
        self._history = history
        self._lock = threading.Lock()
        self._moved = threading.Condition(self._lock)
        self._work = threading.Condition(self._lock)
        self._line: deque[_Entry] = deque()
        self._fresh: deque[Pending] = deque()
        self._passed = self._joined = self._unkept = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="chat history", daemon=True)
        self.open = ledger.open

    def start(self) -> None:
        """Start the writer's thread."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Keep what has come, take no more, and end the thread."""
        with self._lock:
            self._closed = True
            self._work.notify()
        self._thread.join(patience)

    def keep(self, pending: Pending) -> None:
        """Let something be heard once it is on disk; what is given from now on comes after it."""
        with self._lock:
            if self._closed:
                pending.fate = Fate.REFUSED
                return
            self._fresh.append(pending)
            self._unkept += len(pending.contents)
            self._join(pending)

    def give(
        self, outboxes: Iterable[Outbox], data: bytes, *, alone: bool = False, latest: bool = False
    ) -> None:
        """Do as `Ledger.give` once all is said that came before."""
        with self._lock:
            if not self._line:
                self._ledger.give(outboxes, data, alone=alone, latest=latest)
                return
            those = outboxes if isinstance(outboxes, Others) else tuple(outboxes)
            self._join(partial(self._ledger.give, those, data, alone=alone, latest=latest))

    def answer(self, outbox: Outbox, write: Callable[[], bytes]) -> None:
        """Give what is written once all is said that came before: it may depend on its fate."""
        with self._lock:
            if self._line:
                self._join(partial(self._ledger.answer, outbox, write))
                return
            self._ledger.answer(outbox, write)

    def do(self, work: Callable[[Ledger], None]) -> None:
        """Have the writer's thread give something, once all is said that came before."""
        with self._lock:
            self._join(partial(work, self._ledger))

    def end(self, outboxes: Iterable[Outbox], patience: float, *, hang_up: bool = False) -> None:
        """Do as `Ledger.end` once all is said that came before."""
        with self._lock:
            if not self._line:
                self._ledger.end(outboxes, patience, hang_up=hang_up)
                return
            those = tuple(outboxes)
            self._join(partial(self._ledger.end, those, patience, hang_up=hang_up))

    def finish(self, outbox: Outbox, patience: float) -> None:
        """Do as `Ledger.finish`, holding no lock."""
        self.settle(patience)
        self._ledger.finish(outbox, patience)

    def pace(self) -> None:
        """Wait, holding no lock, until disk and delivery have caught up."""
        if self._joined - self._passed > BOUND:
            with self._lock:
                while self._joined - self._passed > BOUND and not self._closed:
                    self._moved.wait(PROMPT)
        self._ledger.pace()

    def settle(self, patience: float) -> bool:
        """Wait, holding no lock, until all is said that came before; False: that took too long."""
        with self._lock:
            until = self._joined
            return self._moved.wait_for(lambda: self._passed >= until, patience)

    def drain(self, patience: float) -> bool:
        """Wait until nothing is owed to anybody; False where that took too long."""
        deadline = time.monotonic() + patience
        settled = self.settle(patience)
        return self._ledger.drain(max(0.0, deadline - time.monotonic())) and settled

    def _join(self, entry: _Entry) -> None:
        """Put into the line; needs the lock."""
        self._line.append(entry)
        self._joined += _messages(entry)
        if len(self._line) == 1:
            self._work.notify()

    # What follows is the writer's thread alone.

    def _run(self) -> None:
        batch: list[Pending] = []
        while True:
            if sum(map(_messages, batch)) >= MANY:
                self._gather()
            with self._lock:
                self._work.wait_for(lambda: self._line or self._closed, IDLE)
                batch = self._next()
                if self._closed and not self._line:
                    break
            if batch:
                self._commit(batch)
            self._let_go()
            self._history.tidy()
        self._history.finish()

    def _next(self) -> list[Pending]:
        """Take what one transaction shall write; needs the lock."""
        batch, messages = [], 0
        while self._fresh and messages < TOGETHER:
            batch.append(entry := self._fresh.popleft())
            messages += len(entry.contents)
        self._unkept -= messages
        return batch

    def _gather(self) -> None:
        """Let more messages come."""
        with self._lock:
            self._work.wait_for(lambda: self._unkept >= TOGETHER or self._closed, GATHER)

    def _commit(self, batch: list[Pending]) -> None:
        """Write it all down, and with it what each of them shall know of its fate."""
        try:
            known = self._history.keep([one for pending in batch for one in pending.contents])
        except OSError:
            for pending in batch:
                pending.fate = Fate.REFUSED
            return
        for pending in batch:
            content = pending.contents[0]
            first = known.get(content.number) if isinstance(content, Record) else None
            if first is None:
                pending.fate = Fate.KEPT
            else:
                pending.first = first
                pending.fate = Fate.KNOWN

    def _let_go(self) -> None:
        """Say what is at the head of the line, which stays there until it is said."""
        while True:
            with self._lock:
                ready = list(takewhile(_is_settled, islice(self._line, RUN)))
                if not ready:
                    self._moved.notify_all()
                    return
            said: list[Parcel] = []
            for entry in ready:
                if isinstance(entry, Pending):
                    self._say(entry, said)
                else:
                    self._ledger.give_all(said)
                    said = []
                    entry()
            self._ledger.give_all(said)
            with self._lock:
                for _ in ready:
                    self._line.popleft()
                self._passed += sum(map(_messages, ready))

    def _say(self, entry: Pending, said: list[Parcel]) -> None:
        """Add what is heard of something whose fate is known. It lets go of what wrote it, which
        holds it: for Python to find such circles takes longer than to write a message.
        """
        tell, entry.tell = entry.tell, None
        if entry.fate is Fate.KEPT:
            said += entry.parcels
            content = entry.contents[0]
            if entry.outbox is not None and isinstance(content, Record):
                self._history.heard(content.recipient, content.number, entry.outbox)
            if entry.quiet:
                return
        if entry.sender is not None and tell is not None and (data := tell(entry)):
            said.append(((entry.sender,), data))


def _messages(entry: _Entry) -> int:
    return len(entry.contents) if isinstance(entry, Pending) else 1


def _is_settled(entry: _Entry) -> bool:
    return not isinstance(entry, Pending) or entry.fate is not Fate.WAITING
