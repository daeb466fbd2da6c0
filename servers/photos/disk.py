"""What a shelf needs of the file system, and the disk's refusals in the archive's own words."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from protocol.errors import RemoteProtocolError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_NAME = {errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL}
_NO_DIRECTORY_SYNC = {errno.EINVAL, errno.ENOTSUP}
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}


def free(directory: Path) -> int:
    """Bytes that this process may still write in the directory's file system."""
    facts = os.statvfs(directory)
    return facts.f_bavail * facts.f_frsize


def write_all(descriptor: int, data: memoryview) -> None:
    """Write everything, or raise OSError."""
    while data:
        data = data[os.write(descriptor, data) :]


def copy(source: Path, target: Path) -> None:
    """Copy a file to a new one; its bytes are on disk on return."""
    with source.open("rb") as old, target.open("xb") as new:
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(new.fileno())


def sync_directory(directory: Path) -> None:
    """Return once the names in a directory are on disk as they are now.

    A file system that cannot sync a directory on its own does so with the file, and says EINVAL.
    """
    with _opened(directory) as descriptor:
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_DIRECTORY_SYNC:
                raise


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keep other processes that do the same out, where the file system knows locks."""
    with _opened(directory) as descriptor:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def claim(descriptor: int) -> bool:
    """Mark a file as in use until it is closed; false if another process has done so.

    `kill -9` ends the claim too. Where the file system knows no locks, nobody is refused.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def has_no_links(error: OSError) -> bool:
    """Whether a hard link failed because this file system or this file can have none."""
    return error.errno in _NO_LINKS


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the system says about the disk into a refusal; its cause is for the log."""
    try:
        yield
    except OSError as error:
        raise _refusal(error) from error


def _refusal(error: OSError) -> RemoteProtocolError:
    if error.errno in _FULL:
        return RemoteProtocolError("disque", "plus de place sur le disque du service")
    if error.errno in _NO_NAME:
        return RemoteProtocolError("nom", "le disque du service ne sait pas écrire ce nom")
    return RemoteProtocolError("disque", "le disque du service ne le permet pas")


@contextmanager
def _opened(directory: Path) -> Iterator[int]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
