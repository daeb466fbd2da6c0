"""Whether the archive can be reached, and when to ask again. No clock: moments are arguments."""

from collections.abc import Callable, Iterator

from tui.clients.pauses import pauses


class Reach:
    """There, until somebody did not reach it; then away, until somebody does."""

    def __init__(self, rests: Callable[[], Iterator[float]] = pauses) -> None:
        self._rests = rests
        self._asking: Iterator[float] | None = None
        self.ask_at = 0.0
        """The moment before which nobody asks while it is away."""

    @property
    def away(self) -> bool:
        """Whether it could not be reached the last time."""
        return self._asking is not None

    def found(self) -> None:
        """It answered."""
        self._asking = None

    def missed(self, now: float) -> None:
        """It could not be reached; those who asked at the same time count as one."""
        if self._asking is None:
            self._asking = self._rests()
        if now >= self.ask_at:
            self.ask_at = now + next(self._asking)

    def hurry(self) -> None:
        """Let somebody ask at once."""
        self.ask_at = 0.0

    def rest(self, tries: int) -> float:
        """Return how long to wait after this many lost connections."""
        rests = self._rests()
        return [next(rests) for _ in range(tries)][-1]
