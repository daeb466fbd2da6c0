"""How fast one transfer is of late. No clock in here: moments come in as arguments."""

from collections import deque

WINDOW = 3.0
"""Seconds over which the speed is taken: it follows a change, and can be read meanwhile."""

SAMPLES = 64
"""Moments kept of one transfer."""

SOONEST = 0.2
"""Seconds before one can tell."""


class Speed:
    """What moved within the last seconds; what was there before the first moment does not count."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=SAMPLES)

    def note(self, moved: int, now: float) -> None:
        """Note how many bytes have gone by."""
        if not self._samples or now - self._samples[-1][0] >= WINDOW / SAMPLES:
            self._samples.append((now, moved))

    def clear(self) -> None:
        """Begin anew."""
        self._samples.clear()

    def of(self, moved: int, now: float) -> float | None:
        """Return bytes a second; None before one can tell."""
        if not self._samples:
            return None
        recent = [sample for sample in self._samples if now - sample[0] <= WINDOW]
        begin, before = recent[0] if recent else self._samples[-1]
        return (moved - before) / (now - begin) if now - begin >= SOONEST else None
