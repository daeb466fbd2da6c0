"""The door of a host: how many connections are inside, in all and from one address."""

import threading
from collections import Counter

from protocol.sections import Limits


class Door:
    """One for all services of a host. Any thread may call; `_lock` is held for memory only, and
    guards `_inside` and `_by_address`.
    """

    def __init__(self, limits: Limits) -> None:
        self._most = limits.connections
        self._most_of_one = limits.connections_per_address
        self._lock = threading.Lock()
        self._inside = 0
        self._by_address: Counter[str] = Counter()

    @property
    def inside(self) -> int:
        """Connections that are inside now."""
        return self._inside

    def enter(self, address: str) -> bool:
        """Let a connection in; False where the host, or its share of the host, is full."""
        with self._lock:
            if self.full(address):
                return False
            self._inside += 1
            self._by_address[address] += 1
            return True

    def full(self, address: str) -> bool:
        """Say whether one who only looks in would be refused now."""
        return self._inside >= self._most or self._by_address[address] >= self._most_of_one

    def leave(self, address: str) -> None:
        """Count one out that was let in."""
        with self._lock:
            self._inside -= 1
            self._by_address[address] -= 1
            self._forget(address)

    def _forget(self, address: str) -> None:
        if not self._by_address[address]:
            del self._by_address[address]
