"""Whom one can talk to: the list beside the talk, and the ways through it by key and by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from protocol.names import login_key
from tui.screens.chat.talk import Talk


@dataclass(frozen=True, slots=True)
class Entry:
    """A room or a person, as the list shows it."""

    name: str
    is_room: bool = False
    is_here: bool = False
    is_us: bool = False
    is_current: bool = False
    is_conversation: bool = False
    unread: int = 0
    mentions: int = 0


def entries(talk: Talk) -> list[Entry]:
    """Rooms, then who is here in order of arrival, then who is gone and was talked with."""
    conversations = talk.conversations
    rooms = [one.name for one in conversations if one.is_room]
    gone = [one.name for one in conversations if not one.is_room and not talk.is_here(one.name)]
    return [_entry(talk, name) for name in (*rooms, *talk.people.values(), *gone)]


def beside(listed: Sequence[Entry], by: int) -> str:
    """Name who is `by` places from the current one, around the end and on from the beginning."""
    return listed[(_place(listed) + by) % len(listed)].name


def next_conversation(listed: Sequence[Entry], *, unread: bool = False) -> str:
    """Name the next conversation, or the next in which something is unread; else the current."""
    here = _place(listed)
    for entry in (*listed[here + 1 :], *listed[:here]):
        if entry.unread if unread else entry.is_conversation:
            return entry.name
    return listed[here].name


def completions(listed: Sequence[Entry], beginning: str) -> list[str]:
    """Name the rooms and people whose names begin so, ourselves left out."""
    key = login_key(beginning)
    return [one.name for one in listed if login_key(one.name).startswith(key) and not one.is_us]


def _entry(talk: Talk, name: str) -> Entry:
    conversations = talk.conversations
    known = conversations.find(name)
    is_room = name.startswith("#")
    return Entry(
        name,
        is_room=is_room,
        is_here=talk.is_connected if is_room else talk.is_here(name),
        is_us=talk.is_us(name),
        is_current=known is conversations.current,
        is_conversation=known is not None,
        unread=known.unread if known else 0,
        mentions=known.mentions if known else 0,
    )


def _place(listed: Sequence[Entry]) -> int:
    return next((place for place, entry in enumerate(listed) if entry.is_current), 0)
