"""What we still owe one client: bytes in order, and how they may be glued into one send.

Memory alone: no lock, no thread, and the socket is only held here. Everything in an `Outbox` is
guarded by the lock of the ledger that opened it, but for the socket, which belongs to the delivery
loop's thread.
"""

import socket
import threading
from dataclasses import dataclass

from servers.chat.audience import Share

SLICE = 64 * 1024
"""Bytes joined for one send: little to copy again, and nobody's turn lasts long."""


@dataclass(slots=True)
class _Item:
    data: bytes
    alone: bool


_NOTHING = memoryview(b"")


class Queue:
    """What waits, in order.

    `one_by_one` is for clients that take one `recv` for one message: nothing is glued.
    """

    __slots__ = ("_items", "_last", "_latest", "_offered", "_size", "one_by_one")

    def __init__(self) -> None:
        self._items: list[_Item | Share] = []
        self._latest: _Item | None = None
        self._last: Share | None = None
        self._offered = _NOTHING
        self._size = 0
        self.one_by_one = False

    @property
    def size(self) -> int:
        """Bytes that wait. `_last` is the last item where that may still grow; it is not in
        `_size`.
        """
        return self._size if self._last is None else self._size + self._last.size

    def add(self, data: bytes, *, alone: bool = False, latest: bool = False) -> None:
        """Append. `alone`: in a send of its own. `latest`: a state, which takes the place of the
        one before it if that still waits.
        """
        self._end_share()
        item = _Item(data, alone)
        if latest:
            if self._latest is not None:
                self._size -= len(self._latest.data)
                self._latest.data = b""
            self._latest = item
        self._items.append(item)
        self._size += len(data)

    def share(self, share: Share) -> None:
        """Append what a batch gets from now on, until it is sealed or something else is added."""
        if self._last is not None:
            self._end_share()
        self._last = share
        self._items.append(share)

    @property
    def next_is_alone(self) -> bool:
        """Whether the next send is that of an item alone."""
        return not self._offered and bool(self._items) and self._items[0].alone

    def offer(self) -> memoryview:
        """Return what the next send should carry; the same again until `sent` says otherwise."""
        if not self._offered and self._items:
            self._offered = memoryview(self._gather())
        return self._offered

    def sent(self, count: int) -> None:
        """Forget the first `count` bytes of what was offered."""
        self._offered = self._offered[count:] if count < len(self._offered) else _NOTHING
        self._size -= count

    def sent_all(self) -> None:
        """Forget all that was offered."""
        self._size -= len(self._offered)
        self._offered = _NOTHING

    @property
    def waits(self) -> bool:
        """Whether there is something left to offer."""
        return bool(self._items or self._offered)

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
        self._latest = self._last = None
        self._offered = _NOTHING
        self._size = 0

    def _end_share(self) -> None:
        """Let the share that is last grow no more; what its batch gets later comes after all.

        One that was sealed meanwhile may wait for long: its bytes alone are held.
        """
        share, self._last = self._last, None
        if share is None:
            return
        if share.grows:
            self._size += share.size
            self._items[-1] = Share(share.batch, share.start, len(share.batch))
            share.batch.left.append(self)
        else:
            data = share.batch.taken(share.start, None, self)
            self._size += len(data)
            self._items[-1] = _Item(data, alone=False)

    def _gather(self) -> bytes:
        parts: list[bytes] = []
        length = taken = 0
        for item in self._items:
            single = item.alone or self.one_by_one
            if (parts and single) or (isinstance(item, Share) and item.grows):
                break
            taken += 1
            data = self._taken(item)
            if data:
                parts.append(data)
                length += len(data)
                if single or length >= SLICE:
                    break
        del self._items[:taken]
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _taken(self, item: _Item | Share) -> bytes:
        """Return the bytes of an item that waits no more, and count those that are spared us."""
        if isinstance(item, Share):
            data = item.batch.taken(item.start, item.end, self)
            if item is self._last:
                self._last = None
                self._size += len(data)
            else:
                self._size -= item.size - len(data)
            return data
        if item is self._latest:
            self._latest = None
        return item.data


class Outbox:
    """One client's queue, its socket, and what became of it; made by `Ledger.open`."""

    __slots__ = (
        "_open",
        "blocked",
        "closed",
        "fault",
        "hang_up",
        "progress",
        "queue",
        "socket",
        "until",
    )

    def __init__(self, sock: socket.socket, now: float) -> None:
        self.socket = sock
        self.queue = Queue()
        self.fault: OSError | None = None
        """Why nothing more can be sent; TimeoutError for a slow reader, None while all is well."""
        self.blocked = False
        """Whether the system took less than was offered at the last send."""
        self.progress = now
        """When a byte last left, or when the first one had to wait."""
        self.until: float | None = None
        """When to let go of the socket, sent or not; None while the session goes on."""
        self.hang_up = False
        """Whether letting go of the socket ends the session that reads from it."""
        self.closed = False
        """Whether the delivery loop has let go of the socket."""
        self._open = threading.Lock()
        self._open.acquire()

    def close(self) -> None:
        """Let go of the socket, once."""
        self.socket.close()
        self.closed = True
        self._open.release()

    def await_close(self, seconds: float) -> bool:
        """Wait until somebody has let go of the socket; False: that took too long."""
        if not self._open.acquire(timeout=seconds):
            return False
        self._open.release()
        return True
