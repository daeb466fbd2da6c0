"""What the history holds, and what is on its way there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from servers.chat.outbox import Outbox

Parcel = tuple[Sequence["Outbox"], bytes]
"""Bytes, and who shall get them."""


class Record(NamedTuple):
    """A message to a room or a person.

    `number` grows with every message of a file and is never used twice. `moment` is milliseconds
    since 1970 and never goes back. `conversation` is a room's key, or that of two people;
    `sender` and `recipient` are keys of logins, and a room's message has no recipient. `target`
    and `source` are as they were heard; `tags` as they stand before an IRC message. A sender's
    `reference` names one message of a conversation, however often it is sent; "" is none.
    """

    number: int
    moment: int
    conversation: str
    sender: str
    source: str
    verb: str
    target: str
    text: str
    tags: str = ""
    reference: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read a conversation, which is named as that person names it."""

    login: str
    target: str
    moment: int


class Fate(Enum):
    """What became of something that was to be kept."""

    WAITING = 0
    KEPT = 1
    KNOWN = 2
    """It had been kept before, under the identity that it has now."""
    REFUSED = 3


@dataclass(eq=False, slots=True)
class Pending:
    """Something on its way to the disk, and who hears of it once it is there.

    It is one message or mark, or all that somebody said to a room at once: then all of it is kept,
    or none. `tell` writes what `sender` alone hears of its fate, once that is known; where it is
    `quiet`, nothing if that is KEPT. `outbox` is that of the one recipient of a direct message, if
    that person is here. `first` is the number and the moment that a message has which was KNOWN.
    """

    contents: Sequence[Record | Mark]
    parcels: Sequence[Parcel] = ()
    sender: "Outbox | None" = None
    tell: "Callable[[Pending], bytes] | None" = None
    quiet: bool = False
    outbox: "Outbox | None" = None
    fate: Fate = Fate.WAITING
    first: tuple[int, int] = (0, 0)


def between(one: str, other: str) -> str:
    """Return the key of what two people say to each other; the key of a login has no comma."""
    return ",".join(sorted((one, other)))
