"""One message of somebody -> what was said where; names that break the rule are nobody's."""

from collections.abc import Callable
from datetime import UTC, datetime

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.history import parse_moment, render_moment
from tui.clients.chat.events import Notice, Said, Verb

REFERENCE = "+vasistas/ref"
"""The client's tag that names one message, however often it is sent."""

LAST = 253_399_622_400_000
"""The first of December 9999: all that is reckoned from a moment before it is in the calendar."""

_ACTION = "\x01ACTION "


def login_of(source: str) -> str | None:
    """Return who `nick!user@host` is; None for a server, or a name that cannot be."""
    nick, bang, _ = source.partition("!")
    return valid_login(nick) if bang else None


def valid_login(text: str) -> str | None:
    """Return a login, or None where it is none."""
    try:
        return names.login(text)
    except RemoteProtocolError:
        return None


def valid_place(text: str) -> str | None:
    """Return a room or a login, or None where it is neither."""
    try:
        return names.room(text) if text.startswith("#") else names.login(text)
    except RemoteProtocolError:
        return None


def moment_of(message: Message, now: Callable[[], datetime]) -> datetime:
    """Return when a message was said: by the server's clock if it tells, else by ours.

    What no clock of a server can show is not believed: a moment before 1970, or from LAST on. Any
    other is, however far ahead of ours: a machine without a battery wakes in 1970, and all that
    was ever said would be of the same moment there.
    """
    try:
        moment = parse_moment(message.tags.get("time", ""))
    except RemoteProtocolError:
        return now()
    return from_milliseconds(moment) if 0 <= moment < LAST else now()


def from_milliseconds(moment: int) -> datetime:
    """Return a moment of the protocol as a datetime."""
    return datetime.fromtimestamp(moment / 1000, UTC)


def written(moment: datetime) -> str:
    """Write a moment for the server."""
    return render_moment(round(moment.timestamp() * 1000))


def heard(message: Message, login: str, now: Callable[[], datetime]) -> Said | Notice | None:
    """Read a PRIVMSG or NOTICE; None for what nobody is to see."""
    if len(message.params) < 2:
        return None
    target, text = message.params[0], message.params[1]
    sender = login_of(message.source)
    if sender is None:
        return _of_a_server(message.source, text)
    verb = Verb.NOTICE if message.verb == "NOTICE" else Verb.SAY
    if text.startswith(_ACTION):
        text, verb = text[len(_ACTION) :].removesuffix("\x01"), Verb.ACT
    elif text.startswith("\x01"):
        return None
    place = valid_place(target.lstrip("@+") if "#" in target[:2] else target)
    if place is None or not text:
        return None
    ours = names.login_key(sender) == names.login_key(login)
    if not place.startswith("#") and not ours:
        place = sender
    identity = message.tags.get("msgid") or None
    ref = message.tags.get(REFERENCE) or None
    moment = moment_of(message, now)
    return Said(place, sender, text, moment, verb, identity, ref if ours else None)


def spoken(place: str, text: str, verb: Verb) -> Message:
    """Return the message that says words."""
    if verb is Verb.ACT:
        return Message("PRIVMSG", (place, f"{_ACTION}{text}\x01"))
    return Message("NOTICE" if verb is Verb.NOTICE else "PRIVMSG", (place, text))


def _of_a_server(source: str, text: str) -> Notice | None:
    """What a server says; or somebody whose name breaks our rule, and not the server's."""
    nick, bang, _ = source.partition("!")
    if not text or (bang and not nick):
        return None
    return Notice((f"{nick[: names.LOGIN_LENGTH]} > {text}" if bang else text,))
