"""The queue on the disk, so that a program that was ended or killed goes on where it was.

One file for each archive, of `kept_lines`:

    {"vasistas": "transfers", "version": 1}
    {"number": 1, "kind": "store", "name": "a.jpg", "path": "/home/manu/a.jpg", ...}
    {"number": 1, "gone": true}

What a power cut takes from its end is found out again.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from tui.kept_lines import KeptLines
from tui.screens.photos.journal_lines import HEAD, Newer, Record, parse, parse_head, render
from tui.screens.photos.transfer import Transfer
from tui.settings import state_directory

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read: the longest queue, three times over."""

SPARE = 1000
"""Lines that no longer matter, beyond as many as do, before the file is written anew."""


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
        self._lines: KeptLines[int] | None = None

    def open(self) -> None:
        """Take the file, read what is in it; nothing is raised."""
        if self.path is None:
            return
        self._lines = KeptLines(
            self.path,
            HEAD,
            largest=LARGEST,
            most=lambda live: 2 * live + SPARE,
            aside="aside-",
            lost=self._give_up,
        )
        try:
            self.aside = self._lines.take(self._read)
            self.kept = True
        except BlockingIOError:
            self.taken = True
        except OSError as error:
            self._give_up(error)

    def begin(self, transfers: Iterable[Transfer]) -> None:
        """Let these take the place of what is in the file; from here on it can be noted."""
        live = {one.number: render(one) for one in transfers}
        if self._lines is not None:
            self._lines.begin(live)
            if live:
                self._lines.rewrite()

    def note(self, transfers: Iterable[Transfer]) -> None:
        """Write down how these stand."""
        if self._lines is not None:
            self._lines.note({one.number: render(one) for one in transfers})

    def forget(self, numbers: Iterable[int]) -> None:
        """Write down that these are over."""
        if self._lines is not None:
            gone = {number: json.dumps({"number": number, "gone": True}) for number in numbers}
            self._lines.forget(gone)

    def close(self) -> None:
        """Let another program have the file."""
        if self._lines is not None:
            self._lines.release()

    @property
    def copies(self) -> Path | None:
        """The directory for copies that are sent in a photo's place; only if it is ours."""
        return self.path.with_suffix(".copies") if self.path is not None and self.kept else None

    def _read(self, file: TextIO) -> bool:
        try:
            self.found, whole = _records(file)
        except Newer:
            return False
        return whole

    def _give_up(self, error: OSError) -> None:
        """Keep the queue in memory from here on."""
        self.kept = False
        self.refusal = error


def _records(file: Iterable[str]) -> tuple[list[Record], bool]:
    """Return what is not over, in order, and whether every line could be read.

    A last line without its end is what a kill leaves, and no damage.
    """
    found: dict[int, Record] = {}
    lines = iter(file)
    whole = parse_head(next(lines, ""))
    for line in lines:
        if not line.endswith("\n"):
            break
        try:
            number, record = parse(line)
        except ValueError:
            whole = False
            continue
        if record is None:
            found.pop(number, None)
        else:
            found[number] = record
    return [record for _, record in sorted(found.items())], whole
