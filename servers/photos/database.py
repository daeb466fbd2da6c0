"""An SQLite file that is a cache: made when it is not there, set aside when it is damaged.

Whoever uses it knows how to fill it again, and asks `generation` whether that is needed.
"""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from servers import journal

PATIENCE = 5.0
"""Seconds for which another process (`--verify` beside a host) may be writing."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_MASK = 0xFF
"""Extended error codes of SQLite keep the plain one in their lowest byte."""

T = TypeVar("T")
Row = tuple[Any, ...]


class Database:
    """Any thread may call. Raises OSError where the disk fails, also when one is made.

    Two connections, one to read and one to write, each behind its lock, which is held for one
    query or one transaction. Readers do not wait for the writer (WAL). To begin anew takes both
    locks, `_writing` first. Nothing else is taken under them.
    """

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self.generation = 0
        """Grows whenever the database begins empty."""
        self._path = path
        self._schema = f"BEGIN; {schema} PRAGMA user_version = {version}; COMMIT;"
        self._version = version
        self._in_memory = False
        self._log = journal.logger("archive")
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        try:
            with _as_disk():
                self._open()
        except OSError as error:
            self._log.warning("the catalogue is kept in memory only: %s", error)
            self._open_in_memory()

    def close(self) -> None:
        """Let go of the file."""
        with self._writing, self._reading:
            self._close()

    def read(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        return self._twice(lambda: self._read(query, values))

    def write(self, query: str, rows: Iterable[Row]) -> None:
        """Run a statement for each row, all of them or none."""
        prepared = list(rows)
        if prepared:
            self._twice(lambda: self._write(query, prepared))

    def check(self) -> None:
        """Begin anew if somebody has thrown the file away."""
        if self._is_there():
            return
        with self._writing, self._reading, _as_disk():
            if not self._is_there():
                self._log.info("the catalogue was thrown away, and is made again")
                self._close()
                self._open()

    def _read(self, query: str, values: Row) -> list[Row]:
        with self._reading:
            return self._reader.execute(query, values).fetchall()

    def _write(self, query: str, rows: list[Row]) -> None:
        with self._writing, self._writer:
            self._writer.executemany(query, rows)

    def _twice(self, work: Callable[[], T]) -> T:
        """Do the work; where the file turns out to be damaged, begin anew and do it again."""
        generation = self.generation
        with _as_disk():
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                with self._writing, self._reading:
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
            self._writer.executescript(self._schema)
            self.generation += 1
        self._inode = self._path.stat().st_ino

    def _open_in_memory(self) -> None:
        """Do without a file, on a disk that is full or fails; one connection then does both."""
        self._in_memory = True
        self._reading = self._writing
        self._reader = self._writer = sqlite3.connect(":memory:", check_same_thread=False)
        self._writer.executescript(self._schema)
        self.generation += 1

    def _connect(self) -> None:
        self._writer = self._connection()
        self._reader = self._writer
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.execute("PRAGMA synchronous = NORMAL")
        self._reader = self._connection()

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)

    def _close(self) -> None:
        self._reader.close()
        self._writer.close()

    def _oddity(self) -> str:
        """Say why the file cannot be used; nothing if it can, or is new."""
        if self._user_version() == self._version:
            return self._damage()
        with closing(self._writer.execute("SELECT count(*) FROM sqlite_schema")) as cursor:
            [tables] = cursor.fetchone()
        return "another version" if tables else ""

    def _damage(self) -> str:
        with closing(self._writer.execute("PRAGMA quick_check(1)")) as cursor:
            [words] = cursor.fetchone()
        return "" if words == "ok" else str(words)

    def _user_version(self) -> int:
        [version] = self._writer.execute("PRAGMA user_version").fetchone()
        return int(version)

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
        for suffix in ("-wal", "-shm"):
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
