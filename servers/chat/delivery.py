"""The delivery loop: one thread that empties all outboxes of a service, and waits for none.

The thread (`chat delivery`) alone sends, and alone touches the outboxes' sockets, the selector and
what is only written `_due` and `_watched`. It never takes the hub's lock. Whoever gives something
while it sleeps rings a bell, a pair of sockets, of which the selector hears.
"""

import contextlib
import math
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence

from servers.chat.ledger import PATIENCE, WAITING, Ledger
from servers.chat.outbox import Outbox

GAP = 0.1
"""Seconds between what an old client was sent and a message that must be alone in its `recv`: what
it has not read yet would be glued to it there."""

TOGETHER = 64
"""Clients whose bytes are looked up, and written off, with the ledger's lock taken once."""

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no time at all: what the system still holds for a slow reader is thrown away."""


class Delivery:
    """The loop and its ledger; `start` and `stop` are called once each."""

    def __init__(
        self,
        *,
        patience: float = PATIENCE,
        waiting: int = WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ledger = Ledger(self._ring, patience=patience, waiting=waiting, clock=clock)
        self._due: dict[Outbox, float] = {}
        self._watched: set[Outbox] = set()
        self._selector = selectors.DefaultSelector()
        self._ear, self._bell = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="chat delivery", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let go of every socket; what still waits is lost (Ledger.drain)."""
        self.ledger.close()
        self._thread.join()

    def _ring(self) -> None:
        self._bell.send(b"\0")

    # What follows is the loop's thread alone.

    def _run(self) -> None:
        while not self.ledger.closed:
            self._turn()
        for outbox in self.ledger.end_all():
            self._close(outbox)
        self._selector.close()
        self._ear.close()
        self._bell.close()

    def _turn(self) -> None:
        patience = self._until_due() if self.ledger.sleep() else 0.0
        writable = []
        for key, _ in self._selector.select(patience):
            if key.data is None:
                self._ear.recv(64)
            else:
                writable.append(key.data)
        now = self.ledger.clock()
        due = [outbox for outbox, moment in self._due.items() if moment <= now]
        those = list(dict.fromkeys((*writable, *due, *self.ledger.wake())))
        for start in range(0, len(those), TOGETHER):
            self._serve([one for one in those[start : start + TOGETHER] if not self._rests(one)])

    def _until_due(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - self.ledger.clock())

    def _rests(self, outbox: Outbox) -> bool:
        """Whether nothing may be sent to somebody now, or ever again."""
        if outbox in self._due:
            del self._due[outbox]
        if outbox.closed:
            return True
        queue = outbox.queue
        alone = queue.one_by_one and queue.next_is_alone
        if alone and self.ledger.clock() - outbox.progress < GAP:
            self._due[outbox] = outbox.progress + GAP
            return True
        return False

    def _serve(self, outboxes: Sequence[Outbox]) -> None:
        whole = [outbox for outbox, data in self.ledger.offer(outboxes) if self._send(outbox, data)]
        self.ledger.sent(whole)
        for outbox in outboxes:
            if (
                outbox.blocked
                or outbox.fault
                or outbox.until is not None
                or outbox in self._watched
            ):
                self._look_after(outbox)

    def _send(self, outbox: Outbox, data: memoryview) -> bool:
        """Send; whatever else than that all of it has left is written down."""
        sent = 0
        fault: OSError | None = None
        try:
            sent = outbox.socket.send(data)
        except BlockingIOError:
            pass
        except OSError as error:
            fault = error
        if sent == len(data):
            return True
        self.ledger.account(outbox, len(data), sent, fault)
        return False

    def _look_after(self, outbox: Outbox) -> None:
        """Wait until a socket takes more, or wait no longer, or let go of it."""
        if outbox.fault is not None:
            self._cut(outbox)
        elif outbox.blocked:
            self._watch(outbox)
        else:
            self._unwatch(outbox)
        until = outbox.until
        if until is not None and (not outbox.queue.size or self.ledger.clock() >= until):
            self._close(outbox)

    def _watch(self, outbox: Outbox) -> None:
        if outbox not in self._watched:
            self._watched.add(outbox)
            self._selector.register(outbox.socket, selectors.EVENT_WRITE, outbox)
        until = math.inf if outbox.until is None else outbox.until
        self._due[outbox] = min(outbox.progress + self.ledger.patience, until)

    def _unwatch(self, outbox: Outbox) -> None:
        if outbox in self._watched:
            self._watched.discard(outbox)
            self._selector.unregister(outbox.socket)

    def _cut(self, outbox: Outbox) -> None:
        self._unwatch(outbox)
        with contextlib.suppress(OSError):
            outbox.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            outbox.socket.shutdown(socket.SHUT_RDWR)

    def _close(self, outbox: Outbox) -> None:
        if outbox.queue.size:
            self._cut(outbox)
        self._unwatch(outbox)
        self._due.pop(outbox, None)
        self.ledger.forget(outbox)
        if outbox.hang_up:
            with contextlib.suppress(OSError):
                outbox.socket.shutdown(socket.SHUT_RDWR)
        outbox.close()
