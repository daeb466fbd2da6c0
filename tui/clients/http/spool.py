"""A body of any size: small ones in memory, larger ones in a file that has no name.

    spool = Spool()
    spool.write(block)              # into the system's cache: it waits for no disk
    spool.read(1 << 20, 4096)       # any part, from any thread
    spool.close()                   # the file is gone, as it is when the program is killed

One lock guards the file and what is in memory; it is held for one copy of at most what is asked.
"""

import os
import shutil
import tempfile
from pathlib import Path
from threading import Lock

IN_MEMORY = 1024 * 1024
"""Bytes that need no file: most pages."""

GREATEST = 4 * 1024**3
"""Bytes that are kept of one body: four times what we promise, and an endless one ends here."""

SPARED = 256 * 1024 * 1024
"""Bytes that are left free on the disk: others write there too."""

_STRIDE = 16 * 1024 * 1024
"""Bytes after which we look again how much is free."""


class Spool:
    """Bytes that are only added to. What is not kept, for want of room, is counted in `lost`."""

    def __init__(self, greatest: int = GREATEST) -> None:
        self.size = 0
        """Bytes that can be read."""
        self.lost = 0
        """Bytes that came after there was no more room."""
        self._greatest = greatest
        self._memory = bytearray()
        self._file: int | None = None
        self._look_again = 0
        self._lock = Lock()
        self._closed = False

    def write(self, data: bytes) -> None:
        """Add bytes, as many as there is room for."""
        with self._lock:
            kept = 0
            if not self._closed and not self.lost:
                kept = min(len(data), max(0, self._greatest - self.size))
                try:
                    kept = self._add(data[:kept])
                except OSError:  # the disk is full, or there is none
                    kept = 0
            self.size += kept
            self.lost += len(data) - kept

    def read(self, start: int, size: int) -> bytes:
        """Return a part; what is not there, or not any more, is missing in it."""
        with self._lock:
            if self._closed:
                return b""
            if self._file is not None:
                size = max(0, min(size, self.size - start))
                return os.pread(self._file, size, start)
            return bytes(self._memory[start : start + size])

    def close(self) -> None:
        """Forget everything; who still reads gets nothing."""
        with self._lock:
            self._closed = True
            self._memory = bytearray()
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _add(self, data: bytes) -> int:
        if self._file is None and len(self._memory) + len(data) <= IN_MEMORY:
            self._memory += data
            return len(data)
        if self._file is None:
            self._file = _opened_with(self._memory)
            self._memory = bytearray()
        if self.size >= self._look_again:
            if shutil.disk_usage(self._file).free < SPARED:
                return 0
            self._look_again = self.size + _STRIDE
        return _write(self._file, data)


def _opened_with(data: bytes | bytearray) -> int:
    """Return the descriptor of a file that nobody else finds, and that holds these bytes."""
    file, path = tempfile.mkstemp(prefix="vasistas-", dir=_place())
    try:
        Path(path).unlink()
        _write(file, data)
    except OSError:
        os.close(file)
        raise
    return file


def _write(file: int, data: bytes | bytearray) -> int:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
    return len(data)


def _place() -> str | None:
    """Choose a directory that is on a disk: /tmp often is memory, and /var/tmp never."""
    if "TMPDIR" not in os.environ and os.access("/var/tmp", os.W_OK):
        return "/var/tmp"
    return None
