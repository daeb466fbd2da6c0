"""What a chat tells us, whatever dialect it speaks.

Texts are a stranger's and as they came: whoever shows them makes them safe to draw. `moment` is an
aware datetime of the host's clock where it says one, else of ours. `id` is the host's name of a
message, the same for everybody and for ever; None where the dialect has none. `place` is a room
(`#lobby`) or the other person of a direct conversation, never ourselves.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Verb(Enum):
    """How words are meant."""

    SAY = "say"
    ACT = "act"  # /me
    NOTICE = "notice"  # a machine speaks; nobody answers by themselves


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said something; ourselves too, if another session of ours, or history, has it.

    `ref` is what we called it when we sent it, if it was us.
    """

    place: str
    sender: str
    text: str
    moment: datetime
    verb: Verb = Verb.SAY
    id: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What we sent as `ref` is on the host's disk, with this identity."""

    ref: str
    id: str | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """Something was refused: what we sent as `ref`, or else what we asked for last.

    `code` is a word of the classic dialect (`destinataire`, `debit`, `interdit`, `longueur`,
    `forme`, `disque`), or a standard one in lower case.
    """

    code: str
    detail: str
    ref: str | None = None
    place: str | None = None


class Rank(Enum):
    """What somebody may do in a room."""

    OPERATOR = "@"
    VOICED = "+"
    MEMBER = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is in a room now, all of them, in the host's order. It replaces what was known."""

    room: str
    people: tuple[tuple[str, Rank], ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came into a room; ourselves too."""

    room: str
    login: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Parted:
    """Somebody left a room, or was made to by `by`; ourselves too."""

    room: str
    login: str
    moment: datetime
    words: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is connected now."""

    login: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody is no longer connected."""

    login: str
    moment: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody took another login; ourselves too."""

    before: str
    login: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody's rank in a room is another now."""

    room: str
    login: str
    rank: Rank
    by: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a room is about; `by` is empty where that is not said."""

    room: str
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, for this reason; or back, where there is none."""

    login: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invites us into a room."""

    room: str
    by: str


@dataclass(frozen=True, slots=True)
class Past:
    """A part of a place's history that was asked for, oldest first; `more` lies before it."""

    place: str
    said: tuple[Said, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """Places in which something was said while we were away, with the moment of the latest."""

    places: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """We have read a place up to this moment, here or elsewhere; None: never."""

    place: str
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, oldest first."""

    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Lines from the host itself: its message of the day, the answer to a question (`/whois`)."""

    lines: tuple[str, ...]


Event = (
    Said
    | Stored
    | Refused
    | Roster
    | Joined
    | Parted
    | Arrived
    | Left
    | Renamed
    | Ranked
    | Topic
    | Away
    | Invited
    | Past
    | Recent
    | ReadUpTo
    | Found
    | Notice
)
