"""The digest of a photo on disk, read as the photo that it was from the first byte to the last."""

import errno
import hashlib
import os
import stat
from io import FileIO
from pathlib import Path

BLOCK = 1024 * 1024
"""Bytes read at once: few calls, and little memory."""


class Changing(Exception):
    """Somebody writes into the photo while we read it."""


def open_photo(path: Path) -> FileIO:
    """Open a regular file and nothing else; raises OSError."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    file = FileIO(os.open(path, flags))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return file


def has_inode(path: Path, inode: int) -> bool:
    """Whether a name is still that of the file with this number."""
    try:
        return os.lstat(path).st_ino == inode
    except OSError:
        return False


def digest_of(file: FileIO) -> tuple[str, os.stat_result]:
    """Return the SHA-256 of an open photo, and its `stat`; raises Changing, OSError."""
    before = os.fstat(file.fileno())
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(min(BLOCK, max(1, before.st_size))))
    while count := file.readinto(buffer):
        digest.update(buffer[:count])
    after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Changing
    return digest.hexdigest(), after
