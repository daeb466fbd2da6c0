"""Audiences: many clients that are given the same bytes, again and again, as one.

What is given to an audience while the delivery loop does something else becomes one batch. Every
outbox of the audience holds the batch, not the messages, so that one message more costs the same
however many listen; the loop joins a batch once and sends the same bytes object to each of them.
Only who is spared something that was given, which is what it said itself, gets bytes of its own.

Everything here is guarded by the lock of the ledger that it is given to.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from servers.chat.outbox import Outbox, Queue


class Share:
    """Messages of a batch, from one to another; without an end: all that it gets until sealed.

    It never changes, so that all who begin together may hold the same.
    """

    __slots__ = ("batch", "end", "start")

    alone = False

    def __init__(self, batch: "Batch", start: int, end: int | None = None) -> None:
        self.batch = batch
        self.start = start
        self.end = end

    @property
    def size(self) -> int:
        """The bytes of these messages."""
        return self.batch.size(self.start, self.end)

    @property
    def grows(self) -> bool:
        """Whether more may come."""
        return self.end is None and not self.batch.sealed


class Batch:
    """Messages in order, growing until it is sealed; each knows who is spared it, if anybody."""

    __slots__ = ("_authors", "_ends", "_parts", "_spared", "left", "sealed")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._spared: list[Queue | None] = []
        self._authors: set[Queue | None] = set()
        self._ends = [0]
        self.sealed = False
        self.left: list[Queue] = []
        """Queues in which something came after this batch: they take what follows anew."""

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, data: bytes, spared: "Queue | None") -> None:
        """Append a message."""
        if self.left:
            left, self.left = self.left, []
            share = Share(self, len(self))
            for queue in left:
                queue.share(share)
        self._parts.append(data)
        self._spared.append(spared)
        self._authors.add(spared)
        self._ends.append(self._ends[-1] + len(data))

    def size(self, start: int, end: int | None) -> int:
        """Return the bytes from one message to another, or to the last."""
        return self._ends[-1 if end is None else end] - self._ends[start]

    def taken(self, start: int, end: int | None, queue: "Queue") -> bytes:
        """Return these messages for one queue, without what it is spared."""
        whole, ends = self._joined(), self._ends
        stop = len(ends) - 1 if end is None else end
        if queue in self._authors and queue in self._spared[start:stop]:
            kept = (one for one in range(start, stop) if self._spared[one] is not queue)
            return b"".join(whole[ends[one] : ends[one + 1]] for one in kept)
        return whole[ends[start] : ends[stop]]

    def _joined(self) -> bytes:
        """Return all messages as one, and hold them as that alone: a batch may wait for long."""
        if len(self._parts) != 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0]


class Audience:
    """The outboxes of clients that hear the same; who comes or goes makes it another audience."""

    __slots__ = ("batch", "outboxes")

    def __init__(self, outboxes: "Sequence[Outbox]") -> None:
        self.outboxes = outboxes
        self.batch: Batch | None = None


class Others(Sequence["Outbox"]):
    """An audience but for one, who is spared what the others are given."""

    __slots__ = ("audience", "spared")

    def __init__(self, audience: Audience, spared: "Outbox | None") -> None:
        self.audience = audience
        self.spared = spared

    def __iter__(self) -> "Iterator[Outbox]":
        return (outbox for outbox in self.audience.outboxes if outbox is not self.spared)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> "Outbox": ...

    @overload
    def __getitem__(self, index: slice) -> "Sequence[Outbox]": ...

    def __getitem__(self, index: int | slice) -> "Outbox | Sequence[Outbox]":
        return tuple(self)[index]
