"""What we ask of a server, as messages; LocalProtocolError for what cannot be asked."""

from datetime import datetime

from protocol import names
from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.irc import Message, parse, render
from protocol.irc.framing import BODY
from protocol.irc.history import render_moment
from protocol.irc.messages import render_tags
from tui.clients.chat.events import Verb
from tui.clients.chat.irc.speech import LAST, spoken, valid_place, written

TEXT = 400
"""Bytes of words in one line: with source, verb and room it stays within the 512 that servers pass
on, and more is cut by some of them."""

_OURS = frozenset({"AUTHENTICATE", "CAP", "PASS", "USER"})
"""Commands that nobody types: they are this client's own."""


def longest(place: str) -> int:
    """Return how many bytes of words fit into one line to this place."""
    return max(50, min(TEXT, BODY - 92 - len(place.encode())))


def say(place: str, text: str, verb: Verb) -> Message:
    """Say words to a room or a person."""
    if valid_place(place) is None:
        raise LocalProtocolError(f"nobody is called so: {place!r}")
    message = spoken(place, text, verb)
    if not text or len(render(message).encode()) > BODY - 2:
        raise LocalProtocolError("one line holds no such text")
    return message


def about(room: str, verb: str, words: str) -> Message:
    """Enter a room, with its key, or leave it, with a reason."""
    try:
        names.room(room)
    except RemoteProtocolError as error:
        raise LocalProtocolError(error.detail) from None
    return Message(verb, (room, words) if words else (room,))


def typed(words: str) -> Message:
    """Ask what somebody typed."""
    try:
        message = parse(words)
    except RemoteProtocolError as error:
        raise LocalProtocolError(error.detail) from None
    if message.verb in _OURS or len(words.encode()) > BODY - 2:
        raise LocalProtocolError(f"{message.verb} is not for typing")
    return Message(message.verb, message.params)


def past(place: str, before: str | datetime | None, limit: int) -> Message:
    """Ask for a page of what was said."""
    if before is None:
        return Message("CHATHISTORY", ("LATEST", place, "*", str(limit)))
    bound = f"msgid={before}" if isinstance(before, str) else f"timestamp={written(before)}"
    return Message("CHATHISTORY", ("BEFORE", place, bound, str(limit)))


def recent(since: datetime, limit: int) -> Message:
    """Ask where something was said since then; until now by the server's clock, not by ours."""
    bounds = (f"timestamp={written(since)}", f"timestamp={render_moment(LAST)}")
    return Message("CHATHISTORY", ("TARGETS", *bounds, str(limit)))


def search(words: str, place: str, limit: int) -> Message:
    """Ask for what has these words in it."""
    wanted = {"in": place, "text": words, "limit": str(limit)}
    attributes = render_tags({name: value for name, value in wanted.items() if value})
    return Message("SEARCH", (attributes,))


def read(place: str, moment: datetime) -> Message:
    """Say how far one has read."""
    return Message("MARKREAD", (place, f"timestamp={written(moment)}"))
