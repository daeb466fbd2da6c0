"""One line of the journal <-> one transfer. Files are read as a stranger's: all is checked."""

import json
from dataclasses import dataclass
from pathlib import Path

from protocol import names
from protocol.errors import RemoteProtocolError
from tui.printable import printable
from tui.screens.photos.transfer import Kind, Known, Order, Stage, Transfer

VERSION = 1
HEAD = json.dumps({"vasistas": "transfers", "version": VERSION})

LONGEST = 16 * 1024
"""Characters of a text in a line: paths and tokens are shorter."""

_STAGES = (Stage.WAITING, Stage.PAUSED, Stage.FAILED)
_HEXADECIMAL = set("0123456789abcdef")


class Newer(Exception):
    """The file was written by a program that knows more."""


@dataclass(frozen=True, slots=True)
class Record:
    """A transfer that had not ended."""

    order: Order
    stage: Stage
    known: Known
    reason: str


def parse_head(line: str) -> bool:
    """Say whether this begins a journal; raises Newer where it is another version's."""
    try:
        head = json.loads(line)
    except ValueError:
        return False
    if not isinstance(head, dict) or head.get("vasistas") != "transfers":
        return False
    if head.get("version") != VERSION:
        raise Newer
    return True


def render(transfer: Transfer) -> str:
    """Write how a transfer stands; one that runs will have to wait again."""
    order = transfer.order
    stage = transfer.stage if transfer.stage in _STAGES else Stage.WAITING
    facts = {
        "number": transfer.number,
        "kind": order.kind.value,
        "name": order.name,
        "path": str(order.path),
        "replace": order.replace,
        "strip_position": order.strip_position,
        "stage": stage.value,
        "reason": transfer.reason if stage is Stage.FAILED else "",
        "size": transfer.known.size,
        "modified": transfer.known.modified,
        "sha256": transfer.known.sha256,
        "upload": transfer.known.upload,
        "part": transfer.known.part,
    }
    said = {
        key: fact for key, fact in facts.items() if fact not in (None, "") and fact is not False
    }
    return json.dumps(said)


def parse(line: str) -> tuple[int, Record | None]:
    """Read a line: a number, and None where that is over; raises ValueError."""
    facts = json.loads(line)
    if not isinstance(facts, dict):
        raise ValueError(line)
    number = _number(facts, "number")
    if number is None:
        raise ValueError(line)
    if facts.get("gone") is True:
        return number, None
    stage = Stage(facts.get("stage"))
    if stage not in _STAGES:
        raise ValueError(stage)
    return number, Record(
        _order(facts), stage, _known(facts), printable(_text(facts, "reason") or "")
    )


def _order(facts: dict[str, object]) -> Order:
    path = Path(_text(facts, "path") or "")
    kind = Kind(facts.get("kind"))
    if not path.is_absolute() or kind is Kind.REMOVE:
        raise ValueError(facts)
    try:
        name = names.photo(_text(facts, "name") or "")
    except RemoteProtocolError as error:
        raise ValueError(facts) from error
    return Order(
        kind, name, path, facts.get("replace") is True, facts.get("strip_position") is True
    )


def _known(facts: dict[str, object]) -> Known:
    digest, part = _text(facts, "sha256"), _text(facts, "part")
    if digest is not None and (len(digest) != 64 or not _HEXADECIMAL.issuperset(digest)):
        raise ValueError(digest)
    if part is not None and (Path(part).name != part or not part.startswith(".")):
        raise ValueError(part)
    size, modified = _number(facts, "size"), _number(facts, "modified")
    return Known(size, modified, digest, _text(facts, "upload"), part)


def _number(facts: dict[str, object], key: str) -> int | None:
    value = facts.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(value)
    return value


def _text(facts: dict[str, object], key: str) -> str | None:
    value = facts.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(value)
    return value
