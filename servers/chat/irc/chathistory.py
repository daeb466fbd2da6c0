"""CHATHISTORY: pages of what was said, to those who may read them. IRCv3, chathistory.

Who may is decided under the hub's lock; the file is read after it is let go of, and once all that
was said before the question is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from protocol import names
from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.history import Identity, Moment, Question, parse_question, render_moment
from servers.chat.history import History, Record
from servers.chat.history.reading import LAST, Place
from servers.chat.history.records import between
from servers.chat.irc.turn import Turn
from servers.chat.news import Batch, News
from servers.chat.posting import replayed
from servers.chat.rooms import RANKS

BATCH = "history"
"""The name of the batch: it ends with the answer that it is."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """How a question is refused, once the hub's lock is let go of."""

    host: str
    kind: str
    target: str

    def news(self, words: str) -> News:
        params = ("CHATHISTORY", "MESSAGE_ERROR", self.kind, self.target, words)
        return News(Message("FAIL", params, self.host))


def chathistory(turn: Turn) -> None:
    """CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN|TARGETS …: what was said before."""
    given = turn.param(0).upper() or "*"
    try:
        question = parse_question(turn.params)
    except RemoteProtocolError as error:
        turn.fail(error.code, error.detail, given)
        return
    history = turn.hub.history
    if question.kind == "TARGETS":
        if history is not None:
            rooms = {
                key: room.name for room in turn.member.rooms.values() for key in room.conversations
            }
            logins, key = dict(history.logins), turn.member.key
            turn.inquire(partial(_targets, history, question, key, rooms, logins, turn.hub.name))
        return
    keys = readable(turn, question.target)
    if history is None or not keys:
        turn.fail("INVALID_TARGET", "There is nothing that you may read", given, question.target)
        return
    failure = _Failure(turn.hub.name, question.kind, question.target)
    turn.inquire(partial(_page, history, question, keys, failure))


def readable(turn: Turn, target: str) -> Sequence[str]:
    """Return the conversations that somebody may read under this name; none if they may not."""
    sign = target[:1] if target[:1] in RANKS.values() else ""
    if target.startswith("#") or sign:
        room = turn.hub.find_room(target.removeprefix(sign))
        if room is None or turn.member not in room.members:
            return ()
        if sign and turn.member not in room.ranked(sign):
            return ()
        return [sign + conversation for conversation in room.conversations]
    try:
        other = names.login_key(names.login(target))
    except RemoteProtocolError:
        return ()
    return (between(turn.member.key, other),)


def _page(
    history: History, question: Question, keys: Sequence[str], failure: _Failure
) -> Sequence[News]:
    try:
        bounds = [_place(history, one) for one in (question.first, question.second)]
        records = [record for key in keys for record in _read(history, question, key, *bounds)]
    except RemoteProtocolError as error:
        return (failure.news(error.detail),)
    except OSError:
        return (failure.news("The history cannot be read now"),)
    records.sort(key=lambda record: record.number)
    if len(keys) > 1:
        records = _few(records, question, *bounds)
    told = [replayed(record, history.identity(record.number)) for record in records]
    return (Batch(failure.host, BATCH, ("chathistory", question.target), told),)


def _place(history: History, wanted: Moment | Identity | None) -> Place | None:
    """Return the place that is meant; that of a moment is before all of that moment."""
    match wanted:
        case Moment(moment):
            return Place(moment, 0)
        case Identity(identity):
            number = history.number(identity)
            if number is None:
                raise RemoteProtocolError("MESSAGE_ERROR", "There is no such message")
            return history.reading.place(number)
    return None


def _read(
    history: History, question: Question, key: str, first: Place | None, second: Place | None
) -> Sequence[Record]:
    page, limit = history.reading.page, question.limit
    match question.kind:
        case "LATEST":
            return page(key, _after(first, question.first), None, limit, newest=True)
        case "BEFORE":
            return page(key, None, first, limit, newest=True)
        case "AFTER":
            return page(key, _after(first, question.first), None, limit, newest=False)
        case "AROUND":
            before = page(key, None, first, limit // 2, newest=True)
            here = Place(first.moment, first.number - 1) if first else None
            return [*before, *page(key, here, None, limit - len(before), newest=False)]
    if first is not None and second is not None and second < first:
        return page(key, _after(second, question.second), first, limit, newest=True)
    return page(key, _after(first, question.first), second, limit, newest=False)


def _after(place: Place | None, wanted: Moment | Identity | None) -> Place | None:
    """Return the place after all messages of a moment, or the one of a message."""
    return Place(place.moment, LAST) if place and isinstance(wanted, Moment) else place


def _few(
    records: list[Record], question: Question, first: Place | None, second: Place | None
) -> list[Record]:
    """Take what one conversation would have given from what several have."""
    limit = question.limit
    if question.kind == "AROUND" and first is not None:
        count = sum(Place(one.moment, one.number) < first for one in records)
        start = max(0, count - limit // 2)
        return records[start : start + limit]
    backwards = first is not None and second is not None and second < first
    return (
        records[-limit:] if question.kind in ("LATEST", "BEFORE") or backwards else records[:limit]
    )


def _targets(
    history: History,
    question: Question,
    login: str,
    rooms: dict[str, str],
    logins: dict[str, str],
    host: str,
) -> Sequence[News]:
    first, second = question.first, question.second
    if not (isinstance(first, Moment) and isinstance(second, Moment)):
        return ()
    low, high = sorted((first.moment, second.moment))
    try:
        found = history.reading.partners(login, list(rooms), low, high, question.limit)
    except OSError:
        return (_Failure(host, "TARGETS", "*").news("The history cannot be read now"),)
    latest: dict[str, int] = {}
    for key, moment in found:
        one, _, other = key.partition(",")
        partner = other if one == login else one
        name = rooms.get(key) or logins.get(partner, partner)
        if key not in rooms and not names.login_is_valid(name):
            continue
        latest[name] = max(moment, latest.get(name, 0))
    told = [
        News(Message("CHATHISTORY", ("TARGETS", name, render_moment(moment)), host))
        for name, moment in sorted(latest.items(), key=lambda one: one[1])
    ]
    return (Batch(host, BATCH, ("draft/chathistory-targets",), told),)
