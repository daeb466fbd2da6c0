"""What is known about the photos, in SQLite: a cache that anybody may throw away.

A row is right as long as its photo has the size and the mtime that are in it.
"""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from protocol.web import Cursor
from servers.photos import ordering
from servers.photos.database import Database, Row
from servers.photos.facts import Examined, Facts, Place, Problem, Stamp

VERSION = 4
"""A database of any other version is not migrated but made anew."""

TWINS = 100
"""Names that are told of photos with the same bytes: more are no help to anybody."""

_SCHEMA = """
CREATE TABLE photos (
    name TEXT NOT NULL PRIMARY KEY, folded TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 BLOB, by TEXT,
    type TEXT, width INTEGER, height INTEGER, orientation INTEGER, taken TEXT, camera TEXT,
    examined INTEGER NOT NULL DEFAULT 0, verified INTEGER NOT NULL DEFAULT 0,
    moment INTEGER AS (coalesce(strftime('%s', taken) * 1000000000, mtime_ns)) VIRTUAL
) WITHOUT ROWID;
CREATE INDEX by_time ON photos (moment, name);
CREATE INDEX by_size ON photos (size, name);
CREATE INDEX by_digest ON photos (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX by_work ON photos (size, name) WHERE NOT examined;
CREATE INDEX by_verification ON photos (verified) WHERE examined;
CREATE TABLE problems (name TEXT NOT NULL PRIMARY KEY, kind TEXT, since INTEGER) WITHOUT ROWID;
CREATE TABLE sums (photos INTEGER NOT NULL);
INSERT INTO sums VALUES (0);
CREATE TRIGGER came AFTER INSERT ON photos BEGIN UPDATE sums SET photos = photos + 1; END;
CREATE TRIGGER went AFTER DELETE ON photos BEGIN UPDATE sums SET photos = photos - 1; END;
"""

_FACTS = "name, size, mtime_ns, sha256, by, type, width, height, orientation, taken, camera"
_THIS = "name = ? AND size = ? AND mtime_ns = ?"
_LEARN = """
INSERT INTO photos (name, folded, size, mtime_ns, sha256, by, verified) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,
    sha256 = excluded.sha256, by = excluded.by, verified = excluded.verified, examined = 0,
    type = NULL, width = NULL, height = NULL, orientation = NULL, taken = NULL, camera = NULL
"""
_COLUMNS = f"{_FACTS}, examined, verified"
_ADOPT = f"""
INSERT INTO photos (folded, {_COLUMNS}) VALUES (?, {", ".join("?" * (_COLUMNS.count(",") + 1))})
ON CONFLICT (name) DO UPDATE SET
    {", ".join(f"{one} = excluded.{one}" for one in _COLUMNS.split(", ")[1:])}
"""
_NOTE = f"{_LEARN} WHERE size != excluded.size OR mtime_ns != excluded.mtime_ns"

_DAY = 86_400 * 10**9


