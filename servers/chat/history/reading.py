"""The reading half of the history: pages of a conversation, who spoke with whom, and search.

Any thread may call, holding no lock; it waits for one of a few connections. Readers and the writer
do not wait for each other (WAL). Every method raises OSError, also where it took too long.
"""

import json
import queue
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servers.chat.history import database
from servers.chat.history.records import Record

READERS = 2
"""Connections: what can be read at a time on a small machine."""

LONGEST = 2.0
"""Seconds that one question may take, waiting for a connection included."""

MISSED = 200
"""Messages that somebody who was away hears at once; the others follow the next time."""

MISSED_BYTES = 100 * 1024
"""Bytes of text in these: less than what may wait for a slow reader."""

WIDEST = 200
"""Conversations that one search looks through."""

_INSTRUCTIONS = 10_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""

_RECORD = """messages.number, messages.moment, conversations.key, messages.sender, messages.source,
    messages.verb, messages.target, messages.text, messages.tags"""
_FROM = "FROM messages JOIN conversations ON conversations.id = messages.conversation"
_THEIRS = "(other <> '' AND instr(other, ',') = 0 AND (one = ? OR other = ?))"
"""What two people say to each other. With a second comma, somebody's key has one, as the rule once
allowed: who `one` is cannot be known, and nobody reads it.
"""

