"""What a service still owes: it does not stop before that is done, within the time it gives."""

import contextlib
import threading
from collections.abc import Iterator


class Promises:
    """Any thread may call. `_changed` guards `_made`, and is held for memory only."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._made = 0

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Keep a promise: what is done within shall be done to its end."""
        with self._changed:
            self._made += 1
        try:
            yield
        finally:
            with self._changed:
                self._made -= 1
                self._changed.notify_all()

    def broken(self, seconds: float) -> int:
        """Wait until all are kept; return how many are not after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._made, seconds)
            return self._made
