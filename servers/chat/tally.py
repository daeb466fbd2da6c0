"""The tally: how much all clients of a chat are owed. The ledger's lock guards it."""

from servers.chat.outbox import Outbox

BEHIND = 16 * 1024 * 1024
"""Bytes given and not yet offered, over all outboxes, at which sessions wait for the loop: without
it a flood would make readers look slow that are not. A lobby of 1,000 takes 8 MiB in one message of
the greatest length."""


class Tally:
    """`owed` is the bytes that wait in all outboxes; `fresh` those of them that no client was
    offered yet, which says how far behind the delivery loop is.
    """

    def __init__(self) -> None:
        self.owed = self.fresh = 0

    @property
    def is_behind(self) -> bool:
        """Whether the loop should catch up before more is given."""
        return self.fresh > BEHIND

    def count(self, outbox: Outbox) -> None:
        """Count anew what waits for one client."""
        owed = outbox.queue.size
        fresh = 0 if outbox.blocked else owed
        was_owed, was_fresh = outbox.counted
        self.owed += owed - was_owed
        self.fresh += fresh - was_fresh
        outbox.counted = (owed, fresh)
