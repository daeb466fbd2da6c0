"""The history's SQLite file: its tables, how it is opened, and what is all or nothing.

A message's words are put into the index `words` later than it is there itself, many together. Its
column `place` names the conversation and the sender in one token each, so that whoever searches a
few rooms reads no others' lists.
"""

import errno
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VERSION = 1

PATIENCE = 5.0
"""Seconds for which another process (a copy being made) may be writing."""

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, one TEXT NOT NULL, other TEXT NOT NULL
);
CREATE INDEX conversations_of_one ON conversations (one);
CREATE INDEX conversations_of_other ON conversations (other) WHERE other <> '';
CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL,
    moment INTEGER NOT NULL, sender TEXT NOT NULL, source TEXT NOT NULL, verb TEXT NOT NULL,
    target TEXT NOT NULL, text TEXT NOT NULL, tags TEXT NOT NULL, reference TEXT
);
CREATE INDEX messages_in_order ON messages (conversation, moment);
CREATE UNIQUE INDEX messages_once ON messages (sender, conversation, reference)
    WHERE reference IS NOT NULL;
CREATE VIEW indexed AS SELECT number, text,
    'c' || conversation || ' s' || hex(sender) AS place FROM messages;
CREATE VIRTUAL TABLE words USING fts5 (
    text, place, content = 'indexed', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE missed (recipient TEXT, number INTEGER, PRIMARY KEY (recipient, number)) WITHOUT ROWID;
CREATE INDEX missed_in_order ON missed (number);
CREATE TABLE logins (key TEXT PRIMARY KEY, login TEXT NOT NULL, seen INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE marks (login TEXT, target TEXT, moment INTEGER NOT NULL, PRIMARY KEY (login, target))
    WITHOUT ROWID;
"""

FAILURES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
}
_PLAIN = 0xFF
"""Extended error codes of SQLite keep the plain one in their lowest byte."""


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open the file, which is made if it is not there; raises OSError.

    A file that is damaged or of another version is left alone: it holds what was promised.
    """
    with as_disk():
        connection = sqlite3.connect(path, PATIENCE, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if not version:
            birth = secrets.token_hex(4)
            connection.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} INSERT INTO facts VALUES ('birth', '{birth}');"
                f"PRAGMA user_version = {VERSION}; COMMIT;"
            )
        elif version != VERSION:
            connection.close()
            raise OSError(errno.EILSEQ, "it is of another version")
        return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open the file, which is there, for reading alone; raises OSError."""
    with as_disk():
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            PATIENCE,
            check_same_thread=False,
            isolation_level=None,
            uri=True,
        )
        connection.execute("PRAGMA query_only = yes")
        return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Have all of what is written meanwhile on disk at the end, or none of it; raises OSError."""
    with as_disk():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            raise


@contextmanager
def as_disk() -> Iterator[None]:
    """Turn what SQLite says of the disk into OSError, which everybody expects of a disk."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PLAIN
        raise OSError(FAILURES.get(code, errno.EIO), f"SQLite: {error}") from error
