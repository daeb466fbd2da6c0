"""Whom one can talk to: the list beside the talk, and the ways through it by key and by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protocol.names import login_key
from tui.screens.chat.talk import Talk


@dataclass(frozen=True, slots=True)
class Entry:
    """A room or a person, as the list shows it."""

    name: str
    is_room: bool = False
    is_here: bool = False
    is_away: bool = False
    is_us: bool = False
    is_current: bool = False
    is_conversation: bool = False
    unread: int = 0
    mentions: int = 0


def entries(talk: Talk, *, others: bool = False) -> list[Entry]:
    """Rooms, then people that are talked with; and with `others` who else is in the open room."""
    conversations = talk.conversations
    names = [one.name for one in conversations if one.is_room]
    names += [one.name for one in conversations if not one.is_room]
    if others:
        here = conversations.current.name if conversations.current.is_room else names[0]
        known = {login_key(name) for name in names}
        people = (one.name for one in talk.rosters.people(here))
        names += [name for name in people if login_key(name) not in known and not talk.is_us(name)]
    return [_entry(talk, name) for name in names]


def beside(listed: Sequence[Entry], by: int) -> str:
    """Name the conversation `by` places from the current one, around the end and on."""
    open_ones = [one for one in listed if one.is_conversation]
    return open_ones[(_place(open_ones) + by) % len(open_ones)].name


def next_conversation(listed: Sequence[Entry], *, unread: bool = False) -> str:
    """Name the next conversation; or the next with something unread, what is for us first."""
    here = _place(listed)
    ways = [*listed[here + 1 :], *listed[:here]]
    if unread:
        ways.sort(key=lambda one: not (one.mentions if one.is_room else one.unread))
    for entry in ways:
        if entry.unread if unread else entry.is_conversation:
            return entry.name
    return listed[here].name


def completions(listed: Iterable[str], beginning: str) -> list[str]:
    """Choose the names that begin so, each once."""
    key = login_key(beginning)
    return list(dict.fromkeys(name for name in listed if login_key(name).startswith(key)))


def _entry(talk: Talk, name: str) -> Entry:
    conversations = talk.conversations
    known = conversations.find(name)
    is_room = name.startswith("#")
    return Entry(
        name,
        is_room=is_room,
        is_here=known.is_joined if is_room and known else talk.is_here(name),
        is_away=talk.rosters.is_away(name),
        is_us=talk.is_us(name),
        is_current=known is conversations.current,
        is_conversation=known is not None,
        unread=known.unread if known else 0,
        mentions=known.mentions if known else 0,
    )


def _place(listed: Sequence[Entry]) -> int:
    return next((place for place, entry in enumerate(listed) if entry.is_current), 0)
