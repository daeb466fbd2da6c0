"""Not asking a service of time more often than it may be asked, whoever wants to."""

from collections.abc import Callable


class TooSoon(Exception):
    """The service was asked a moment ago; it may be asked again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:.1f} s")
        self.seconds = seconds


class Restraint:
    """Remembers when one service was asked; `floor` is the least pause, in seconds."""

    def __init__(self, floor: float, monotonic: Callable[[], float]) -> None:
        self._floor = floor
        self._monotonic = monotonic
        self._asked: float | None = None

    def ready_in(self) -> float:
        """Return how many seconds from now the service may be asked again; 0 for at once."""
        if self._asked is None:
            return 0.0
        return max(0.0, self._asked + self._floor - self._monotonic())

    def ask(self) -> float:
        """Return the moment, that of a question; raises TooSoon where it may not be asked."""
        if (seconds := self.ready_in()) > 0:
            raise TooSoon(seconds)
        self._asked = self._monotonic()
        return self._asked
