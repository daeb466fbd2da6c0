"""The lines that wait, on the disk: a program that was ended or killed still sends them, in order.

One file for each host and login: a head, then one JSON object a line, the latest of a reference
being true; `journal_lines` says which. A line is one write, so what was noted outlives the
program; only a file that takes the place of another is synced. One program at a time writes it;
another keeps its own lines in memory.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from protocol.names import login_key
from tui.printable import printable
from tui.screens.chat.journal_lines import WAITING, Waiting, parse, render, render_gone
from tui.settings import state_directory
from tui.words import _

HEAD = '{"vasistas": "chat", "version": 1}'

LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is read: WAITING lines of the greatest length, noted some ten times."""

SPARE = 256
"""Lines that no longer matter before the file is written anew: some 30 KiB of talk."""

ASIDE = 9
"""Files set aside that are kept; the last one gives way."""

NAME = 80
"""Characters of an address, and of a login, in a file's name: with both it stays below 255."""


class Journal:
    """Keeps lines for one host, in `directory`; None keeps nothing. Nothing raises."""

    def __init__(self, directory: Path | None, address: str, port: int) -> None:
        self._directory = directory
        self._host = f"{quote(address, safe='')[:NAME]}_{port}"
        self._path: Path | None = None
        self._file: int | None = None
        self._lock: int | None = None
        self._live: dict[str, str] = {}
        self._written = 0
        self._told: list[str] = []

    def open(self, login: str) -> list[Waiting]:
        """Take the file of a login and return what waits, oldest first; a second program finds
        nothing. What was open before is closed.
        """
        self.close()
        if self._directory is None:
            return []
        name = f"{self._host}_{quote(login_key(login), safe='')[:NAME]}.jsonl"
        path = self._directory / name
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._lock = os.open(path.with_suffix(".lock"), flags, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._path = path
            found = self._read(path)
        except BlockingIOError:
            words = _(
                "Another program has this login open; what waits here does not outlive this one."
            )
            self.close()
            self._say(words)
            return []
        except OSError as error:
            self._give_up(error)
            return []
        self._live = {line.ref: render(line) for line in found}
        self._rewrite()
        return found

    def note(self, line: Waiting) -> None:
        """Write down a line, or how it stands now."""
        text = render(line)
        self._live[line.ref] = text
        self._append(text)

    def forget(self, ref: str) -> None:
        """Write down that a line waits no more."""
        if self._live.pop(ref, None) is not None:
            self._append(render_gone(ref))

    def close(self) -> None:
        """Let another program have the file."""
        for descriptor in (self._file, self._lock):
            if descriptor is not None:
                os.close(descriptor)
        self._file = self._lock = self._path = None
        self._live = {}

    def told(self) -> list[str]:
        """Return, once, what is to be said of the file: why it is not read, or not written."""
        told, self._told = self._told, []
        return told

    def _append(self, text: str) -> None:
        if self._file is None:
            return
        self._written += 1
        if self._written > len(self._live) + SPARE:
            self._rewrite()
            return
        try:
            _write(self._file, f"{text}\n")
        except OSError as error:
            self._give_up(error)

    def _rewrite(self) -> None:
        """Write what matters to a new file, which takes the old one's place once it is whole."""
        if self._path is None:
            return
        new = self._path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        try:
            file = os.open(new, flags, 0o600)
        except OSError as error:
            self._give_up(error)
            return
        if self._file is not None:
            os.close(self._file)
        self._file, self._written = file, len(self._live)
        try:
            _write(file, "".join(f"{line}\n" for line in (HEAD, *self._live.values())))
            os.fsync(file)
            new.replace(self._path)
        except OSError as error:
            self._give_up(error)

    def _read(self, path: Path) -> list[Waiting]:
        if not path.exists():
            return []
        if path.stat().st_size > LARGEST:
            self._set_aside(path)
            return []
        head, *lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        found, damaged = _gather(lines[:-1])
        if damaged or head != HEAD or lines[-1:] != [""]:
            self._set_aside(path)
        return found[:WAITING]

    def _set_aside(self, path: Path) -> None:
        """Keep a damaged file under another name, and say where."""
        places = [path.with_suffix(f".damaged{number}") for number in range(1, ASIDE + 1)]
        place = next((one for one in places if not one.exists()), places[-1])
        path.replace(place)
        words = _("What waited was kept in a file that is damaged; what can be read of it is here.")
        self._say(words)
        self._say(_("The damaged file is {path}.").format(path=printable(str(place))))

    def _give_up(self, error: OSError) -> None:
        """Keep nothing from now on."""
        if self._file is not None:
            os.close(self._file)
        self._file = self._path = None
        reason = error.strerror or str(error)
        words = _("What waits is not kept on the disk: {reason}.")
        self._say(words.format(reason=printable(reason)))

    def _say(self, words: str) -> None:
        self._told.append(words)


def journal_for(address: str, port: int) -> Journal:
    """Return the journal of a host in the user's state directory."""
    return Journal(state_directory() / "chat", address, port)


def _gather(lines: Iterable[str]) -> tuple[list[Waiting], bool]:
    """Read what waits, and whether anything could not be read."""
    found: dict[str, Waiting] = {}
    damaged = False
    for text in lines:
        try:
            line = parse(text)
        except ValueError:
            damaged = True
            continue
        if isinstance(line, str):
            found.pop(line, None)
        else:
            found[line.ref] = line
    return list(found.values()), damaged


def _write(file: int, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[os.write(file, rest) :]
