"""The writing half of the history: many messages, one transaction.

One thread calls. Rows go in many at a time, messages as the values of one statement and all else
from JSON: Python's lock is let go of once for all of them and not once for each, which matters
where hundreds of threads want it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from protocol import names
from servers.chat.history import database
from servers.chat.history.records import Mark, Record

LOGINS = 10_000
"""Logins that the host knows, the newest: a message can be left for each of them."""

MARKS = 1_000
"""Conversations of one login whose marks are kept."""

CONVERSATIONS = 10_000
"""Conversations whose numbers are remembered; others are looked up."""

_ROW = f"({', '.join('?' * 10)})"
_INSERT = {
    rows: f"INSERT INTO messages VALUES {', '.join([_ROW] * rows)}"
    for rows in (64, 32, 16, 8, 4, 2, 1)
}
"""By messages kept at once: any number takes few statements, which SQLite has all read before."""

_INDEX = """INSERT INTO words (rowid, text, place)
    SELECT number, text, place FROM indexed WHERE number > ?"""
_KNOWN = """SELECT json_extract(value, '$[0]'), messages.number, messages.moment
    FROM json_each(?) JOIN messages ON messages.sender = json_extract(value, '$[1]')
    AND messages.conversation = json_extract(value, '$[2]')
    AND messages.reference = json_extract(value, '$[3]')"""
_MISS = """INSERT INTO missed SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
    FROM json_each(?)"""
_HEARD = """DELETE FROM missed WHERE (recipient, number) IN
    (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"""
_MET = """INSERT INTO logins SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
    json_extract(value, '$[2]') FROM json_each(?) WHERE true
    ON CONFLICT (key) DO UPDATE SET login = excluded.login, seen = excluded.seen"""
_MARK = """INSERT INTO marks VALUES (?, ?, ?)
    ON CONFLICT (login, target) DO UPDATE SET moment = max(moment, excluded.moment)"""
_FEW_MARKS = """DELETE FROM marks WHERE login = ? AND target NOT IN
    (SELECT target FROM marks WHERE login = ? ORDER BY moment DESC LIMIT ?)"""

Value = TypeVar("Value", str, int)

Known = dict[int, tuple[int, int]]
"""From the number of a message that was sent again to the number and moment that it has."""


_NOBODY: Mapping[str, tuple[str, int]] = {}


class Store:
    """The file of a history, for one thread; every method raises OSError where the disk fails."""

    def __init__(self, path: Path) -> None:
        self._connection = database.open_to_write(path)
        self._conversations: dict[str, int] = {}
        with database.as_disk():
            self.birth = self._one("SELECT value FROM facts WHERE name = 'birth'", "")
            self.last = self._one("SELECT seq FROM sqlite_sequence WHERE name = 'messages'", 0)
            self._indexed = self._one("SELECT max(id) FROM words_docsize", 0)
            newest = "SELECT moment FROM messages ORDER BY number DESC LIMIT 1"
            self.moment = self._one(newest, 0)
            self.count = self._one("SELECT count(*) FROM messages", 0)
            query = "SELECT key, login FROM logins ORDER BY seen DESC LIMIT ?"
            logins = self._connection.execute(query, (LOGINS,)).fetchall()[::-1]
        self.logins: dict[str, str] = {
            key: login for key, login in logins if names.login_is_valid(login)
        }
        """Not those that the rule allowed once: a comma in a key would mislead `between`."""

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def write(
        self,
        records: Sequence[Record],
        marks: Iterable[Mark] = (),
        heard: Iterable[tuple[str, int]] = (),
        met: Mapping[str, tuple[str, int]] = _NOBODY,
    ) -> Known:
        """Keep all of this, or nothing: on disk on return.

        `heard`: direct messages that reached their recipients; `met`: logins and when they were
        here. Returns which records had been kept before; these are not kept again. By their words
        messages are found after `index`.
        """
        with database.transaction(self._connection):
            places = self._places(records)
            known = self._known(records, places)
            new = [record for record in records if record.number not in known]
            self._insert(new, places)
            self._note(marks, heard, met)
        self._conversations.update(places)
        if new:
            self.last = new[-1].number
        while len(self._conversations) > CONVERSATIONS:
            del self._conversations[next(iter(self._conversations))]
        self.count += len(new)
        return known

    @property
    def unindexed(self) -> int:
        """How many messages cannot be found by their words yet, at most."""
        return self.last - self._indexed

    def index(self) -> None:
        """Let all messages be found by their words: nothing if there are none that cannot."""
        if not self.unindexed:
            return
        with database.transaction(self._connection):
            self._connection.execute(_INDEX, (self._indexed,))
        self._indexed = self.last

    def prune(self, most: int, oldest: int, step: int) -> int:
        """Forget the oldest messages beyond `most` (0: no limit), and what is older than the
        moment `oldest`: `step` messages at a time. Returns how many went.
        """
        self.index()
        surplus = self.count - most if most else 0
        with database.as_disk():
            rows = self._rows("SELECT number, moment FROM messages ORDER BY number LIMIT ?", step)
            gone = [
                number
                for place, (number, moment) in enumerate(rows)
                if place < surplus or moment < oldest
            ]
            if not gone:
                return 0
        with database.transaction(self._connection):
            self._forget(gone[-1])
        self.count -= len(gone)
        return len(gone)

    def _forget(self, last: int) -> None:
        self._connection.execute(
            "INSERT INTO words (words, rowid, text, place)"
            " SELECT 'delete', number, text, place FROM indexed WHERE number <= ?",
            (last,),
        )
        self._connection.execute("DELETE FROM missed WHERE number <= ?", (last,))
        self._connection.execute("DELETE FROM messages WHERE number <= ?", (last,))

    def _insert(self, records: Sequence[Record], places: Mapping[str, int]) -> None:
        if not records:
            return
        rows = [_row(record, places[record.conversation]) for record in records]
        start = 0
        for count, statement in _INSERT.items():
            while start + count <= len(rows):
                values = list(chain.from_iterable(rows[start : start + count]))
                self._connection.execute(statement, values)
                start += count
        missed = [(record.recipient, record.number) for record in records if record.recipient]
        if missed:
            self._connection.execute(_MISS, (_json(missed),))

    def _note(
        self,
        marks: Iterable[Mark],
        heard: Iterable[tuple[str, int]],
        met: Mapping[str, tuple[str, int]],
    ) -> None:
        for mark in marks:
            self._connection.execute(_MARK, (mark.login, mark.target, mark.moment))
            self._connection.execute(_FEW_MARKS, (mark.login, mark.login, MARKS))
        if gone := list(heard):
            self._connection.execute(_HEARD, (_json(gone),))
        if met:
            rows = [(key, login, seen) for key, (login, seen) in met.items()]
            self._connection.execute(_MET, (_json(rows),))

    def _known(self, records: Sequence[Record], places: Mapping[str, int]) -> Known:
        """Find what was kept before, in the file or earlier among these."""
        asked = [
            (record.number, record.sender, places[record.conversation], record.reference)
            for record in records
            if record.reference
        ]
        if not asked:
            return {}
        known: Known = {
            again: (number, moment) for again, number, moment in self._rows(_KNOWN, _json(asked))
        }
        firsts: dict[tuple[str, str, str], Record] = {}
        for record in records:
            if record.reference and record.number not in known:
                key = (record.sender, record.conversation, record.reference)
                first = firsts.setdefault(key, record)
                if first is not record:
                    known[record.number] = (first.number, first.moment)
        return known

    def _places(self, records: Sequence[Record]) -> dict[str, int]:
        """Return the numbers of all conversations that are spoken in."""
        places = {}
        for key in dict.fromkeys(record.conversation for record in records):
            place = self._conversations.get(key)
            if place is None:
                one, _, other = key.partition(",")
                self._connection.execute(
                    "INSERT OR IGNORE INTO conversations (key, one, other) VALUES (?, ?, ?)",
                    (key, one, other),
                )
                [[place]] = self._rows("SELECT id FROM conversations WHERE key = ?", key)
            places[key] = place
        return places

    def _rows(self, query: str, *values: object) -> list[tuple[int, ...]]:
        return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, nothing: Value) -> Value:
        row: tuple[Value | None] | None = self._connection.execute(query).fetchone()
        return nothing if row is None or row[0] is None else row[0]


def _row(record: Record, place: int) -> tuple[object, ...]:
    return (
        record.number,
        place,
        record.moment,
        record.sender,
        record.source,
        record.verb,
        record.target,
        record.text,
        record.tags,
        record.reference or None,
    )


def _json(rows: Sequence[object]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
