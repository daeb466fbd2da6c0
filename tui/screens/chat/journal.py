"""The lines that wait, on the disk: a program that was ended or killed still sends them, in order.

One file of `kept_lines` for each host and login; `journal_lines` says what a line is.
"""

from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from protocol.names import login_key
from tui.kept_lines import KeptLines
from tui.printable import printable
from tui.reasons import reason
from tui.screens.chat.journal_lines import WAITING, Waiting, parse, render, render_gone
from tui.settings import state_directory
from tui.words import _

HEAD = '{"vasistas": "chat", "version": 1}'

LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is read: WAITING lines of the greatest length, noted some ten times."""

SPARE = 256
"""Lines that no longer matter before the file is written anew: some 30 KiB of talk."""

NAME = 80
"""Characters of an address, and of a login, in a file's name: with both it stays below 255."""


class Journal:
    """Keeps lines for one host, in `directory`; None keeps nothing. Nothing raises."""

    def __init__(self, directory: Path | None, address: str, port: int) -> None:
        self._directory = directory
        self._host = f"{quote(address, safe='')[:NAME]}_{port}"
        self._lines: KeptLines[str] | None = None
        self._found: dict[str, Waiting] = {}
        self._told: list[str] = []

    def open(self, login: str) -> list[Waiting]:
        """Take the file of a login and return what waits, oldest first; a second program finds
        nothing. What was open before is closed.
        """
        self.close()
        if self._directory is None:
            return []
        self._lines = KeptLines(
            self._directory / f"{self._host}_{quote(login_key(login), safe='')[:NAME]}.jsonl",
            HEAD,
            largest=LARGEST,
            most=lambda live: live + SPARE,
            aside="damaged",
            lost=self._give_up,
        )
        self._found = {}
        try:
            aside = self._lines.take(self._read)
        except BlockingIOError:
            words = _(
                "Another program has this login open; what waits here does not outlive this one."
            )
            self.close()
            self._told.append(words)
            return []
        except OSError as error:
            self._give_up(error)
            return []
        if aside is not None:
            self._say_damaged(aside)
        found = list(self._found.values())[:WAITING]
        self._lines.begin({line.ref: render(line) for line in found})
        self._lines.rewrite()
        return found

    def note(self, line: Waiting) -> None:
        """Write down a line, or how it stands now."""
        if self._lines is not None:
            self._lines.note({line.ref: render(line)})

    def forget(self, ref: str) -> None:
        """Write down that a line waits no more."""
        if self._lines is not None:
            self._lines.forget({ref: render_gone(ref)})

    def close(self) -> None:
        """Let another program have the file."""
        if self._lines is not None:
            self._lines.release()
            self._lines = None

    def told(self) -> list[str]:
        """Return, once, what is to be said of the file: why it is not read, or not written."""
        told, self._told = self._told, []
        return told

    def _read(self, file: TextIO) -> bool:
        """Read what waits; return whether everything could be read."""
        head, *lines = file.read().split("\n")
        whole = head == HEAD and lines[-1:] == [""]
        for text in lines[:-1]:
            try:
                line = parse(text)
            except ValueError:
                whole = False
                continue
            if isinstance(line, str):
                self._found.pop(line, None)
            else:
                self._found[line.ref] = line
        return whole

    def _say_damaged(self, aside: Path) -> None:
        words = _("What waited was kept in a file that is damaged; what can be read of it is here.")
        self._told.append(words)
        self._told.append(_("The damaged file is {path}.").format(path=printable(str(aside))))

    def _give_up(self, error: OSError) -> None:
        """Keep nothing from now on."""
        words = _("What waits is not kept on the disk: {reason}.")
        self._told.append(words.format(reason=reason(error)))


def journal_for(address: str, port: int) -> Journal:
    """Return the journal of a host in the user's state directory."""
    return Journal(state_directory() / "chat", address, port)
