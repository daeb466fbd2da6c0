"""Whether the files that a history writes are still those that its path names."""

import errno
import time
from pathlib import Path

LOOK = 1.0
"""Seconds between two looks at the directory: a commit need not wait for one each time."""


class Files:
    """The database and its write-ahead log as they were opened, for one thread."""

    def __init__(self, path: Path) -> None:
        both = (path, path.with_name(f"{path.name}-wal"))
        self._opened = {one: _identity(one) for one in both if one.exists()}
        self._due = 0.0

    def check(self) -> None:
        """Raise OSError where a file was removed or replaced: SQLite goes on writing to what has
        no name any more, and nothing of it outlives the process.
        """
        if time.monotonic() < self._due:
            return
        for path, opened in self._opened.items():
            if _identity(path) != opened:
                raise OSError(errno.ESTALE, "it was replaced", str(path))
        self._due = time.monotonic() + LOOK


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
