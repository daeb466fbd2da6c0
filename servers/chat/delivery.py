"""The delivery loop: one thread that empties all outboxes of a service, and blocks on none.

Threads and the lock. Any thread gives; the loop's thread alone touches sockets, selector and
`_due`. `_lock` guards every outbox's queue and fate, the list of those to serve, and the two sums;
it is held for memory work only, and no other lock is taken under it. A giver may hold the hub's
lock: the order is hub, then delivery. The loop never takes the hub's.

What a session MUST do:
- open its outbox before anything is given, and call `finish` exactly once, holding no lock;
- keep a time-out on its own socket: the outbox's duplicate makes both non-blocking underneath;
- look at `fault` when its socket ends. The loop shuts a slow reader's socket down and no more; it
  is the session, which wakes up, that tells the others;
- call `pace`, holding no lock, before it gives what its client asked for.
What a giver may rely on: `give` never blocks, and bytes given in order leave in order.
"""

import contextlib
import math
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable

from servers.chat.outbox import Outbox

WAITING = 256 * 1024
"""Bytes that may wait for a client whose system takes no more: an hour of a busy chat."""

PATIENCE = 10.0
"""Seconds for which bytes may wait for such a client while none leaves."""

BEHIND = 16 * 1024 * 1024
"""Bytes given and not yet offered, over all outboxes, at which sessions wait for the loop: without
it a flood would make readers look slow that are not. One lobby of 1,000 takes 8 MiB in a message
of the greatest length."""

PACE = 1.0
"""Seconds that a session waits for the loop at most."""

KERNEL = 256 * 1024
"""Bytes that the system may hold for one client, or it would grow to 4 MiB each."""

GAP = 0.1
"""Seconds between what an old client was sent and a message that must be alone in its `recv`: what
it has not read yet would be glued to it there."""

_RESET = struct.pack("ii", 1, 0)
_SLOW = "it reads too slowly"


