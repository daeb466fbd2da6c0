"""The rows of the history: an exchange in, an exchange out, as many as there is room for."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tui.clients.failure import Step
from tui.clients.http.exchange import Phase
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.entry import Kept

_SOME = 64
"""Rows that are looked at together when room is made."""

_FACTS = (
    "peer", "status", "reason", "version", "size", "whole", "elapsed", "step", "code", "why",
    "redirected", "masked",
)  # fmt: skip
"""What is kept of an exchange as it is."""


def insert(file: sqlite3.Connection, kept: Kept) -> int:
    """Add an exchange; return its number."""
    facts = {name: getattr(kept, name) for name in _FACTS} | {
        "started": kept.started.isoformat(),
        "phases": [(phase.step, phase.began, phase.ended) for phase in kept.phases],
        "draft": asdict(replace(kept.draft, content="")),
    }
    said = json.dumps(facts)
    content = kept.draft.content.encode("utf-8", errors="surrogateescape")
    blobs = (kept.asked, kept.answered, content, kept.body)
    weight = len(said) + sum(map(len, blobs))
    cursor = file.execute(
        "INSERT INTO exchanges (weight, words, facts, asked, answered, content, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (weight, _words(kept), said, *blobs),
    )
    return cursor.lastrowid or 0


def bound(file: sqlite3.Connection, most: int, greatest: int) -> None:
    """Let the oldest go that are too many, or more than there is room for; never the newest."""
    newest = "SELECT id FROM exchanges ORDER BY id DESC LIMIT 1 OFFSET ?"
    if row := file.execute(newest, (most,)).fetchone():
        file.execute("DELETE FROM exchanges WHERE id <= ?", row)
    [whole] = file.execute("SELECT coalesce(sum(weight), 0) FROM exchanges").fetchone()
    while whole > greatest:
        oldest = "SELECT id, weight FROM exchanges ORDER BY id LIMIT ?"
        rows = file.execute(oldest, (_SOME,)).fetchall()
        [last] = file.execute("SELECT max(id) FROM exchanges").fetchone()
        for number, weight in rows:
            if whole <= greatest or number == last:
                return
            delete(file, number)
            whole -= weight


def select(file: sqlite3.Connection, match: str, before: int | None, limit: int) -> list[Kept]:
    """Return the newest in which all words are found, without what is large."""
    words = match.casefold().split()
    where = ["id < ?"] if before is not None else []
    where += ["instr(words, ?) > 0"] * len(words)
    bounds = [before] if before is not None else []
    rows = file.execute(
        "SELECT id, facts FROM exchanges"
        f"{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY id DESC LIMIT ?",
        (*bounds, *map(_plain, words), limit),
    )
    found = (_kept(number, facts) for number, facts in rows)
    return [kept for kept in found if kept is not None]


def find(file: sqlite3.Connection, number: int) -> Kept | None:
    """Return one, whole."""
    row = file.execute(
        "SELECT facts, asked, answered, content, body FROM exchanges WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    facts, asked, answered, content, body = row
    kept = _kept(number, facts)
    if kept is None:
        return None
    text = content.decode("utf-8", errors="surrogateescape")
    draft = replace(kept.draft, content=text)
    return replace(kept, asked=asked, answered=answered, body=body, draft=draft)


def delete(file: sqlite3.Connection, number: int) -> None:
    """Take one out."""
    file.execute("DELETE FROM exchanges WHERE id = ?", (number,))


def clear(file: sqlite3.Connection) -> None:
    """Take all out."""
    file.execute("DELETE FROM exchanges")


def _words(kept: Kept) -> str:
    """Return what a search finds an exchange by."""
    draft = kept.draft
    said = (draft.method, draft.address, draft.name, kept.peer, kept.status, kept.reason)
    return _plain(" ".join(map(str, (*said, kept.step, kept.code))).casefold())


def _plain(text: str) -> str:
    """Make a text that SQLite takes: without halves of characters."""
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\0", " ")


def _kept(number: int, facts: str) -> Kept | None:
    """Read a row; None for one that somebody has changed."""
    try:
        said: dict[str, Any] = json.loads(facts)
        return Kept(
            id=number,
            started=datetime.fromisoformat(said["started"]),
            draft=_draft(said["draft"]),
            phases=tuple(Phase(Step(step), began, ended) for step, began, ended in said["phases"]),
            **{name: said[name] for name in _FACTS},
        )
    except (ValueError, KeyError, TypeError):
        return None


def _draft(said: Mapping[str, Any]) -> Draft:
    pairs = {
        name: tuple((one, other) for one, other in said[name]) for name in ("fields", "variables")
    }
    remarks = {"remarks": tuple(said["remarks"]), "kind": Kind(said["kind"])}
    return Draft(**{**said, **pairs, **remarks})
