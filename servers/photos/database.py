"""An SQLite file that is a cache: made when it is not there, set aside when it is damaged.

Whoever uses it knows how to fill it again, and asks `generation` whether that is needed.

It lies where people copy, move and cut files off while we use it. SQLite maps the shared memory of
its WAL, and whoever reads a mapped file that was cut off is killed (SIGBUS): so it has a rollback
journal, of which nothing is mapped.

With such a journal others wait while something is written, so nothing waits for the disk then. A
process that is killed leaves the file whole. A power failure may not, which `integrity_check` finds
when the file is opened: it looks at 100,000 photos in a second.
"""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from servers import journal

PATIENCE = 5.0
"""Seconds for which another process (`--verify` beside a host) may be writing."""

TOGETHER = 1000
"""Rows of one transaction: some hundredths of a second, for which others wait."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_MASK = 0xFF
"""Extended error codes of SQLite keep the plain one in their lowest byte."""

T = TypeVar("T")
Row = tuple[Any, ...]


class Database:
    """Any thread may call. Raises OSError where the disk fails, also when one is made.

    One connection behind a lock, `_lock`, which is held for one query, for one transaction of
    TOGETHER rows at the most, or to begin anew. Nothing else is taken under it.
    """

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self.generation = 0
        """Grows whenever the database begins empty, or is another's."""
        self._path = path
        self._schema = f"BEGIN; {schema} PRAGMA user_version = {version}; COMMIT;"
        self._version = version
        self._in_memory = False
        self._inode = 0
        self._log = journal.logger("archive")
        self._lock = threading.RLock()
        try:
            with _as_disk():
                self._open()
        except OSError as error:
            self._log.warning("the catalogue is kept in memory only: %s", error)
            self._open_in_memory()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._close()

    def read(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        return self._twice(lambda: self._read(query, values))

    def write(self, query: str, rows: Iterable[Row]) -> None:
        """Run a statement for each row: of each TOGETHER rows all, or none."""
        prepared = list(rows)
        for start in range(0, len(prepared), TOGETHER):
            self._twice(partial(self._write, query, prepared[start : start + TOGETHER]))

    def check(self) -> None:
        """Begin anew if somebody has thrown the file away."""
        if self._is_there():
            return
        with self._lock, _as_disk():
            if not self._is_there():
                self._log.info("the catalogue was thrown away, and is made again")
                self._close()
                self._open()
                self.generation += 1

    def _read(self, query: str, values: Row) -> list[Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _write(self, query: str, rows: list[Row]) -> None:
        with self._lock, self._connection:
            self._connection.executemany(query, rows)

    def _twice(self, work: Callable[[], T]) -> T:
        """Do the work; where the file turns out to be damaged, begin anew and do it again."""
        generation = self.generation
        with _as_disk():
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if not (_is_damage(error) or self._is_another()):
                    raise
                with self._lock:
                    if generation == self.generation:
                        self._close()
                        self._set_aside(str(error))
                        self._open()
                return work()

    def _open(self) -> None:
        """Open the file, or a new one where there is none that can be used."""
        try:
            self._connect()
            if found := self._oddity():
                self._close()
                self._set_aside(found)
                self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._close()
            self._set_aside(str(error))
            self._connect()
        if self._user_version() != self._version:
            self._connection.executescript(self._schema)
            self.generation += 1
        self._inode = self._path.stat().st_ino

    def _open_in_memory(self) -> None:
        """Do without a file, on a disk that is full or fails."""
        self._in_memory = True
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.executescript(self._schema)
        self.generation += 1

    def _connect(self) -> None:
        self._connection = sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = TRUNCATE")
        self._connection.execute("PRAGMA synchronous = OFF")

    def _close(self) -> None:
        """Let go of the file; `check` opens it again, should that fail at once."""
        self._inode = 0
        self._connection.close()

    def _oddity(self) -> str:
        """Say why the file cannot be used; nothing if it can, or is new."""
        if self._user_version() == self._version:
            return self._damage()
        with closing(self._connection.execute("SELECT count(*) FROM sqlite_schema")) as cursor:
            [tables] = cursor.fetchone()
        return "another version" if tables else ""

    def _damage(self) -> str:
        with closing(self._connection.execute("PRAGMA integrity_check(1)")) as cursor:
            [words] = cursor.fetchone()
        return "" if words == "ok" else str(words)

    def _user_version(self) -> int:
        [version] = self._connection.execute("PRAGMA user_version").fetchone()
        return int(version)

    def _is_another(self) -> bool:
        """Whether somebody has emptied the file, or written another over it."""
        with self._lock, suppress(sqlite3.Error):
            return self._user_version() != self._version
        return False

    def _is_there(self) -> bool:
        if self._in_memory:
            return True
        try:
            return self._path.stat().st_ino == self._inode
        except OSError:
            return False

    def _set_aside(self, why: str) -> None:
        """Keep what cannot be used, once, for whoever wants to know."""
        aside = self._path.with_suffix(".damaged")
        self._log.warning("the catalogue cannot be used (%s): kept as %s", why, aside.name)
        self._path.replace(aside)
        for suffix in ("-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _as_disk() -> Iterator[None]:
    """Turn what SQLite says of the disk into OSError, which everybody expects of a disk."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) & _MASK == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, f"SQLite: {error}") from error


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _MASK in _DAMAGE
