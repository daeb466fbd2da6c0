"""Who is changing the archive at this moment, so that an old client's next list waits for it.

A client of 2017 hangs up after the last byte of an upload, or after a delete, and lists again at
once on a new connection. What it asked for must be in that list.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds that a list waits at the most: a photo's last sync takes less, and a person bears it
when somebody else's long upload comes from the same machine."""


class Changes:
    """Any thread may call. `_changed` guards `_under_way` and is held for memory work only."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def by(self, address: str) -> Iterator[None]:
        """Count a change by this address as under way."""
        with self._changed:
            self._under_way[address] += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way[address] -= 1
                if not self._under_way[address]:
                    del self._under_way[address]
                self._changed.notify_all()

    def wait(self, address: str, seconds: float = PATIENCE) -> None:
        """Wait until no change by this address is under way; not longer than so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: address not in self._under_way, seconds)
