"""What is known of photos, as values."""

import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_LAST = 2**63 - 1
"""The greatest integer of SQLite, and the last nanosecond of a time: it is in 2262."""


class Stamp(NamedTuple):
    """What a file's `stat` says; with another stamp it is another photo."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, size: int, mtime_ns: int) -> "Stamp":
        """Take what `stat` says; files can be dated as one likes, and beyond any calendar."""
        return cls(size, max(-_LAST, min(mtime_ns, _LAST)))

    @classmethod
    def of_file(cls, status: os.stat_result) -> "Stamp | None":
        """Take it from what `stat` says; None for what is no plain file."""
        return cls.of(status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None

    @property
    def modified(self) -> datetime:
        """When the file was written."""
        return _EPOCH + timedelta(microseconds=self.mtime_ns // 1000)


class Place(NamedTuple):
    """Where a photo stands in the orders of time and size; the moment is in nanoseconds."""

    moment: int
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture's header says. Width and height are as people see it, turned by EXIF.

    `type` is a media type; `taken` is the camera's own time, which knows no time zone.
    """

    type: str | None = None
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    taken: str | None = None
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a photo; None is what is not known yet, or what it does not have."""

    name: str
    size: int
    modified: datetime
    sha256: str | None = None
    by: str | None = None
    type: str | None = None
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    taken: str | None = None
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What somebody found in a photo that had this stamp; sha256 None: he did not look for it."""

    name: str
    stamp: Stamp
    sha256: str | None
    header: Header


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a photo (`rotted`, `vanished`, `unreadable`), and since when."""

    name: str
    kind: str
    since: datetime
