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


class Still:
    """A source as it was at a moment, though more may come."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.size = source.size

    def read(self, start: int, size: int) -> bytes:
        """Return a part of what was there."""
        return self._source.read(start, max(0, min(size, self.size - start)))
