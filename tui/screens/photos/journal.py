"""The queue on the disk, so that a program that was ended or killed goes on where it was.

One file for each archive: a head, then one JSON object a line, the latest of a number being true:

    {"vasistas": "transfers", "version": 1}
    {"number": 1, "kind": "store", "name": "a.jpg", "path": "/home/manu/a.jpg", ...}
    {"number": 1, "gone": true}

A line is one write: what was noted outlives the program, whenever it is killed. After a power cut
the last lines may be missing, and what they tell is found out again; so only a file that takes the
place of another is synced. One program at a time writes it; another keeps its queue in memory.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from tui.screens.photos.journal_lines import HEAD, Newer, Record, parse, parse_head, render
from tui.screens.photos.transfer import Transfer
from tui.settings import state_directory

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read: the longest queue, three times over."""

SPARE = 1000
"""Lines that no longer matter, beyond as many as do, before the file is written anew."""

ASIDE = 9
"""Files set aside that are kept; the last one gives way."""


def place(address: str, port: int) -> Path:
    """Return where the queue of an archive is kept."""
    return state_directory() / "transfers" / f"{quote(address, safe='')[:200]}_{port}.jsonl"


class Journal:
    """What is known of each transfer. `open` blocks; `note` and `forget` write at once.

    `found` is what a program before had not ended. `kept` says whether what is noted outlives the
    program: not if another one has the file (`taken`), or the disk refuses (`refusal`). `aside` is
    where a file went that could not be read in whole.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.found: list[Record] = []
        self.kept = False
        self.taken = False
        self.refusal: OSError | None = None
        self.aside: Path | None = None
        self._file: TextIO | None = None
        self._lock: int | None = None
        self._live: dict[int, str] = {}
        self._lines = 0
        self._begun = False

    def open(self) -> None:
        """Take the file, read what is in it; nothing is raised."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(
                self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.kept = True
            self._read(self.path)
        except BlockingIOError:
            self.taken = True
        except OSError as error:
            self._give_up(error)

    def begin(self, transfers: Iterable[Transfer]) -> None:
        """Let these take the place of what is in the file; from here on it can be noted."""
        self._live = {one.number: render(one) for one in transfers}
        self._begun = True
        if self._live:
            self._rewrite()

    def note(self, transfers: Iterable[Transfer]) -> None:
        """Write down how these stand."""
        lines = {one.number: render(one) for one in transfers}
        self._live |= lines
        self._append(lines.values())

    def forget(self, numbers: Iterable[int]) -> None:
        """Write down that these are over."""
        gone = [number for number in numbers if self._live.pop(number, None) is not None]
        self._append(json.dumps({"number": number, "gone": True}) for number in gone)

    def close(self) -> None:
        """Let another program have the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def copies(self) -> Path | None:
        """The directory for copies that are sent in a photo's place; only if it is ours."""
        return self.path.with_suffix(".copies") if self.path is not None and self.kept else None

    def _append(self, lines: Iterable[str]) -> None:
        written = list(lines)
        if self._file is None:
            if self._begun and written:
                self._rewrite()
            return
        self._lines += len(written)
        if self._lines > 2 * len(self._live) + SPARE:
            self._rewrite()
            return
        try:
            self._file.write("".join(f"{line}\n" for line in written))
            self._file.flush()
        except OSError as error:
            self._give_up(error)

    def _rewrite(self) -> None:
        """Write what matters to a new file, which takes the old one's place once it is whole."""
        if self.path is None or not self.kept:
            return
        new = self.path.with_suffix(".new")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
            file = os.fdopen(os.open(new, flags, 0o600), "w", encoding="utf-8")
            file.writelines(f"{line}\n" for line in [HEAD, *self._live.values()])
            file.flush()
            os.fsync(file.fileno())
            new.replace(self.path)
        except OSError as error:
            self._give_up(error)
            return
        if self._file is not None:
            self._file.close()
        self._file, self._lines = file, len(self._live)

    def _read(self, path: Path) -> None:
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                if os.fstat(file.fileno()).st_size > LARGEST:
                    raise Newer
                records, damaged = _records(file)
        except FileNotFoundError:
            return
        except Newer:
            records, damaged = [], True
        if damaged:
            self.aside = _free_place(path)
            path.replace(self.aside)
        self.found = records

    def _give_up(self, error: OSError) -> None:
        """Keep the queue in memory from here on."""
        self.kept = False
        self.refusal = error
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


def _records(file: Iterable[str]) -> tuple[list[Record], bool]:
    """Return what is not over, in order, and whether a line could not be read.

    A last line without its end is what a kill leaves, and no damage.
    """
    found: dict[int, Record] = {}
    lines = iter(file)
    damaged = not parse_head(next(lines, ""))
    for line in _whole(lines):
        try:
            number, record = parse(line)
        except ValueError:
            damaged = True
            continue
        if record is None:
            found.pop(number, None)
        else:
            found[number] = record
    return [record for _, record in sorted(found.items())], damaged


def _whole(lines: Iterator[str]) -> Iterator[str]:
    return (line for line in lines if line.endswith("\n"))


def _free_place(path: Path) -> Path:
    places = [path.with_suffix(f".aside-{number}") for number in range(1, ASIDE + 1)]
    return next((place for place in places if not place.exists()), places[-1])
