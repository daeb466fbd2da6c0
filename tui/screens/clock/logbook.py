"""A CSV file with a line for every answer of a source, for whoever wants to look at it later.

It is appended to, and bounded: at LARGEST it becomes FILE.1, in the place of the one before.
"""

import asyncio
import csv
import io
from collections import deque
from datetime import UTC, datetime

from tui.homes import expanded
from tui.printable import printable
from tui.reasons import reason
from tui.screens.clock.keeper import Keeper
from tui.timekeeping import Sample, Track
from tui.words import _

LARGEST = 4 * 1024 * 1024
"""Bytes of a file: a month of answers, one a minute."""

WAITING = 1000
"""Lines that wait for a disk that is slow or full; older ones are lost."""

HEADER = (
    "time",
    "source",
    "offset",
    "error",
    "delay",
    "health",
    "leap",
    "stratum",
    "verdict",
)
"""`time` is universal; `offset` is how far this machine's clock was ahead; all spans in seconds."""


class Logbook:
    """Lines on their way to a file. `write` has one writer at a time, on asyncio's threads."""

    def __init__(self, path: str) -> None:
        self.path = expanded(path)
        self._lines: deque[str] = deque(maxlen=WAITING)
        self._writing = False
        self._complained = False

    def add(self, track: Track, sample: Sample, keeper: Keeper) -> None:
        """Take down an answer."""
        bounds = track.bounds(sample.answered_at)
        universal = keeper.clocks.wall() if bounds is None else bounds.at(sample.answered_at)
        last = track.history[-1] if track.history else None
        ahead = last.ahead if last is not None and last.at == sample.answered_at else None
        self._lines.append(
            _row(
                datetime.fromtimestamp(universal, UTC).isoformat(timespec="milliseconds"),
                track.name,
                "" if ahead is None else f"{ahead:.6f}",
                "" if bounds is None else f"{bounds.error(sample.answered_at):.6f}",
                f"{sample.delay:.6f}",
                *("" if one is None else one for one in (sample.health, sample.leap)),
                "" if sample.stratum is None else sample.stratum,
                keeper.judged().verdict,
            )
        )

    async def write(self) -> str:
        """Write what waits; return what is wrong, once."""
        if self._writing:
            return ""
        self._writing = True
        try:
            while self._lines:
                lines = [self._lines.popleft() for _line in range(len(self._lines))]
                await asyncio.to_thread(self._append, "".join(lines))
        except OSError as error:
            return self._complaint(error)
        finally:
            self._writing = False
        self._complained = False
        return ""

    def _append(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size + len(text) > LARGEST:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        with self.path.open("a", encoding="utf-8", newline="") as file:
            if not file.tell():
                file.write(_row(*HEADER))
            file.write(text)

    def _complaint(self, error: OSError) -> str:
        if self._complained:
            return ""
        self._complained = True
        told = _("The log {path} cannot be written: {reason}. It is tried again in silence.")
        return told.format(path=printable(str(self.path)), reason=reason(error))


def _row(*cells: object) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
