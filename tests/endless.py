"""A file that comes to no end while somebody reads it, however fast that is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PIECES = 32
"""Pieces of 64 KiB that are written between two looks: more than anybody reads at a time."""


class Endless:
    """A pipe that is read as a file, and filled by whoever asks how that goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._end: int | None = None
        os.mkfifo(path)

    def is_read(self) -> bool:
        """Whether somebody has opened it."""
        if self._end is None:
            try:
                self._end = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody has, so far
                return False
        return True

    def is_left(self) -> bool:
        """Give its reader more; say whether there is none any longer."""
        assert self._end is not None
        try:
            for _piece in range(PIECES):
                os.write(self._end, bytes(65536))
        except BlockingIOError:
            return False
        except BrokenPipeError:
            return True
        return False

    def close(self) -> None:
        """Let whoever still reads it come to an end."""
        if self._end is not None:
            os.close(self._end)


@contextmanager
def endless(path: Path) -> Iterator[Endless]:
    """Yield such a file, which is closed in the end."""
    found = Endless(path)
    try:
        yield found
    finally:
        found.close()
