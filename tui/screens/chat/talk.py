"""All that a chat screen knows, with no screen: who is here, what was said, what waits.

Facts go in (`connected`, `heard`, `write`, `sent`, `lost`), and the screen draws what is here.
Names and words from the network are made safe to draw on their way in.
"""

import re
from datetime import datetime
from itertools import count

from protocol.chat import LOBBY, Arrived, FromService, Heard, Left, Present, Refused, Unknown
from protocol.names import login_key
from tui.printable import printable
from tui.screens.chat.conversation import Fate, Kind, Line
from tui.screens.chat.conversations import Conversations
from tui.screens.chat.ledger import Ledger, Outgoing
from tui.words import _

PEOPLE = 4096
"""People kept: four times what a host lets in."""


class Talk:
    """The model of the chat screen."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.conversations = Conversations()
        self.ledger = Ledger()
        self.login = ""
        self.is_connected = False
        self.people: dict[str, str] = {}
        """Who is connected, by key, in order of arrival."""

    def is_here(self, name: str) -> bool:
        """Whether somebody of that name is connected."""
        return login_key(name) in self.people

    def is_us(self, name: str) -> bool:
        """Whether that is our own name."""
        return login_key(name) == login_key(self.login)

    def connected(self, login: str) -> None:
        """Say that we are logged in."""
        self.login = login
        self.is_connected = True

    def heard(self, event: FromService, moment: datetime) -> None:
        """Take in what the service said."""
        match event:
            case Heard():
                self._heard(event, moment)
            case Arrived(login):
                self._arrived(printable(login), moment)
            case Left(login):
                self._left(printable(login), moment)
            case Present(logins):
                names = [printable(login) for login in logins[:PEOPLE]]
                self.people = {login_key(name): name for name in names}
            case Refused(code, detail):
                self._refused(printable(code), printable(detail), moment)
            case Unknown(text):
                self.notice(printable(text), moment)
            case _:
                pass
        self.ledger.heard(moment)

    def write(self, to: str, text: str, moment: datetime) -> Outgoing:
        """Write a line, which waits until `sent`. The caller asks `ledger.is_full` before."""
        name = self.find(to) or to
        number, words = next(self._numbers), printable(text)
        shown = Line(number, Kind.SAID, moment, self.login, words, fate=Fate.WAITING)
        self.conversations.ensure(name).add(shown)
        outgoing = Outgoing(number, name, text)
        self.ledger.write(outgoing)
        return outgoing

    def sent(self, number: int, moment: datetime) -> None:
        """Say that a line left."""
        line = self.ledger.sent(number, moment)
        if line is not None:
            self._settle(line, Fate.SENT)

    def lost(self) -> None:
        """Say that the connection is gone, and everybody with it as far as we can see."""
        self.is_connected = False
        self.people.clear()
        for line in self.ledger.lost():
            self._settle(line, Fate.UNCONFIRMED)

    def notice(self, text: str, moment: datetime) -> None:
        """Say, where people look and in the lobby, something that nobody said."""
        line = Line(next(self._numbers), Kind.NOTICE, moment, text=text)
        self.conversations[LOBBY].add(line)
        if self.conversations.current is not self.conversations[LOBBY]:
            self.conversations.current.add(line)

    def find(self, name: str) -> str | None:
        """Return a known room's or person's name as it is written, or None."""
        conversation = self.conversations.find(name)
        return conversation.name if conversation else self.people.get(login_key(name))

    def _heard(self, event: Heard, moment: datetime) -> None:
        sender, place = printable(event.sender), printable(event.room or event.sender)
        if self.is_us(sender) and self.ledger.echoed(place, event.text):
            return
        mention = bool(event.room) and self._names_us(event.text) and not self.is_us(sender)
        text = printable(event.text)
        line = Line(next(self._numbers), Kind.SAID, moment, sender, text, mention=mention)
        self.conversations.hear(place, line)

    def _arrived(self, login: str, moment: datetime) -> None:
        if len(self.people) < PEOPLE:
            self.people.setdefault(login_key(login), login)
        self._came_or_went(Kind.ARRIVED, login, moment)

    def _left(self, login: str, moment: datetime) -> None:
        self.people.pop(login_key(login), None)
        self._came_or_went(Kind.LEFT, login, moment)

    def _came_or_went(self, kind: Kind, login: str, moment: datetime) -> None:
        """Say it in the lobby, and where one talked with them; not of ourselves."""
        if self.is_us(login):
            return
        line = Line(next(self._numbers), kind, moment, names=(login,))
        self.conversations[LOBBY].add(line)
        if (theirs := self.conversations.find(login)) is not None:
            theirs.add(line)

    def _refused(self, code: str, detail: str, moment: datetime) -> None:
        line = self.ledger.refused(code, self.is_here)
        if line is None:
            self.notice(_("The service says: {detail}").format(detail=detail or code), moment)
        else:
            self._settle(line, Fate.REFUSED, code)

    def _settle(self, line: Outgoing, fate: Fate, reason: str = "") -> None:
        if (conversation := self.conversations.find(line.to)) is not None:
            conversation.settle(line.number, fate, reason)

    def _names_us(self, text: str) -> bool:
        words = rf"(?<!\w){re.escape(self.login.casefold())}(?!\w)"
        return bool(self.login) and re.search(words, text.casefold()) is not None
