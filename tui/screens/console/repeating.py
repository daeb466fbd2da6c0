"""A line that is sent again every few seconds, until somebody stops it or nobody listens."""

from collections.abc import Callable
from dataclasses import dataclass

MOST = 10_000
"""Times that a line is repeated: a forgotten one ends by itself, after three hours at the least."""

SLOWEST = 3600
"""Seconds between two; who wants more is better served by cron."""


@dataclass(slots=True)
class Repeat:
    """What is repeated, how often, and how to stop it."""

    data: bytes
    seconds: int
    stop: Callable[[], None]
    left: int = MOST

    def take(self) -> bytes:
        """Return what to send now; nothing where it was sent often enough."""
        self.left -= 1
        return self.data if self.left >= 0 else b""


def read_seconds(text: str) -> int | None:
    """Read the seconds that somebody typed; None where they are not allowed."""
    number = text.strip()
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return None
    return int(number) if 1 <= int(number) <= SLOWEST else None
