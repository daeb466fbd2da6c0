"""A file that appears under its name only when it is whole, and never over another by accident.

with Part(Path("plage.jpg"), replace=False) as part:
    await fetch(..., part.write)
    part.keep()                    # FileExistsError: somebody was faster, and keeps what is his
                                   # what was not kept is gone on leaving
"""

import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self


class Part:
    """Bytes on their way to `target`, in a hidden file beside it. Raises OSError as files do."""

    def __init__(self, target: Path, *, replace: bool) -> None:
        self.target = target
        self._replace = replace
        self._path = target.with_name(f".{secrets.token_hex(8)}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._file = os.fdopen(os.open(self._path, flags, 0o666), "wb", buffering=0)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def keep(self) -> None:
        """Put the file on the disk and then under its name; it waits for the disk.

        Raises FileExistsError, and changes nothing, where that name is taken and `replace` is not
        said.
        """
        os.fsync(self._file.fileno())
        if self._replace:
            self._path.replace(self.target)
        else:
            _move_to_free_name(self._path, self.target)
        _sync_directory(self.target.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def _move_to_free_name(path: Path, target: Path) -> None:
    """Move without ever taking a name that is taken: the link fails where the target exists."""
    try:
        target.hardlink_to(path)
    except FileExistsError:
        raise
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