class Delivery:
    """All outboxes of one service. `start`, then `open`, `give` and `finish`, then `stop`."""

    def __init__(
        self,
        *,
        patience: float = PATIENCE,
        waiting: int = WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience = patience
        self._waiting = waiting
        self._clock = clock
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._open: set[Outbox] = set()
        self._ready: dict[Outbox, None] = {}
        self._owed = self._fresh = 0
        self._asleep = self._stopping = False
        self._due: dict[Outbox, float] = {}
        self._watched: set[Outbox] = set()
        self._selector = selectors.DefaultSelector()
        self._ear, self._bell = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="chat delivery", daemon=True)

    def start(self) -> None:
        """Start the loop's thread."""
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread.start()

    def stop(self) -> None:
        """End the loop and let go of every socket; what still waits is lost. See `drain`."""
        with self._lock:
            self._stopping = True
            self._ring()
        self._thread.join()

    def open(self, sock: socket.socket) -> Outbox:
        """Make the outbox of a connection, which must have a time-out; raises OSError."""
        own = sock.dup()
        own.setblocking(False)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)
        outbox = Outbox(own, self._clock())
        with self._lock:
            self._open.add(outbox)
        return outbox

    def give(
        self, outboxes: Iterable[Outbox], data: bytes, *, alone: bool = False, latest: bool = False
    ) -> None:
        """Owe these bytes to each; for `alone` and `latest` see `Queue.add`."""
        with self._lock:
            for outbox in outboxes:
                if outbox.fault or outbox.until is not None:
                    continue
                outbox.queue.add(data, alone=alone, latest=latest)
                if outbox.blocked and outbox.queue.size > self._waiting:
                    self._fail(outbox, _SLOW)
                elif not outbox.blocked:
                    self._ready[outbox] = None
                self._count(outbox)
            self._ring()

    def pace(self) -> None:
        """Let the loop catch up if it is far behind, for at most PACE seconds."""
        if self._fresh > BEHIND:
            with self._changed:
                self._changed.wait_for(lambda: self._fresh <= BEHIND, PACE)

    def drain(self, patience: float) -> bool:
        """Wait until nothing is owed to anybody; False where that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._owed, patience)

    def finish(self, outbox: Outbox, patience: float) -> None:
        """Take no more for this client, wait until all is sent, and let go of its socket."""
        with self._lock:
            outbox.until = self._clock() + patience
            self._ready[outbox] = None
            self._ring()
        outbox.closed.wait(patience + PACE)

    # What follows up to `_run` needs the lock.

    def _ring(self) -> None:
        if self._asleep and (self._ready or self._stopping):
            self._asleep = False
            self._bell.send(b"\0")

    def _fail(self, outbox: Outbox, reason: str) -> None:
        outbox.fault = reason
        outbox.queue.clear()
        self._ready[outbox] = None

    def _count(self, outbox: Outbox) -> None:
        owed = outbox.queue.size
        fresh = 0 if outbox.blocked else owed
        was_owed, was_fresh = outbox.counted
        self._owed += owed - was_owed
        self._fresh += fresh - was_fresh
        outbox.counted = (owed, fresh)

    # What follows is the loop's thread alone.

    def _run(self) -> None:
        while not self._stopping:
            self._turn()
        with self._lock:
            left = list(self._open)
        for outbox in left:
            self._close(outbox)
        self._selector.close()
        self._ear.close()
        self._bell.close()

    def _turn(self) -> None:
        with self._lock:
            self._asleep = not (self._ready or self._stopping)
            patience = self._until_due() if self._asleep else 0.0
        for key, _ in self._selector.select(patience):
            if key.data is None:
                self._ear.recv(1)
            else:
                self._serve(key.data)
        with self._lock:
            self._asleep = False
            ready, self._ready = self._ready, {}
        now = self._clock()
        ready |= {outbox: None for outbox, due in self._due.items() if due <= now}
        for outbox in ready:
            self._serve(outbox)
        with self._changed:
            self._changed.notify_all()

    def _until_due(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - self._clock())

    def _serve(self, outbox: Outbox) -> None:
        self._due.pop(outbox, None)
        with self._lock:
            resting = self._must_rest(outbox)
            data = memoryview(b"") if resting or outbox.fault else outbox.queue.offer()
        if resting:
            self._due[outbox] = outbox.progress + GAP
            return
        if data:
            self._send(outbox, data)
        if outbox.fault:
            self._cut(outbox)
        elif outbox.blocked:
            self._watch(outbox)
        else:
            self._unwatch(outbox)
        until = outbox.until
        if until is not None and (not outbox.queue.size or self._clock() >= until):
            self._close(outbox)

    def _must_rest(self, outbox: Outbox) -> bool:
        queue = outbox.queue
        alone = queue.one_by_one and queue.next_is_alone
        return alone and self._clock() - outbox.progress < GAP

    def _send(self, outbox: Outbox, data: memoryview) -> None:
        count = 0
        reason = ""
        try:
            count = outbox.socket.send(data)
        except BlockingIOError:
            pass
        except OSError as error:
            reason = error.strerror or str(error)
        with self._lock:
            if not outbox.fault:
                self._account(outbox, count, blocked=count < len(data))
                if reason or self._is_slow(outbox):
                    self._fail(outbox, reason or _SLOW)
            self._count(outbox)

    def _account(self, outbox: Outbox, count: int, *, blocked: bool) -> None:
        if count or not outbox.blocked:
            outbox.progress = self._clock()
        outbox.blocked = blocked
        outbox.queue.sent(count)
        if outbox.queue.size and not blocked:
            self._ready[outbox] = None

    def _is_slow(self, outbox: Outbox) -> bool:
        stalled = self._clock() - outbox.progress >= self._patience
        return outbox.blocked and (stalled or outbox.queue.size > self._waiting)

    def _watch(self, outbox: Outbox) -> None:
        if outbox not in self._watched:
            self._watched.add(outbox)
            self._selector.register(outbox.socket, selectors.EVENT_WRITE, outbox)
        self._due[outbox] = min(outbox.progress + self._patience, outbox.until or math.inf)

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
        with self._lock:
            self._open.discard(outbox)
            self._ready.pop(outbox, None)
            outbox.queue.clear()
            outbox.fault = outbox.fault or "closed"
            self._count(outbox)
        outbox.socket.close()
        outbox.closed.set()