class Index:
    """The rows. Any thread may call; raises OSError where the disk fails."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA, VERSION)
        self.close = self._database.close
        self.check = self._database.check

    @property
    def generation(self) -> int:
        """Grows whenever everything that was known is forgotten."""
        return self._database.generation

    def names(self) -> set[str]:
        """Return the name of every photo that is known."""
        return {name for (name,) in self._database.read("SELECT name FROM photos")}

    def stamps(self) -> dict[str, Stamp]:
        """Return the stamp of every photo that is known."""
        rows = self._database.read("SELECT name, size, mtime_ns FROM photos")
        return {name: Stamp(size, mtime) for name, size, mtime in rows}

    def get(self, name: str) -> tuple[Facts, Stamp] | None:
        """Return what is known of a photo, and the stamp with which that is true."""
        rows = self._database.read(f"SELECT {_FACTS} FROM photos WHERE name = ?", name)
        return _known(rows[0]) if rows else None

    def place(self, name: str) -> Place | None:
        """Return where a photo stands in the orders of time and size."""
        rows = self._database.read("SELECT moment, size FROM photos WHERE name = ?", name)
        return Place(*rows[0]) if rows else None

    def page(
        self, limit: int, *, sort: str, after: Cursor | None, match: str
    ) -> list[tuple[Facts, Stamp, Cursor]]:
        """Return so many photos after this one whose name has `match` in it, and where they stand.

        By time and size it has to be told at which place.
        """
        query, values = ordering.page(_FACTS, limit, sort=sort, after=after, match=match)
        rows = self._database.read(query, *values)
        return [(*_known(row[1:]), ordering.cursor(*row[:2])) for row in rows]

    def count(self, match: str = "") -> int:
        """Return how many photos have `match` in their name; at once if that is empty."""
        query = "SELECT count(*) FROM photos WHERE instr(folded, ?)"
        rows = (
            self._database.read(query, match.casefold())
            if match
            else self._database.read("SELECT photos FROM sums")
        )
        return int(rows[0][0])

    def twins(self, sha256: str, name: str) -> list[str]:
        """Name other photos with the same bytes, TWINS at the most."""
        query = "SELECT name FROM photos WHERE sha256 = ? AND name != ? ORDER BY name LIMIT ?"
        return [found for (found,) in self._database.read(query, _blob(sha256), name, TWINS)]

    def unexamined(self, limit: int, settled_ns: int | None = None) -> list[tuple[Facts, Stamp]]:
        """Return photos into which nobody has looked yet, the smallest first.

        One that was written after `settled_ns` may still be: it waits, unless its digest is known.
        What is dated a day ahead was not written then.
        """
        where, values = ["NOT examined"], []
        if settled_ns is not None:
            where.append("(sha256 IS NOT NULL OR mtime_ns NOT BETWEEN ? AND ?)")
            values += [settled_ns, settled_ns + _DAY]
        terms = " AND ".join(where)
        query = f"SELECT {_FACTS} FROM photos WHERE {terms} ORDER BY size, name LIMIT ?"
        return [_known(row) for row in self._database.read(query, *values, limit)]

    def due(self, before: float) -> tuple[Facts, Stamp] | None:
        """Return the photo that was verified longest ago, if that was before this moment."""
        query = (
            f"SELECT {_FACTS} FROM photos WHERE examined AND verified < ? ORDER BY verified LIMIT 1"
        )
        rows = self._database.read(query, int(before))
        return _known(rows[0]) if rows else None

    def problems(self, limit: int) -> tuple[list[Problem], int]:
        """Return what is wrong, the newest first, and how much that is in all."""
        query = "SELECT name, kind, since FROM problems ORDER BY since DESC, name LIMIT ?"
        found = [
            Problem(name, kind, datetime.fromtimestamp(since, UTC))
            for name, kind, since in self._database.read(query, limit)
        ]
        return found, int(self._database.read("SELECT count(*) FROM problems")[0][0])

    def note(self, photos: Iterable[tuple[str, Stamp, str | None]]) -> None:
        """Know that these are there, and by whom; what was known with other stamps is forgotten."""
        rows = [_row(name, stamp, None, by, 0.0) for name, stamp, by in photos]
        self._database.write(_NOTE, rows)

    def learn(self, name: str, stamp: Stamp, sha256: str, by: str | None, moment: float) -> None:
        """Know a photo that has just arrived."""
        self._database.write(_LEARN, [_row(name, stamp, _blob(sha256), by, moment)])

    def row(self, name: str) -> Row | None:
        """Return all that is known of a photo, for `adopt`."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM photos WHERE name = ?", name)
        return rows[0] if rows else None

    def adopt(self, name: str, row: Row) -> None:
        """Know of a photo what was known of it under another name."""
        self._database.write(_ADOPT, [(name.casefold(), name, *row[1:])])

    def archived(self, name: str, stamp: Stamp, by: str) -> None:
        """Know who archived a photo."""
        query = f"UPDATE photos SET by = ? WHERE {_THIS}"
        self._database.write(query, [(by, name, stamp.size, stamp.mtime_ns)])

    def digest(self, name: str, stamp: Stamp, sha256: str | None, moment: float) -> None:
        """Know a photo's digest, or none, at this moment; not if its stamp is another by now."""
        query = f"UPDATE photos SET sha256 = ?, verified = ? WHERE {_THIS}"
        blob = _blob(sha256) if sha256 else None
        row = (blob, int(moment), name, stamp.size, stamp.mtime_ns)
        self._database.write(query, [row])

    def examined(self, photos: Iterable[Examined], moment: float) -> None:
        """Know what is in photos; not of those whose stamp is another by now."""
        query = (
            "UPDATE photos SET examined = 1, sha256 = coalesce(?, sha256), verified = ?, type = ?,"
            f" width = ?, height = ?, orientation = ?, taken = ?, camera = ? WHERE {_THIS}"
        )
        rows = [
            (
                _blob(one.sha256) if one.sha256 else None,
                int(moment),
                *astuple(one.header),
                one.name,
                one.stamp.size,
                one.stamp.mtime_ns,
            )
            for one in photos
        ]
        self._database.write(query, rows)

    def verified(self, name: str, moment: float) -> None:
        """Know that a photo was read again at this moment."""
        query = "UPDATE photos SET verified = ? WHERE name = ?"
        self._database.write(query, [(int(moment), name)])

    def remove(self, photos: Iterable[tuple[str, Stamp]]) -> None:
        """Forget photos that are no longer there; one that has another stamp has come since."""
        rows = [(name, stamp.size, stamp.mtime_ns) for name, stamp in photos]
        self._database.write(f"DELETE FROM photos WHERE {_THIS}", rows)

    def trouble(self, names: Iterable[str], kind: str, moment: float) -> None:
        """Know that something is wrong with photos; since when is kept where that is not new."""
        query = (
            "INSERT INTO problems VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
            " SET kind = excluded.kind WHERE kind != excluded.kind"
        )
        self._database.write(query, [(name, kind, int(moment)) for name in names])

    def well(self, names: Iterable[str]) -> None:
        """Know that nothing is wrong with these any more."""
        wrong = {name for (name,) in self._database.read("SELECT name FROM problems")}
        well = wrong.intersection(names)
        self._database.write("DELETE FROM problems WHERE name = ?", [(name,) for name in well])

    def well_since(self, kind: str, before: float) -> None:
        """Forget troubles of this kind that are older than a moment."""
        query = "DELETE FROM problems WHERE kind = ? AND since < ?"
        self._database.write(query, [(kind, int(before))])


def _known(row: Row) -> tuple[Facts, Stamp]:
    name, size, mtime_ns, sha256, *rest = row
    stamp = Stamp(size, mtime_ns)
    return Facts(name, size, stamp.modified, sha256.hex() if sha256 else None, *rest), stamp


def _row(name: str, stamp: Stamp, sha256: bytes | None, by: str | None, moment: float) -> Row:
    return name, name.casefold(), stamp.size, stamp.mtime_ns, sha256, by, int(moment)


def _blob(sha256: str) -> bytes:
    return bytes.fromhex(sha256)
