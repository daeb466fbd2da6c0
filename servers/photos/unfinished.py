"""What is on disk of an upload that may be interrupted: a folder that outlives hosts.

    uploads/3f…/about.json     what was agreed, written once
    uploads/3f…/offset         bytes that a power failure would leave, in digits
    uploads/3f…/photo          the bytes; more of them than `offset` says are worth nothing

The bytes are synced before `offset` says so, and a photo that is complete leaves the folder by one
rename: a folder without a photo is an upload that is done.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from servers.photos import disk

if TYPE_CHECKING:
    from hashlib import _Hash

_ABOUT, _OFFSET, _PHOTO = "about.json", "offset", "photo"
_DIGITS = 20
"""Of every offset, so that a new one takes the place of the old one in a single small write."""

_NEW, _GONE = ".new", ".gone"

BLOCK = 256 * 1024
"""Bytes read at once where what an earlier host received is hashed again."""


@dataclass(frozen=True, slots=True)
class About:
    """What was agreed. `metadata` is what the client said, to be repeated; `sha256` its digest."""

    name: str
    size: int
    sha256: str | None
    metadata: str
    by: str
    expires: str

    @property
    def expiry(self) -> datetime:
        """The moment after which it is removed."""
        return datetime.fromisoformat(self.expires).astimezone(UTC)


class Folder:
    """One upload's folder. It locks nothing; OSError says what the disk refuses."""

    def __init__(self, path: Path, about: About) -> None:
        self.path = path
        self.about = about

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Find what an earlier host left; None where it is no upload, or was never agreed."""
        try:
            facts = json.loads((path / _ABOUT).read_text(encoding="utf-8"))
            folder = cls(path, About(**facts))
            there = folder.written
            sound = folder.about.expiry.year and 0 <= folder.offset <= there <= folder.about.size
        except (OSError, ValueError, TypeError, AttributeError):
            return None
        return folder if sound else None

    @property
    def photo(self) -> Path:
        """The bytes."""
        return self.path / _PHOTO

    @property
    def done(self) -> bool:
        """Whether it has become a photo."""
        return self.path.exists() and not self.photo.exists()

    @property
    def written(self) -> int:
        """Bytes that take room already."""
        try:
            return self.photo.stat().st_size
        except FileNotFoundError:
            return self.about.size if self.done else 0

    @property
    def offset(self) -> int:
        """Bytes that a power failure would leave."""
        if self.done:
            return self.about.size
        return int((self.path / _OFFSET).read_text(encoding="ascii"))

    def make(self) -> None:
        """Make it, whole or not at all; on disk on return."""
        draft = self.path.with_suffix(_NEW)
        draft.mkdir(parents=True)
        with _claimed(draft):
            try:
                self._fill(draft)
                draft.rename(self.path)
            except OSError:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        disk.sync_directory(self.path.parent)

    def record(self, offset: int) -> None:
        """Say how many bytes are synced; on disk on return."""
        descriptor = os.open(self.path / _OFFSET, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, _digits(offset).encode(), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self) -> None:
        """Remove it in one step; what that leaves, `tidy` removes."""
        gone = self.path.with_suffix(_GONE)
        try:
            self.path.rename(gone)
        except FileNotFoundError:
            return
        shutil.rmtree(gone, ignore_errors=True)

    def _fill(self, draft: Path) -> None:
        (draft / _PHOTO).touch()
        for name, text in ((_OFFSET, _digits(0)), (_ABOUT, json.dumps(asdict(self.about)))):
            with (draft / name).open("x", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        disk.sync_directory(draft)


def hash_of(descriptor: int, count: int) -> "_Hash":
    """Return the SHA-256 of a file's first bytes, to go on with."""
    hashed = hashlib.sha256()
    for start in range(0, count, BLOCK):
        hashed.update(os.pread(descriptor, min(BLOCK, count - start), start))
    return hashed


def tidy(directory: Path) -> list[Folder]:
    """Remove what is no upload, and return the others, the first to expire first.

    What another host is making at this moment stays.
    """
    folders = []
    for path in directory.iterdir():
        if path.is_symlink() or not path.is_dir():
            continue
        if not path.suffix and (folder := Folder.read(path)):
            folders.append(folder)
            continue
        with _claimed(path) as ours:
            if ours:
                shutil.rmtree(path, ignore_errors=True)
    return sorted(folders, key=lambda folder: folder.about.expiry)


@contextmanager
def _claimed(folder: Path) -> Iterator[bool]:
    """Mark a folder as in use; say whether nobody else has."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield disk.claim(descriptor)
    finally:
        os.close(descriptor)


def _digits(offset: int) -> str:
    return f"{offset:0{_DIGITS}}"
