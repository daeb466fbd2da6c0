"""The history: exchanges as they are kept on the disk, with what they may not tell masked.

    history = History(place(), most=500, masked=True)
    kept = history.add(record, draft, secrets=secrets(draft, …))
    history.list("lab 404", before=None, limit=200)     # the newest first, without what is large
    history.get(kept.id).body

Everything waits for the disk, and belongs into a thread; one lock lets one thread at a time in, and
SQLite other programs. What is said when `add` comes back survives a `kill -9`. What goes wrong is
Unfit, in words.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from tui.exchanges import keeping, kept_file, stored
from tui.exchanges.draft import Draft
from tui.exchanges.entry import Kept

if TYPE_CHECKING:
    from tui.clients.http.exchange import Exchange

__all__ = ["ALL", "BODY", "History", "Kept", "place"]

BODY = 1024 * 1024
"""Bytes that are kept of a body: most answers whole, and the beginning of what is large."""

ALL = 64 * 1024 * 1024
"""Bytes that all of it may take: nobody misses them, and a search through them takes a moment."""

PAGE = 200
"""Exchanges that are listed at once: some screens full."""

Page = list[Kept]
T = TypeVar("T")


def place() -> Path:
    """Where the history is: in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path("vasistas") / "exchanges.sqlite3"


class History:
    """The file, which is made when something is kept; bounded in number and in bytes."""

    def __init__(self, path: Path, most: int, masked: bool = True, greatest: int = ALL) -> None:
        self.remark = ""
        """What became of a history that could not be read: words."""
        self._path = path
        self._most = most
        self._masked = masked
        self._greatest = greatest
        self._lock = Lock()
        self._file: kept_file.Opened | None = None

    def add(
        self,
        record: "Exchange",
        draft: Draft,
        redirected: int = 0,
        secrets: Sequence[str] = (),
    ) -> Kept:
        """Keep an exchange that is over. `secrets` are values that nobody may find in the file."""
        kept = keeping.taken(record, draft, redirected, BODY)
        if self._masked:
            kept = keeping.masked(kept, secrets)
        if not self._most:
            return kept

        def keep(file: sqlite3.Connection) -> int:
            number = stored.insert(file, kept)
            stored.bound(file, self._most, self._greatest)
            return number

        return replace(kept, id=self._do(keep, 0))

    def list(self, match: str = "", before: int | None = None, limit: int = PAGE) -> Page:
        """Return the newest; each word of `match` is in method, address, status or reason.

        What is large is left on the disk: heads, contents and bodies are empty.
        """
        return self._look(lambda file: stored.select(file, match, before, limit), [])

    def get(self, number: int) -> Kept | None:
        """Return one, whole; None where it is no longer kept."""
        return self._look(lambda file: stored.find(file, number), None)

    def forget(self, number: int) -> None:
        """Take one out; its bytes in the file are overwritten."""
        self._look(lambda file: stored.delete(file, number), None)

    def clear(self) -> None:
        """Take all out."""
        self._look(stored.clear, None)
        if self._path.exists():
            kept_file.shrink(self._path)

    def close(self) -> None:
        """Let the file go; it is opened again when it is needed."""
        with self._lock:
            self._let_go()

    def _look(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Do something with a file that is there."""
        return self._do(work, nothing) if self._path.exists() else nothing

    def _do(self, work: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Do it in one transaction. A file that cannot be read is put aside, another one begun."""
        with self._lock:
            for _attempt in range(2):
                try:
                    return self._attempt(work)
                except kept_file.UnreadableError:
                    self._let_go()
                    self.remark = kept_file.put_aside(self._path) or self.remark
            return nothing

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with kept_file.in_words(self._path):
            if self._file is not None and self._file.identity != kept_file.identity(self._path):
                self._let_go()
            if self._file is None:
                self._file = kept_file.opened(self._path)
            return kept_file.in_one(self._file.connection, work)

    def _let_go(self) -> None:
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.connection.close()
            self._file = None
