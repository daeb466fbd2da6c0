"""A line that waits <-> one line of the journal's file.

{"ref": "5f0c…", "place": "#lobby", "text": "salut", "verb": "say", "moment": "…", "sent": ""}
"""

import json
from dataclasses import dataclass
from datetime import datetime

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.lines import LIMIT
from tui.clients.chat.events import Verb

WAITING = 200
"""Lines that may wait: a long talk with oneself, sent within half a minute at the speed that a
service allows."""

REF = 64
"""Characters of a reference: a UUID has 36."""

_SINGLE = frozenset("\r\n\0")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of ours that is not known to be on a host's disk; `moment` is when it was written.

    `sent` is the login as which it left, and empty where it never did.
    """

    ref: str
    place: str
    text: str
    verb: Verb
    moment: datetime
    sent: str = ""


def render(line: Waiting) -> str:
    """Write a line."""
    return json.dumps(
        {
            "ref": line.ref,
            "place": line.place,
            "text": line.text,
            "verb": line.verb.value,
            "moment": line.moment.isoformat(),
            "sent": line.sent,
        },
        ensure_ascii=False,
    )


def render_gone(ref: str) -> str:
    """Write that a line waits no more."""
    return json.dumps({"ref": ref, "gone": True})


def parse(text: str) -> Waiting | str:
    """Read a line, or the reference of one that is gone; ValueError where it is neither."""
    found = json.loads(text)
    match found:
        case {"ref": str(ref), "gone": True}:
            return ref
        case {
            "ref": str(ref),
            "place": str(place),
            "text": str(words),
            "verb": str(verb),
            "moment": str(moment),
            "sent": str(sent),
        } if 0 < len(ref) <= REF:
            when = datetime.fromisoformat(moment)
            if when.tzinfo is None:
                raise ValueError(text[:REF])
            return Waiting(ref, _place(place), check(words), Verb(verb), when, sent)
    raise ValueError(text[:REF])


def check(words: str) -> str:
    """Return words that one line can have; ValueError for others."""
    if not words or not _SINGLE.isdisjoint(words) or len(words.encode()) > LIMIT:
        raise ValueError(words[:REF])
    return words


def _place(text: str) -> str:
    try:
        return names.room(text) if text.startswith("#") else names.login(text)
    except RemoteProtocolError as error:
        raise ValueError(text[:REF]) from error
