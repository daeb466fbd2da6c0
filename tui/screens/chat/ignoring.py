"""Whom one does not want to hear: a list of this program, one login a line."""

from pathlib import Path

from tui.reasons import reason
from tui.saving import Part
from tui.settings import state_directory
from tui.words import _

MOST = 256
"""Logins that are ignored at most: a room full of them."""

LARGEST = 64 * 1024
"""Bytes of the list that are read: MOST logins of the greatest length, four times."""


class Ignored:
    """The list, kept in `path`; None: in memory. Nothing raises, `told` says what failed."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.told = ""
        self.keys: frozenset[str] = frozenset(self._read())

    def add(self, key: str) -> None:
        """Ignore somebody, by the key of the login."""
        if len(self.keys) < MOST:
            self._write(self.keys | {key})

    def remove(self, key: str) -> None:
        """Hear somebody again."""
        self._write(self.keys - {key})

    def _read(self) -> list[str]:
        if self._path is None:
            return []
        try:
            with self._path.open(encoding="utf-8", errors="replace") as file:
                return [line for line in file.read(LARGEST).split("\n") if line][:MOST]
        except FileNotFoundError:
            return []
        except OSError as error:
            self._failed(error)
            return []

    def _write(self, keys: frozenset[str]) -> None:
        self.keys, self.told = keys, ""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with Part(self._path, replace=True) as part:
                part.write("".join(f"{key}\n" for key in sorted(keys)).encode())
                part.keep()
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        words = _("The list of those whom you do not hear is not kept: {reason}.")
        self.told = words.format(reason=reason(error))


def ignored_for() -> Ignored:
    """Return the list in the user's state directory."""
    return Ignored(state_directory() / "chat" / "ignored.txt")
