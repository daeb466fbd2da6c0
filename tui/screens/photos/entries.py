"""What a list shows: directories and files of this machine, in order."""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from tui.printable import printable

MOST = 20_000
"""Entries of a directory that are shown: a person finds nothing in a longer list."""

_DIGITS = re.compile(r"([0-9]+)")


class Kind(IntEnum):
    """What an entry is, in the order in which a list shows it."""

    PARENT = 0
    DIRECTORY = 1
    FILE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `name` is the real one; `shown` is safe to draw; `size` is in bytes, if known."""

    name: str
    shown: str
    kind: Kind = Kind.FILE
    size: int | None = None
    changed: int = 0


def of_directory(path: Path) -> tuple[list[Entry], int]:
    """Read a directory, hidden files left out; return the entries and how many are too many.

    Raises OSError. Pipes, sockets and devices are left out too: opening one may wait for ever.
    """
    with os.scandir(path) as listing:
        seen = [_entry(item) for item in listing if not item.name.startswith(".")]
    found = sorted((entry for entry in seen if entry is not None), key=_order)
    parent = [] if path == path.parent else [Entry("..", "..", Kind.PARENT)]
    return parent + found[:MOST], max(0, len(found) - MOST)


def place_of(entries: Sequence[Entry], name: str) -> int:
    """Return where an entry is, or 0 where it is no longer there."""
    return next((place for place, entry in enumerate(entries) if entry.name == name), 0)


def _entry(item: "os.DirEntry[str]") -> Entry | None:
    try:
        facts = item.stat()
    except OSError:  # a link to nothing, or gone meanwhile
        return None
    if stat.S_ISDIR(facts.st_mode):
        return Entry(item.name, printable(item.name), Kind.DIRECTORY)
    if stat.S_ISREG(facts.st_mode):
        shown = printable(item.name)
        return Entry(item.name, shown, Kind.FILE, facts.st_size, facts.st_mtime_ns)
    return None


def _order(entry: Entry) -> tuple[Kind, list[str | int], str]:
    """Directories first; then as people count, so that photo 9 comes before photo 10."""
    parts = _DIGITS.split(entry.name.casefold())
    natural = [int(part) if place % 2 else part for place, part in enumerate(parts)]
    return entry.kind, natural, entry.name
