"""All that a chat screen knows, with no screen: who is here, what was said, what waits.

Facts go in (`connected`, `heard`, `write`, `sent`, `lost`), and the screen draws what is here.
Names and words from the network are made safe to draw on their way in.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from protocol.chat import LOBBY
from protocol.names import login_key
from tui.clients.chat import events
from tui.clients.chat.events import Verb
from tui.clients.chat.session import Ability
from tui.printable import printable
from tui.screens.chat.comings import Comings
from tui.screens.chat.conversation import OPEN, Fate, Kind, Line
from tui.screens.chat.conversations import Conversations
from tui.screens.chat.ledger import Ledger, Outgoing
from tui.screens.chat.memories import Memories
from tui.screens.chat.refusals import reason, refusal
from tui.screens.chat.rosters import Rosters

NOTICES = 100
"""Lines of one answer of the host that are shown: more is a list that nobody reads in a chat."""

LINKS = 4000
"""Lines of ours whose conversation is remembered by their references."""


class Talk:
    """The model of the chat screen."""

    def __init__(self, ignored: frozenset[str] = frozenset()) -> None:
        self._numbers = count(1)
        self._places: dict[str, str] = {}
        self._comings = Comings(self)
        self._memories = Memories(self)
        self.conversations = Conversations()
        self.rosters = Rosters()
        self.ledger = Ledger()
        self.ignored = ignored
        """Keys of the logins that are not listened to."""
        self.login = ""
        self.is_connected = False
        self.can: frozenset[Ability] = frozenset()
        self.waiting: dict[str, Outgoing] = {}
        """Lines of ours that are not yet where they belong, by reference."""

    def is_here(self, name: str) -> bool:
        """Whether somebody of that name is connected, as far as we can see."""
        return self.rosters.is_here(name)

    def is_us(self, name: str) -> bool:
        """Whether that is our own name."""
        return login_key(name) == login_key(self.login)

    def is_ignored(self, name: str) -> bool:
        """Whether we do not listen to somebody."""
        return login_key(name) in self.ignored

    def is_for_us(self, said: events.Said) -> bool:
        """Whether somebody said something to us alone, or named us."""
        if self.is_us(said.sender) or self.is_ignored(printable(said.sender)):
            return False
        return not said.place.startswith("#") or self._names_us(said.text)

    def find(self, name: str) -> str | None:
        """Return a known room's or person's name as it is written, or None."""
        conversation = self.conversations.find(name)
        return conversation.name if conversation else self.rosters.find(name)

    def connected(self, login: str, can: frozenset[Ability] = frozenset()) -> None:
        """Say that we are logged in."""
        self.login = login
        self.can = can
        self.is_connected = True

    def heard(self, event: events.Event, now: datetime) -> None:
        """Take in what the chat said."""
        match event:
            case events.Said():
                self._said(event)
            case events.Stored(ref, name, _):
                self._stored(ref, name)
            case events.Refused():
                self._refused(event, now)
            case events.Past() | events.ReadUpTo():
                self._memories.heard(event)
            case events.Notice(lines):
                for words in lines[:NOTICES]:
                    self.tell(printable(words), now)
            case events.Recent() | events.Found():
                pass
            case _:
                self._comings.heard(event, now)
        self.ledger.heard(now)

    def write(self, ref: str, place: str, text: str, moment: datetime, verb: Verb) -> None:
        """Write a line, which waits until it is `sent`."""
        name = self.find(place) or place
        line = Line(
            next(self._numbers),
            Kind.SAID,
            moment,
            self.login,
            printable(text),
            verb=verb,
            ours=True,
            ref=ref,
            fate=Fate.WAITING,
        )
        conversation = self.conversations.ensure(name)
        conversation.fresh = None
        conversation.add(line)
        self.waiting[ref] = Outgoing(ref, name, text)
        self._places[ref] = name
        if len(self._places) > LINKS:
            del self._places[next(iter(self._places))]

    def sent(self, ref: str, moment: datetime) -> None:
        """Say that a line left; where the chat tells no more of it, that is all we know."""
        if (line := self.waiting.get(ref)) is None:
            return
        if Ability.STORED in self.can:
            self.settle(ref, Fate.SENDING)
        else:
            self.settle(ref, Fate.SENT)
            self.ledger.sent(line, moment)

    def settle(self, ref: str, fate: Fate, reason: str = "", name: str | None = None) -> None:
        """Write down what became of a line of ours."""
        if fate not in OPEN:
            self.waiting.pop(ref, None)
        conversation = self.conversations.find(self._places.get(ref, ""))
        if conversation is not None:
            conversation.settle(ref, fate, reason, name)

    def lost(self) -> None:
        """Say that the connection is gone, and everybody with it as far as we can see."""
        self.is_connected = False
        self.rosters.clear()
        for conversation in self.conversations:
            conversation.is_joined = conversation.is_asking = False
        for line in self.ledger.lost():
            self.settle(line.ref, Fate.UNCONFIRMED)
        for ref in tuple(self.waiting):
            self.settle(ref, Fate.WAITING)

    def notice(self, text: str, moment: datetime) -> None:
        """Say, where people look and in the lobby, something that nobody said."""
        self.tell(text, moment, LOBBY)
        if self.conversations.current is not self.conversations[LOBBY]:
            self.tell(text, moment)

    def tell(self, text: str, moment: datetime, name: str = "") -> None:
        """Say something that nobody said, in one conversation, or in the one that is open."""
        found = self.conversations.find(name) if name else self.conversations.current
        (found or self.conversations.current).add(
            Line(next(self._numbers), Kind.NOTICE, moment, text=text)
        )

    def pass_by(self, kind: Kind, login: str, moment: datetime, places: Iterable[str]) -> None:
        """Say that somebody came or went, in these places."""
        for place in places:
            if (conversation := self.conversations.find(place)) is not None:
                line = Line(next(self._numbers), kind, moment, names=(login,))
                conversation.add(line)

    def line_of(self, said: events.Said, number: int) -> Line:
        """Make a line of what somebody said."""
        sender = printable(said.sender)
        ours = self.is_us(sender)
        mention = said.place.startswith("#") and self.is_for_us(said)
        return Line(
            number,
            Kind.SAID,
            said.moment,
            sender,
            printable(said.text),
            mention=mention,
            verb=said.verb,
            ours=ours,
            id=said.id,
            ref=said.ref,
        )

    def confirm(self, said: events.Said) -> bool:
        """Note that the host has a line of ours; return whether it is one that was written here."""
        if said.ref is None or said.ref not in self._places:
            return False
        self._stored(said.ref, said.id)
        return True

    def _said(self, said: events.Said) -> None:
        place, sender = printable(said.place), printable(said.sender)
        if self.is_ignored(sender):
            return
        known = self.conversations.find(place)
        if known is not None and known.knows(said.id):
            return
        if self.is_us(sender):
            if not self.confirm(said) and not self.ledger.echoed(place, said.text):
                self.conversations.ensure(place).add(self.line_of(said, next(self._numbers)))
            return
        self.conversations.hear(place, self.line_of(said, next(self._numbers)))

    def _stored(self, ref: str, name: str | None) -> None:
        place = self._places.get(ref, "")
        others = self.rosters.people(place) if place.startswith("#") else ()
        heard = self.is_here(place) or any(not self.is_us(one.name) for one in others)
        self.settle(ref, Fate.HEARD if heard else Fate.STORED, name=name)

    def _refused(self, event: events.Refused, now: datetime) -> None:
        code, detail = printable(event.code), printable(event.detail)
        if event.ref is not None:
            self.settle(event.ref, Fate.REFUSED, reason(code, detail))
            return
        if Ability.STORED not in self.can:
            line = self.ledger.refused(code, self.is_here)
            if line is not None:
                self.settle(line.ref, Fate.REFUSED, reason(code, detail))
                return
        if (conversation := self.conversations.find(event.place or "")) is not None:
            conversation.is_asking = False
        place = printable(event.place or "")
        self.tell(refusal(code, detail, place), now)

    def _names_us(self, text: str) -> bool:
        words = rf"(?<!\w){re.escape(self.login.casefold())}(?!\w)"
        return bool(self.login) and re.search(words, text.casefold()) is not None
