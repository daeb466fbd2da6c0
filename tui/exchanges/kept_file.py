"""The file of the history: opened, made, and put aside where it cannot be read.

It is SQLite with a rollback journal and `synchronous = FULL`: a transaction that is committed is on
the disk. Several programs may use it; each waits for the others up to `PATIENCE`.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.reasons import reason
from tui.words import _

VERSION = 1
"""Of the tables below. A file with a greater one is of a program that is newer than this one."""

PATIENCE = 5.0
"""Seconds to wait for another program, which writes for some milliseconds."""

_OURS = 0x56617369
"""What marks the file as ours (`Vasi`)."""

_PLAIN = 0xFF
"""Extended error codes of SQLite keep the plain one in their lowest byte."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""An SQLITE_ERROR is about a table that is not there, or is not as we made it."""

_TABLES = """
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    weight INTEGER NOT NULL,
    words TEXT NOT NULL,
    facts TEXT NOT NULL,
    asked BLOB NOT NULL, answered BLOB NOT NULL, content BLOB NOT NULL, body BLOB NOT NULL
);
CREATE INDEX weights ON exchanges (weight);
"""

_COLUMNS = "SELECT id, weight, words, facts, asked, answered, content, body FROM exchanges LIMIT 1"

T = TypeVar("T")
Identity = tuple[int, int]


class UnreadableError(Exception):
    """The file is damaged, or of a newer program."""

    def __init__(self, *, newer: bool = False) -> None:
        super().__init__("newer" if newer else "damaged")
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Opened:
    """The file, and which one it is, whatever is under its name later."""

    connection: sqlite3.Connection
    identity: Identity


def opened(path: Path) -> Opened:
    """Open the file, or make it, readable for nobody else."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        facts = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    file = sqlite3.connect(path, PATIENCE, check_same_thread=False, isolation_level=None)
    try:
        file.execute("PRAGMA synchronous = FULL")
        file.execute("PRAGMA secure_delete = ON")
        in_one(file, _prepare)
    except BaseException:
        file.close()
        raise
    return Opened(file, (facts.st_dev, facts.st_ino))


def identity(path: Path) -> Identity | None:
    """Say which file has this name now; None: there is none."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return facts.st_dev, facts.st_ino


def in_one(file: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do something in one transaction: it is done whole, or not at all."""
    file.execute("BEGIN IMMEDIATE")
    try:
        made = work(file)
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:
            file.execute("ROLLBACK")
        raise
    return made


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say into UnreadableError, or into words."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & _PLAIN in _DAMAGED:
            raise UnreadableError from error
        raise _unfit(path, error) from error
    except OSError as error:
        raise _unfit(path, error) from error


def put_aside(path: Path) -> str:
    """Give a file that cannot be read another name, and say so; one that can be read stays.

    The directory is locked meanwhile, so that of two programs only one does it.
    """
    with _locked(path.parent):
        try:
            with in_words(path):
                _check(path)
            return ""
        except UnreadableError as error:
            newer = error.newer
        with in_words(path):
            aside = _free(path, "newer" if newer else "damaged")
            path.rename(aside)
            with suppress(FileNotFoundError):
                _journal(path).rename(_journal(aside))
    words = _("The history cannot be read; it is in {path} now, and a new one was begun.")
    if newer:
        words = _(
            "A newer program wrote the history; it is in {path} now, and a new one was begun."
        )
    return words.format(path=printable(str(aside)))


def shrink(path: Path) -> None:
    """Give back the room that is not needed."""
    with in_words(path):
        file = opened(path).connection
        try:
            file.execute("VACUUM")
        finally:
            file.close()


def _prepare(file: sqlite3.Connection) -> None:
    [version] = file.execute("PRAGMA user_version").fetchone()
    [owner] = file.execute("PRAGMA application_id").fetchone()
    [tables] = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not version and not tables:
        for statement in _TABLES.split(";"):
            file.execute(statement)
        file.execute(f"PRAGMA application_id = {_OURS}")
        file.execute(f"PRAGMA user_version = {VERSION}")
    elif owner != _OURS or version != VERSION:
        raise UnreadableError(newer=owner == _OURS and version > VERSION)


def _check(path: Path) -> None:
    file = opened(path).connection
    try:
        file.execute(_COLUMNS).fetchone()
        [found] = file.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise UnreadableError
    finally:
        file.close()


def _free(path: Path, why: str) -> Path:
    names = (path.with_name(f"{path.name}.{why}-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network disks cannot
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unfit(path: Path, error: Exception) -> Unfit:
    words = _("The history in {path} cannot be used: {reason}.")
    return Unfit(words.format(path=printable(str(path)), reason=reason(error)))
