"""Who comes and goes, is called otherwise, is away, has which rank; what rooms are about."""

from datetime import datetime
from typing import TYPE_CHECKING

from protocol.chat import LOBBY
from protocol.names import login_key
from tui.clients.chat import events
from tui.printable import printable
from tui.screens.chat.conversation import Kind
from tui.screens.chat.rosters import Person
from tui.words import _

if TYPE_CHECKING:
    from tui.screens.chat.talk import Talk

TOPIC = 500
"""Characters of a topic that are kept: several screens wide."""


class Comings:
    """Tells a Talk what happens to people and rooms."""

    def __init__(self, talk: "Talk") -> None:
        self._talk = talk

    def heard(self, event: events.Event, now: datetime) -> None:
        """Take in what happened; other events are none of ours."""
        match event:
            case events.Roster(room, people):
                self._roster(printable(room), people)
            case events.Joined(room, login, moment):
                self._joined(printable(room), printable(login), moment)
            case events.Parted():
                self._parted(event)
            case events.Arrived(login, moment):
                self._arrived(printable(login), moment)
            case events.Left(login, moment):
                self._left(printable(login), moment)
            case events.Renamed(before, login, moment):
                self._renamed(printable(before), printable(login), moment)
            case events.Away(login, words):
                self._away(printable(login), words, now)
            case events.Invited(room, by):
                self._invited(printable(room), printable(by), now)
            case events.Ranked() | events.Topic():
                self._room(event, now)

    def _roster(self, room: str, people: tuple[tuple[str, events.Rank], ...]) -> None:
        conversation = self._talk.conversations.ensure(room)
        conversation.is_joined = True
        self._talk.rosters.replace(room, (Person(printable(name), rank) for name, rank in people))

    def _joined(self, room: str, login: str, moment: datetime) -> None:
        talk = self._talk
        if talk.is_us(login):
            talk.conversations.ensure(room).is_joined = True
        elif not talk.rosters.is_here(login):
            talk.pass_by(Kind.ARRIVED, login, moment, [room, login])
        else:
            talk.pass_by(Kind.ARRIVED, login, moment, [room])
        talk.rosters.enter(room, login)

    def _parted(self, event: events.Parted) -> None:
        talk = self._talk
        room, login, words = printable(event.room), printable(event.login), printable(event.words)
        if talk.is_us(login):
            talk.rosters.close(room)
            if (conversation := talk.conversations.find(room)) is not None:
                conversation.is_joined = False
        talk.rosters.leave(room, login)
        if event.by is not None and login_key(event.by) != login_key(event.login):
            template = _("{by} sent {name} out: {words}") if words else _("{by} sent {name} out")
            said = template.format(by=printable(event.by), name=login, words=words)
            talk.tell(said, event.moment, room)
        elif talk.is_us(login):
            talk.tell(_("You left {room}.").format(room=room), event.moment, room)
        else:
            talk.pass_by(Kind.LEFT, login, event.moment, [room])

    def _arrived(self, login: str, moment: datetime) -> None:
        self._talk.rosters.enter(LOBBY, login)
        if not self._talk.is_us(login):
            self._talk.pass_by(Kind.ARRIVED, login, moment, [LOBBY, login])

    def _left(self, login: str, moment: datetime) -> None:
        rooms = self._talk.rosters.rooms_of(login) or [LOBBY]
        self._talk.rosters.forget(login)
        if not self._talk.is_us(login):
            self._talk.pass_by(Kind.LEFT, login, moment, [*rooms, login])

    def _renamed(self, before: str, login: str, moment: datetime) -> None:
        talk = self._talk
        rooms = talk.rosters.rooms_of(before)
        talk.rosters.rename(before, login)
        if talk.is_us(before):
            talk.login = login
            talk.notice(_("You are called {name} now.").format(name=login), moment)
            return
        talk.conversations.rename(before, login)
        words = _("{before} is called {name} now").format(before=before, name=login)
        for place in (*rooms, login):
            if talk.conversations.find(place) is not None:
                talk.tell(words, moment, place)

    def _away(self, login: str, words: str | None, now: datetime) -> None:
        reason = None if words is None else printable(words.strip())
        self._talk.rosters.away(login, reason)
        if self._talk.is_us(login):
            self._talk.tell(_("You are back.") if reason is None else _("You are away."), now)
        elif reason is not None and self._talk.conversations.find(login) is not None:
            template = _("{name} is away: {words}") if reason else _("{name} is away")
            self._talk.tell(template.format(name=login, words=reason), now, login)

    def _invited(self, room: str, by: str, now: datetime) -> None:
        words = _("{by} invites you: /join {room} goes there.").format(by=by, room=room)
        if not self._talk.is_ignored(by):
            self._talk.tell(words, now)

    def _room(self, event: events.Ranked | events.Topic, now: datetime) -> None:
        talk, room = self._talk, printable(event.room)
        if isinstance(event, events.Ranked):
            talk.rosters.rank(room, printable(event.login), event.rank)
            return
        conversation = talk.conversations.ensure(room)
        text, by = printable(event.text[:TOPIC]), printable(event.by)
        changed = conversation.topic != text
        conversation.topic = text
        if by and changed and conversation.lines:
            words = _("{by} made it the topic: {text}").format(by=by, text=text)
            talk.tell(words, now, room)
