"""A file that appears under its name only when it is whole, and never over another by accident.

with Part(Path("plage.jpg"), replace=False) as part:
    await fetch(..., part.write)
    part.keep()                    # FileExistsError: somebody was faster, and keeps what is his
                                   # what was not kept is gone on leaving

A part with a name of its own stays instead, and goes on where it stopped:

with Part(Path("plage.jpg"), replace=False, name=".3f9c.part") as part:
    await fetch(..., part.write, offset=part.size)
    part.digest()                  # of what is there by now, whoever wrote it
"""

import hashlib
import os
import secrets
import stat
from pathlib import Path
from types import TracebackType
from typing import Self


def hidden_name() -> str:
    """Invent the name of a part: nobody's so far, and short, for its target's may be long."""
    return f".{secrets.token_hex(8)}.part"


class Part:
    """Bytes on their way to `target`, in a hidden file beside it. Raises OSError as files do."""

    def __init__(self, target: Path, *, replace: bool, name: str | None = None) -> None:
        self.target = target
        self._replace = replace
        self._stays = name is not None
        self.path = target.with_name(name or hidden_name())
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        if not self._stays:
            flags |= os.O_EXCL
        self._file = os.fdopen(os.open(self.path, flags, 0o666), "r+b", buffering=0)
        if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
            self._file.close()
            raise FileExistsError
        self.size = self._file.seek(0, os.SEEK_END)
        """Bytes that are there."""

    def write(self, data: bytes) -> None:
        """Add bytes."""
        rest = memoryview(data)
        while rest:
            written = self._file.write(rest)
            self.size += written
            rest = rest[written:]

    def begin_anew(self) -> None:
        """Throw away what is there."""
        self._file.truncate(0)
        self.size = self._file.seek(0)

    def digest(self) -> str:
        """Read all that is there; return its SHA-256. Belongs into a thread."""
        self._file.seek(0)
        found = hashlib.file_digest(self._file, "sha256").hexdigest()
        self._file.seek(0, os.SEEK_END)
        return found

    def keep(self) -> None:
        """Put the file on the disk and then under its name; it waits for the disk.

        Raises FileExistsError, and changes nothing, where that name is taken and `replace` is not
        said, or it is that of a device, a pipe or a socket.
        """
        os.fsync(self._file.fileno())
        if self._replace:
            if not _may_be_replaced(self.target):
                raise FileExistsError
            self.path.replace(self.target)
        else:
            _move_to_free_name(self.path, self.target)
        _sync_directory(self.target.parent)

    def drop(self) -> None:
        """Let the part go on leaving, even if it has a name."""
        self._stays = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if not self._stays:
            self.path.unlink(missing_ok=True)


def _may_be_replaced(target: Path) -> bool:
    """Say whether nothing but a file or a link would be lost: never a device like /dev/null."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _move_to_free_name(path: Path, target: Path) -> None:
    """Move without ever taking a name that is taken: the link fails where the target exists."""
    try:
        target.hardlink_to(path)
    except FileExistsError:
        if not target.samefile(path):  # it is where we were killed in between
            raise
        path.unlink()
    except OSError:  # FAT and some network disks have no links; an empty file reserves the name
        target.touch(exist_ok=False)
        path.replace(target)
    else:
        path.unlink()


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError:  # some network disks cannot; the file itself is on the disk
        pass
    finally:
        os.close(descriptor)
