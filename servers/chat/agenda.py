"""The agenda: whom the delivery loop serves in its next turn, and how much was given for it.

Memory alone. Everything here needs the lock of the ledger whose agenda it is, but for a look at
`given`.
"""

import errno
from collections.abc import Iterable

from servers.chat.audience import Batch, Others, Share
from servers.chat.outbox import SLICE, Outbox


class Agenda:
    """What the next turn has to do; `waiting` bytes may wait for a client that takes no more."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.ready: dict[Outbox, None] = {}
        """Those to serve, in order; who is to be cut is one of them."""
        self.given = 0
        """Bytes given to all clients since the turn began, and left over from the one before."""
        self._batches: list[Batch] = []

    def begin(self) -> list[Outbox]:
        """Return those to serve in this turn; what they are owed together grows no more."""
        self.given = 0
        ready = list(self.ready)
        self.ready.clear()
        for batch in self._batches:
            batch.sealed = True
        self._batches.clear()
        return ready

    def give(self, outboxes: Iterable[Outbox], data: bytes, *, alone: bool, latest: bool) -> None:
        """Owe these bytes to each who takes any; to an audience, or all of it but one, together."""
        if isinstance(outboxes, Others):
            self._share(outboxes, data)
            return
        for outbox in outboxes:
            if outbox.fault is None and outbox.until is None:
                outbox.queue.add(data, alone=alone, latest=latest)
                self.given += len(data)
                self._owe(outbox)

    def again(self, outbox: Outbox) -> None:
        """See to it that what one turn did not send is sent in the next."""
        self.ready[outbox] = None
        self.given += outbox.queue.size

    def fail(self, outbox: Outbox, fault: OSError) -> None:
        """See to it that somebody to whom nothing can be sent any more is cut."""
        outbox.fault = fault
        outbox.queue.clear()
        self.ready[outbox] = None

    def fail_slow(self, outbox: Outbox) -> None:
        """See to it that somebody who reads too slowly is cut."""
        self.fail(outbox, TimeoutError(errno.ETIMEDOUT, "reads too slowly"))

    def _share(self, others: Others, data: bytes) -> None:
        """Add to what an audience is owed together, or begin that anew: since the loop's last turn
        began nobody has been offered it, and all who hear it are among those to serve.
        """
        spared = None if others.spared is None else others.spared.queue
        batch, outboxes = others.audience.batch, others.audience.outboxes
        self.given += len(data) * len(outboxes)
        if batch is not None and not batch.sealed and batch.size(0, None) < SLICE:
            batch.add(data, spared)
            return
        batch = others.audience.batch = Batch()
        self._batches.append(batch)
        hearing = [one for one in outboxes if one.fault is None and one.until is None]
        share = Share(batch, 0)
        for outbox in hearing:
            outbox.queue.share(share)
        batch.add(data, spared)
        for outbox in hearing:
            self._owe(outbox, SLICE)

    def _owe(self, outbox: Outbox, more: int = 0) -> None:
        """See to it that an outbox is served, or cut where too much waits for its client, or would
        with what is added unseen.
        """
        if not outbox.blocked:
            self.ready[outbox] = None
        elif outbox.queue.size + more > self.waiting:
            self.fail_slow(outbox)
