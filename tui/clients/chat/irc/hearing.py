"""What an IRC server says -> events, and what must be answered at once. No connection, no clock.

A message that means nothing to us, or names what cannot be, is skipped.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from protocol.errors import RemoteProtocolError
from protocol.irc import Message
from protocol.irc.history import parse_moment
from protocol.names import login_key
from tui.clients.chat import events
from tui.clients.chat.irc import answers, batches, speech
from tui.clients.chat.irc.asked import Asked, Kind, Request
from tui.clients.chat.irc.batches import Batch, Batches
from tui.clients.chat.irc.rooms import Rooms
from tui.clients.chat.irc.support import Support
from tui.clients.chat.session import Ability

LINES = 500
"""Lines of one answer that are kept: a long list of rooms; the rest of it is another answer."""

REPLIES = 100
"""Messages that we answer at once; a server that pings more often in one breath wants no answer."""


class Hearing:
    """Hears messages one by one; `replies` is what is to be sent, `login` who we are by now."""

    def __init__(
        self, login: str, support: Support, asked: Asked, now: Callable[[], datetime]
    ) -> None:
        self.login = login
        self.support = support
        self.replies: deque[Message] = deque(maxlen=REPLIES)
        self._asked = asked
        self._now = now
        self._batches = Batches()
        self._rooms = Rooms(support)
        self._lines: list[str] = []

    def hear(self, message: Message) -> Iterator[events.Event]:
        """Yield what a message tells."""
        batch = self._batches.find(message.tags.get("batch", ""))
        labelled = self._asked.labelled(message.tags.get("label", ""))
        request = labelled or (batch.request if batch is not None else None)
        if message.verb == "BATCH":
            yield from self._batch(message, request)
        elif batch is not None and batch.kind in (batches.HISTORY, batches.SEARCH):
            self._gather(batch, message)
        elif batch is not None and batch.kind == batches.TARGETS:
            self._gather_place(batch, message)
        else:
            yield from self._tell(message, request)
            if labelled is not None:
                self._asked.done(labelled)

    def _tell(self, message: Message, request: Request | None) -> Iterator[events.Event]:
        params = message.params
        match message.verb:
            case "PING":
                self.replies.append(Message("PONG", params[-1:]))
            case "PRIVMSG" | "NOTICE":
                yield from self._said(message, request)
            case "FAIL" if len(params) > 2:
                yield self._failed(message, request)
            case "MARKREAD":
                yield from self._mark(message)
            case "CAP":
                self._capabilities(message)
            case "ERROR" | "WARN" | "NOTE":
                yield events.Notice((params[-1] if params else message.verb,))
            case verb if len(verb) == 3 and verb.isascii() and verb.isdecimal():
                yield from self._numeric(message, request)
            case _:
                yield from self._moved(message)

    def _moved(self, message: Message) -> Iterator[events.Event]:
        """Somebody came, went, or changed: the rooms know what that means."""
        for event in self._rooms.hear(message, self.login, self._now):
            if isinstance(event, events.Renamed) and self._is_us(event.before):
                self.login = event.login
            yield event

    def _said(self, message: Message, request: Request | None) -> Iterator[events.Event]:
        """Words of others, or the echo of ours: that is the server's promise to keep them."""
        told = speech.heard(message, self.login, self._now)
        if isinstance(told, events.Said) and self._is_us(told.sender):
            if request is None and told.ref:
                request = self._asked.find(Kind.SAY, ref=told.ref)
            if request is not None and request.kind is Kind.SAY:
                self._asked.done(request)
                if Ability.STORED in self.support.can:
                    yield events.Stored(request.ref, told.id, told.moment)
                return
        if told is not None:
            yield told

    def _failed(self, message: Message, request: Request | None) -> events.Refused:
        verb, code, *context = message.params[:-1]
        place = next(filter(None, map(speech.valid_place, context)), None)
        if request is None and verb in ("PRIVMSG", "NOTICE"):
            request = self._asked.find(Kind.SAY, place=place or "")
        return self._refused(answers.code(code), message.params[-1], place, request)

    def _refused(
        self, code: str, detail: str, place: str | None, request: Request | None
    ) -> events.Refused:
        ref = None
        if request is not None:
            self._asked.done(request)
            place = place or request.place or None
            ref = request.ref or None
        return events.Refused(code, detail, ref, place)

    def _numeric(self, message: Message, request: Request | None) -> Iterator[events.Event]:
        verb, params = message.verb, message.params
        if answers.refuses(verb):
            context = params[1:-1]
            place = next(filter(None, map(speech.valid_place, context)), None)
            detail = params[-1] if params else verb
            yield self._refused(answers.code(verb), detail, place, request)
        elif verb == "301" and len(params) > 2 and (who := speech.valid_login(params[1])):
            yield events.Away(who, params[2])
        elif verb in ("305", "306"):
            asked = self._asked.find(Kind.AWAY)
            if asked is not None:
                self._asked.done(asked)
            words = (asked.words if asked is not None else "") or " "
            yield events.Away(self.login, words if verb == "306" else None)
        elif verb in answers.ENDS:
            yield from self._flush()
        elif Rooms.knows(verb):
            yield from self._rooms.hear(message, self.login, self._now)
        else:
            self._lines.append(answers.line(verb, params))
            if not answers.waits(verb) or len(self._lines) >= LINES:
                yield from self._flush()

    def _flush(self) -> Iterator[events.Event]:
        lines, self._lines = self._lines, []
        if lines:
            yield events.Notice(tuple(lines))

    def _mark(self, message: Message) -> Iterator[events.Event]:
        place = speech.valid_place(message.params[0] if message.params else "")
        if place is None or len(message.params) < 2:
            return
        name, _, value = message.params[1].partition("=")
        try:
            moment = parse_moment(value) if name == "timestamp" else None
        except RemoteProtocolError:
            return
        when = None if moment is None else speech.from_milliseconds(moment)
        yield events.ReadUpTo(place, when)

    def _capabilities(self, message: Message) -> None:
        """Believe a server that takes capabilities back."""
        if len(message.params) > 2 and message.params[1].upper() == "DEL":
            self.support.granted -= set(message.params[2].split())

    def _batch(self, message: Message, request: Request | None) -> Iterator[events.Event]:
        name, params = message.params[0] if message.params else "", message.params[1:]
        if name.startswith("+"):
            self._batches.open(name[1:], params, request)
        elif name.startswith("-") and (batch := self._batches.close(name[1:])) is not None:
            yield from self._whole(batch)

    def _whole(self, batch: Batch) -> Iterator[events.Event]:
        """Say what a batch was; a part of the past that nobody asked for is news."""
        place = speech.valid_place(batch.params[0] if batch.params else "")
        match batch.kind:
            case batches.HISTORY:
                request = self._of(batch, Kind.PAST, place or "")
                if request is None or place is None:
                    yield from batch.said
                    return
                more = len(batch.said) >= request.limit
                yield events.Past(place, tuple(_by_moment(batch)), more)
            case batches.SEARCH:
                if (request := self._of(batch, Kind.SEARCH)) is not None:
                    yield events.Found(request.words, tuple(_by_moment(batch)))
            case batches.TARGETS:
                if self._of(batch, Kind.RECENT) is not None:
                    yield events.Recent(tuple(batch.places))
            case _:
                yield from self._flush()
                if batch.request is not None:
                    self._asked.done(batch.request)

    def _of(self, batch: Batch, kind: Kind, place: str = "") -> Request | None:
        """Return the request that a batch answers, and forget it."""
        request = batch.request
        if request is None or request.kind is not kind:
            request = self._asked.find(kind, place)
        if request is not None:
            self._asked.done(request)
        return request

    def _gather(self, batch: Batch, message: Message) -> None:
        if message.verb in ("PRIVMSG", "NOTICE"):
            told = speech.heard(message, self.login, self._now)
            if isinstance(told, events.Said):
                batch.add(told)

    def _gather_place(self, batch: Batch, message: Message) -> None:
        if message.verb != "CHATHISTORY" or len(message.params) < 3:
            return
        place = speech.valid_place(message.params[1])
        try:
            moment = parse_moment(message.params[2].removeprefix("timestamp="))
        except RemoteProtocolError:
            return
        if place is not None:
            batch.name(place, speech.from_milliseconds(moment))

    def _is_us(self, login: str) -> bool:
        return login_key(login) == login_key(self.login)


def _by_moment(batch: Batch) -> list[events.Said]:
    return sorted(batch.said, key=lambda said: said.moment)
