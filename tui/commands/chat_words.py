"""What a chat tells, as lines for people and as facts for scripts."""

from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum

from tui.clients.chat import events
from tui.words import _


def line(event: events.Event) -> str:
    """Write what `chat listen` shows of an event; nothing where it is not worth a line."""
    match event:
        case events.Said(place, sender, text):
            words = f"* {text}" if event.verb is events.Verb.ACT else f"> {text}"
            return f"{sender} ({place}) {words}" if _room(place) else f"{sender} {words}"
        case events.Joined(login=login) | events.Arrived(login):
            return _("{login} is here").format(login=login)
        case events.Parted(room, login):
            return _("{login} has left {room}").format(login=login, room=room)
        case events.Left(login):
            return _("{login} is gone").format(login=login)
        case events.Renamed(before, login):
            return _("{before} is {login} now").format(before=before, login=login)
        case events.Roster(room, people):
            return _("Connected: {logins}").format(
                logins=", ".join(login for login, _rank in people)
            )
        case events.Topic(room, text) if text:
            return f"{room}: {text}"
        case events.Refused(code, detail):
            return f"{code}: {detail}"
    return ""


def facts(event: events.Event) -> dict[str, object]:
    """Tell an event: its name, its moment by the host's clock where it tells, and what it says."""
    found: dict[str, object] = {"event": type(event).__name__.lower()}
    moment = getattr(event, "moment", None) or datetime.now(UTC)
    found["moment"] = moment.isoformat(timespec="milliseconds")
    match event:
        case events.Said(place, sender, text):
            room = _room(place)
            found |= {"event": "heard", "sender": sender, "text": text, "room": room}
            found |= {"place": place, "verb": event.verb.value, "id": event.id}
        case events.Joined(room, login):
            found |= {"event": "arrived", "login": login, "room": room}
        case events.Parted(room, login, _moment, words, by):
            found |= {"event": "left", "login": login, "room": room, "words": words, "by": by}
        case events.Left(login, _moment, words):
            found |= {"login": login, "room": None, "words": words}
        case events.ReadUpTo(place, moment):
            found |= {"place": place, "upto": _value(moment)}
            found["moment"] = _value(datetime.now(UTC))
        case events.Roster(room, people):
            ranks = {login: rank.value for login, rank in people if rank.value}
            found |= {"event": "present", "logins": [login for login, _rank in people]}
            found |= {"room": room, "ranks": ranks}
        case events.Notice(lines):
            found |= {"event": "unknown", "text": "\n".join(lines)}
        case _:
            found = {**_plain(event), **found}
    return found


def _plain(event: events.Event) -> dict[str, object]:
    return {field.name: _value(getattr(event, field.name)) for field in fields(event)}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return value.value if isinstance(value, Enum) else value


def _room(place: str) -> str | None:
    return place if place.startswith("#") else None