LAST = 2**62
"""A number after all numbers."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place between two messages, or on one: `number` among those of the same moment."""

    moment: int
    number: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; what is empty or None is not asked for.

    `conversations` and `sender` are keys. `after` and `before` are moments, both included.
    """

    conversations: Sequence[str]
    words: str = ""
    sender: str = ""
    after: int | None = None
    before: int | None = None


class Reading:
    """A few connections to one file."""

    def __init__(self, path: Path) -> None:
        self._free: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._all = [database.open_to_read(path) for _ in range(READERS)]
        for connection in self._all:
            self._free.put(connection)

    def close(self) -> None:
        """Let go of the file, once those who read are done."""
        for _ in self._all:
            try:
                self._free.get(timeout=LONGEST).close()
            except queue.Empty:
                return

    def page(
        self,
        conversation: str,
        low: Place | None,
        high: Place | None,
        limit: int,
        *,
        newest: bool,
    ) -> list[Record]:
        """Return messages between two places, neither included, in order: the newest, or the
        oldest, so many at most.
        """
        order = "DESC" if newest else "ASC"
        query = f"""SELECT {_RECORD} {_FROM} WHERE conversations.key = ?
            AND (messages.moment, messages.number) > (?, ?)
            AND (messages.moment, messages.number) < (?, ?)
            ORDER BY messages.moment {order}, messages.number {order} LIMIT ?"""
        low, high = low or Place(-1, 0), high or Place(LAST, LAST)
        with self._connection() as connection:
            rows = connection.execute(
                query,
                (conversation, low.moment, low.number, high.moment, high.number, limit),
            ).fetchall()
        return _records(rows[::-1] if newest else rows)

    def place(self, number: int) -> Place:
        """Return where a message is, or where it was."""
        query = "SELECT moment FROM messages WHERE number >= ? ORDER BY number LIMIT 1"
        with self._connection() as connection:
            row = connection.execute(query, (number,)).fetchone()
        return Place(row[0] if row else LAST, number)

    def partners(
        self, login: str, rooms: Sequence[str], low: int, high: int, limit: int
    ) -> list[tuple[str, int]]:
        """Return conversations whose latest message is between two moments, neither included, and
        these moments, the oldest first: of these rooms, and of this login with others.
        """
        marks = ", ".join("?" * len(rooms))
        query = f"""SELECT key, latest FROM (SELECT key,
                (SELECT max(moment) FROM messages WHERE conversation = conversations.id) AS latest
                FROM conversations WHERE key IN ({marks}) OR {_THEIRS})
            WHERE latest > ? AND latest < ? ORDER BY latest LIMIT ?"""
        with self._connection() as connection:
            rows: list[tuple[str, int]] = connection.execute(
                query, (*rooms, login, login, low, high, limit)
            ).fetchall()
        return rows

    def search(self, wanted: Wanted, limit: int) -> list[Record]:
        """Return messages that have all the words, or beginnings of words, in order: the newest,
        or from `after` on the oldest, so many at most.
        """
        order = "DESC" if wanted.after is None else "ASC"
        with self._connection() as connection:
            places = self._places(connection, wanted.conversations[:WIDEST])
            if not places:
                return []
            low = _first_since(connection, wanted.after or 0)
            high = LAST if wanted.before is None else _first_since(connection, wanted.before + 1)
            query = f"""SELECT {_RECORD} FROM words
                JOIN messages ON messages.number = words.rowid
                JOIN conversations ON conversations.id = messages.conversation
                WHERE words MATCH ? AND words.rowid >= ? AND words.rowid < ?
                ORDER BY words.rowid {order} LIMIT ?"""
            found = connection.execute(query, (_expression(wanted, places), low, high, limit))
            rows = found.fetchall()
        return _records(rows[::-1] if order == "DESC" else rows)

    def missed(self, recipient: str, handed: Collection[int] = ()) -> list[Record]:
        """Return the oldest messages that wait for somebody, as many as may be said at once, but
        for those that were `handed` to them.
        """
        query = f"""SELECT {_RECORD} FROM missed
            JOIN messages ON messages.number = missed.number
            JOIN conversations ON conversations.id = messages.conversation
            WHERE missed.recipient = ?
            AND missed.number NOT IN (SELECT value FROM json_each(?))
            ORDER BY missed.number LIMIT ?"""
        values = (recipient, json.dumps(list(handed)), MISSED)
        with self._connection() as connection:
            rows = connection.execute(query, values).fetchall()
        records = _records(rows)
        size = 0
        for count, record in enumerate(records):
            size += len(record.text.encode())
            if size > MISSED_BYTES:
                return records[:count]
        return records

    def marks(self, login: str) -> dict[str, int]:
        """Return how far somebody has read which conversation."""
        with self._connection() as connection:
            query = "SELECT target, moment FROM marks WHERE login = ?"
            return dict(connection.execute(query, (login,)).fetchall())

    def conversations(self, login: str) -> list[str]:
        """Return the keys of what somebody and others said to each other, the newest first."""
        query = f"SELECT key FROM conversations WHERE {_THEIRS} ORDER BY id DESC LIMIT ?"
        with self._connection() as connection:
            rows = connection.execute(query, (login, login, WIDEST)).fetchall()
        return [key for (key,) in rows]

    def _places(self, connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
        marks = ", ".join("?" * len(keys))
        query = f"SELECT id FROM conversations WHERE key IN ({marks})"
        return [place for (place,) in connection.execute(query, tuple(keys)).fetchall()]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        due = time.monotonic() + LONGEST
        try:
            connection = self._free.get(timeout=LONGEST)
        except queue.Empty:
            raise TimeoutError("others are reading") from None
        connection.set_progress_handler(lambda: time.monotonic() > due, _INSTRUCTIONS)
        try:
            with database.as_disk():
                yield connection
        finally:
            self._free.put(connection)


def _records(rows: Sequence[tuple[int, int, str, str, str, str, str, str, str]]) -> list[Record]:
    return [Record(*row) for row in rows]


def _first_since(connection: sqlite3.Connection, moment: int) -> int:
    """Return the number of the first message at or after a moment: moments grow as numbers do."""
    if moment <= 0:
        return 0
    ends = "SELECT min(number), max(number) FROM messages"
    first, last = connection.execute(ends).fetchone()
    if first is None:
        return 0
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        query = "SELECT number, moment FROM messages WHERE number >= ? ORDER BY number LIMIT 1"
        number, found = connection.execute(query, (middle,)).fetchone()
        if found < moment:
            low = number + 1
        else:
            high = middle
    return int(low)


def _expression(wanted: Wanted, places: Sequence[int]) -> str:
    """Write what is wanted in FTS5's language; a stranger's words are always quoted."""
    parts = ["place : (" + " OR ".join(f'"c{place}"' for place in places) + ")"]
    if wanted.sender:
        parts.append(f'place : "s{wanted.sender.encode().hex()}"')
    for word in wanted.words.replace("\0", " ").split():
        quoted = word.replace('"', '""')
        parts.append(f'text : "{quoted}"' + ("*" if len(word) > 1 else ""))
    return " AND ".join(parts)
