"""Where a body's bytes are."""

from typing import Protocol


class Source(Protocol):
    """Bytes that can be read at any place, from any thread."""

    @property
    def size(self) -> int:
        """Bytes that are there by now."""

    def read(self, start: int, size: int) -> bytes:
        """Return a part."""


class Target(Source, Protocol):
    """Bytes that are added to."""

    def write(self, data: bytes) -> None:
        """Add bytes."""
