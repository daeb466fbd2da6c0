"""What we still owe one client: bytes in order, and how they may be glued into one send.

Memory alone: no lock, no thread, and the socket is only held here. Everything in an `Outbox` is
guarded by the lock of the ledger that opened it, but for the socket, which belongs to the delivery
loop's thread.
"""

import socket
import threading
from collections import deque
from dataclasses import dataclass

SLICE = 64 * 1024
"""Bytes joined for one send: little to copy again, and nobody's turn lasts long."""


@dataclass(slots=True)
class _Item:
    data: bytes
    alone: bool


class Queue:
    """What waits, in order.

    `one_by_one` is for clients that take one `recv` for one message: nothing is glued.
    """

    def __init__(self) -> None:
        self._items: deque[_Item] = deque()
        self._latest: _Item | None = None
        self._offered = memoryview(b"")
        self.size = 0
        self.one_by_one = False

    def add(self, data: bytes, *, alone: bool = False, latest: bool = False) -> None:
        """Append. `alone`: in a send of its own. `latest`: a state, which takes the place of the
        one before it if that still waits.
        """
        item = _Item(data, alone)
        if latest:
            if self._latest is not None:
                self.size -= len(self._latest.data)
                self._latest.data = b""
            self._latest = item
        self._items.append(item)
        self.size += len(data)

    @property
    def next_is_alone(self) -> bool:
        """Whether the next send is that of an item alone."""
        return not self._offered and bool(self._items) and self._items[0].alone

    def offer(self) -> memoryview:
        """Return what the next send should carry; the same again until `sent` says otherwise."""
        if not self._offered:
            self._offered = memoryview(self._gather())
        return self._offered

    def sent(self, count: int) -> None:
        """Forget the first `count` bytes of what was offered."""
        self._offered = self._offered[count:]
        self.size -= count

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
        self._latest = None
        self._offered = memoryview(b"")
        self.size = 0

    def _gather(self) -> bytes:
        parts: list[bytes] = []
        length = 0
        while self._items and length < SLICE:
            item = self._items[0]
            single = item.alone or self.one_by_one
            if parts and single:
                break
            self._items.popleft()
            if item is self._latest:
                self._latest = None
            if item.data:
                parts.append(item.data)
                length += len(item.data)
                if single:
                    break
        return parts[0] if len(parts) == 1 else b"".join(parts)


class Outbox:
    """One client's queue, its socket, and what became of it; made by `Ledger.open`."""

    def __init__(self, sock: socket.socket, now: float) -> None:
        self.socket = sock
        self.queue = Queue()
        self.fault: OSError | None = None
        """Why nothing more can be sent; TimeoutError for a slow reader, None while all is well."""
        self.blocked = False
        """Whether the system took less than was offered at the last send."""
        self.counted = (0, 0)
        """What the ledger counted of this queue: in all, and of that not yet offered."""
        self.progress = now
        """When a byte last left, or when the first one had to wait."""
        self.until: float | None = None
        """When to let go of the socket, sent or not; None while the session goes on."""
        self.hang_up = False
        """Whether letting go of the socket ends the session that reads from it."""
        self.closed = threading.Event()
        """Set once the delivery loop has let go of the socket."""
