"""The ledger: what is owed to all clients of a chat. Whoever gives writes it here and goes on.

Any thread may call. `_lock` guards every outbox's queue and fate, what audiences are owed together,
and the agenda (whom to serve, how much was given); it is held for memory work only, and no other
lock is taken under it. A giver may hold the hub's lock: the order is hub, then ledger. The delivery
loop takes this lock and no other.

What a session MUST do:
- open its outbox before anything is given, and call `finish` exactly once, holding no lock;
- keep its own socket non-blocking, as the outbox's duplicate makes both of them underneath;
- look at `fault` when its socket ends. The loop shuts a slow reader's socket down and no more; it
  is the session, which wakes up, that tells the others;
- call `pace`, holding no lock, before it gives what its client asked for.
What a giver may rely on: `give` never blocks, and what is given to a client in order leaves in
order; of two states given as `latest` the older one may be left out.
"""

import math
import socket
import threading
import time
from collections.abc import Callable, Iterable

from servers.chat.agenda import Agenda
from servers.chat.outbox import Outbox

WAITING = 256 * 1024
"""Bytes that may wait for a client whose system takes no more: an hour of a busy chat."""

PATIENCE = 10.0
"""Seconds for which bytes may wait for such a client while none leaves."""

PACE = 1.0
"""Seconds that a session waits for the loop at most."""

BEHIND = 16 * 1024 * 1024
"""Bytes given to all clients since the loop began its turn, and left over from the one before, at
which sessions wait for it: without it a flood would make readers look slow that are not. A lobby of
1,000 takes 8 MiB in one message of the greatest length."""

KERNEL = 256 * 1024
"""Bytes that the system may hold for one client, or it would grow to 4 MiB each."""


class Ledger:
    """All outboxes of one service. `ring` wakes the delivery loop, and is called with the lock."""

    def __init__(
        self,
        ring: Callable[[], None],
        *,
        patience: float = PATIENCE,
        waiting: int = WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.patience = patience
        self.clock = clock
        self._ring = ring
        self._agenda = Agenda(waiting)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._open: set[Outbox] = set()
        self._asleep = self._closed = False

    def open(self, sock: socket.socket) -> Outbox:
        """Make the outbox of a connection that never blocks; raises OSError."""
        own = sock.dup()
        own.setblocking(False)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)
        outbox = Outbox(own, self.clock())
        with self._lock:
            if not self._closed:
                self._open.add(outbox)
                return outbox
        own.close()
        raise ConnectionAbortedError("the chat is closing")

    def give(
        self, outboxes: Iterable[Outbox], data: bytes, *, alone: bool = False, latest: bool = False
    ) -> None:
        """Owe these bytes to each; for `alone` and `latest` see `Queue.add`.

        To an audience, or all of it but one, they are owed together, at the price of one.
        """
        with self._lock:
            self._agenda.give(outboxes, data, alone=alone, latest=latest)
            self._wake()

    def give_all(self, parcels: Iterable[tuple[Iterable[Outbox], bytes]]) -> None:
        """Do as `give` with each, in order."""
        with self._lock:
            for outboxes, data in parcels:
                self._agenda.give(outboxes, data, alone=False, latest=False)
            self._wake()

    def answer(self, outbox: Outbox, write: Callable[[], bytes]) -> None:
        """Owe a client what is written."""
        data = write()
        if data:
            self.give((outbox,), data)

    def pace(self) -> None:
        """Let the loop catch up if it is far behind, for at most PACE seconds."""
        if self._agenda.given > BEHIND:
            with self._changed:
                self._changed.wait_for(lambda: self._agenda.given <= BEHIND, PACE)

    def settle(self, patience: float) -> bool:
        """Wait until all is written down that came before; it is."""
        del patience
        return True

    def drain(self, patience: float) -> bool:
        """Wait until nothing is owed to anybody; False where that took too long."""
        with self._changed:
            return self._changed.wait_for(self._owes_nothing, patience)

    def end(self, outboxes: Iterable[Outbox], patience: float, *, hang_up: bool = False) -> None:
        """Take no more for these clients; their sockets are let go of once all is sent.

        `hang_up`: then nothing more is heard of them either, and their sessions wake up.
        """
        with self._lock:
            for outbox in outboxes:
                outbox.hang_up = outbox.hang_up or hang_up
                outbox.until = self.clock() + patience
                self._agenda.ready[outbox] = None
            self._wake()

    def finish(self, outbox: Outbox, patience: float) -> None:
        """End one client's outbox, and wait for at most `patience` seconds until that is done."""
        self.end((outbox,), patience)
        outbox.await_close(patience + PACE)

    # What follows is for the delivery loop.

    def sleep(self) -> bool:
        """Return whether there is nobody to serve; then the next giver rings."""
        with self._changed:
            self._changed.notify_all()
            self._asleep = not (self._agenda.ready or self._closed)
            return self._asleep

    def wake(self) -> list[Outbox]:
        """Return those to serve now."""
        with self._lock:
            self._asleep = False
            return self._agenda.begin()

    def offer(self, outboxes: Iterable[Outbox]) -> list[tuple[Outbox, memoryview]]:
        """Return what the next send to each client should carry, if anything."""
        with self._lock:
            return [(outbox, data) for outbox in outboxes if (data := outbox.queue.offer())]

    def sent(self, outboxes: Iterable[Outbox]) -> None:
        """Write down that all that was offered to these has left."""
        with self._lock:
            now = self.clock()
            for outbox in outboxes:
                if outbox.fault is None:
                    outbox.progress = now
                    outbox.blocked = False
                    outbox.queue.sent_all()
                    if outbox.queue.waits:
                        self._agenda.again(outbox)

    def account(self, outbox: Outbox, offered: int, sent: int, fault: OSError | None) -> None:
        """Write down what became of a send."""
        with self._lock:
            if outbox.fault is not None:
                return
            now = self.clock()
            if sent or not outbox.blocked:
                outbox.progress = now
            outbox.blocked = sent < offered
            outbox.queue.sent(sent)
            stalled = now - outbox.progress >= self.patience
            if fault is not None:
                self._agenda.fail(outbox, fault)
            elif outbox.blocked and (stalled or outbox.queue.size > self._agenda.waiting):
                self._agenda.fail_slow(outbox)
            elif outbox.queue.waits and not outbox.blocked:
                self._agenda.again(outbox)

    def forget(self, outbox: Outbox) -> None:
        """Owe a client nothing any more."""
        with self._lock:
            self._open.discard(outbox)
            outbox.queue.clear()

    def close(self) -> None:
        """Open no more outboxes, and wake the loop, which then ends."""
        with self._lock:
            self._closed = True
            self._wake()

    def end_all(self) -> list[Outbox]:
        """Return all that are open, none of which takes any more."""
        with self._lock:
            for outbox in self._open:
                outbox.until = -math.inf
            return list(self._open)

    @property
    def closed(self) -> bool:
        """Whether the loop should end."""
        return self._closed

    # What follows needs the lock.

    def _owes_nothing(self) -> bool:
        return not any(outbox.queue.size for outbox in self._open)

    def _wake(self) -> None:
        if self._asleep and (self._agenda.ready or self._closed):
            self._asleep = False
            self._ring()
