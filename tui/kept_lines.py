"""Lines on the disk that outlive the program: the latest of a key is what is true.

    lines = KeptLines(path, HEAD, largest=…, most=lambda live: live + 256, aside="damaged", lost=…)
    place = lines.take(read)          # ours from here on; `read` hears what is in it
    lines.begin({"a": "…"})
    lines.note({"a": "…"})
    lines.release()

A change is one write: what was noted outlives the program, whenever it is killed. After a power cut
the last lines may be missing; so only a file that takes the place of another is synced. One program
at a time has the file, by a lock beside it.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Generic, TextIO, TypeVar

ASIDE = 9
"""Files set aside that are kept; the last one gives way."""

Key = TypeVar("Key", int, str)


class KeptLines(Generic[Key]):
    """One file: `head`, then lines. Where the disk refuses, `lost` hears why, and nothing is kept
    from then on; only `take` raises.

    `largest`: bytes of a file that is read; `most`: lines that the file may have while so many are
    true, before it is written anew; `aside`: how files are called that cannot be read in whole.
    """

    def __init__(
        self,
        path: Path,
        head: str,
        *,
        largest: int,
        most: Callable[[int], int],
        aside: str,
        lost: Callable[[OSError], object],
    ) -> None:
        self._path = path
        self._head = head
        self._largest = largest
        self._most = most
        self._aside = aside
        self._lost = lost
        self._lock: int | None = None
        self._file: int | None = None
        self._is_ours = self._is_kept = False
        self._live: dict[Key, str] = {}
        self._count = 0

    def take(self, read: Callable[[TextIO], bool]) -> Path | None:
        """Take the file; `read` says whether it could be read in whole.

        Returns where the file went if not. Raises BlockingIOError where another program has it,
        and OSError.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._lock = os.open(self._path.with_suffix(".lock"), flags, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        place = self._read(read)
        self._is_ours = True
        return place

    def begin(self, live: Mapping[Key, str]) -> None:
        """Let these be what is true; the file says so from the next change on, not before."""
        self._live = dict(live)
        self._is_kept = self._is_ours

    def note(self, lines: Mapping[Key, str]) -> None:
        """Write down how these stand now."""
        self._live |= lines
        self._append(lines.values())

    def forget(self, gone: Mapping[Key, str]) -> None:
        """Write down, in these lines, that these are over."""
        known = [line for key, line in gone.items() if self._live.pop(key, None) is not None]
        self._append(known)

    def rewrite(self) -> None:
        """Write what is true to a new file, which takes the old one's place once it is whole."""
        if not self._is_kept:
            return
        try:
            self._replace()
        except OSError as error:
            self._give_up(error)

    def release(self) -> None:
        """Let another program have the file."""
        self._is_ours = self._is_kept = False
        self._close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _append(self, lines: Iterable[str]) -> None:
        written = list(lines)
        if not written or not self._is_kept:
            return
        self._count += len(written)
        if self._file is None or self._count > self._most(len(self._live)):
            self.rewrite()
            return
        try:
            _write(self._file, written)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._is_ours = self._is_kept = False
        self._close()
        self._lost(error)

    def _replace(self) -> None:
        new = self._path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        file = os.open(new, flags, 0o600)
        self._close()
        self._file, self._count = file, len(self._live)
        _write(file, [self._head, *self._live.values()])
        os.fsync(file)
        new.replace(self._path)

    def _read(self, read: Callable[[TextIO], bool]) -> Path | None:
        try:
            with self._path.open(encoding="utf-8", errors="replace") as file:
                if os.fstat(file.fileno()).st_size <= self._largest and read(file):
                    return None
        except FileNotFoundError:
            return None
        place = self._free_place()
        self._path.replace(place)
        return place

    def _free_place(self) -> Path:
        names = [f".{self._aside}{number}" for number in range(1, ASIDE + 1)]
        places = [self._path.with_suffix(name) for name in names]
        return next((place for place in places if not place.exists()), places[-1])

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write(file: int, lines: Iterable[str]) -> None:
    rest = "".join(f"{line}\n" for line in lines).encode()
    while rest:
        rest = rest[os.write(file, rest) :]
