"""What is asked of the host's history, and what it is told that we have read."""

from datetime import UTC, datetime, timedelta

from tui.clients.chat import events
from tui.clients.chat.session import Ability
from tui.printable import printable
from tui.screens.chat.conversation import Conversation, Reach
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.talk import Talk

PAGE = 50
"""Lines asked for at once: two screens of a usual terminal."""

ABSENCE = timedelta(days=30)
"""How long ago something may have been said that is told at the first connection."""

AHEAD = timedelta(minutes=10)
"""How far a host's clock is ahead of ours where both are set. What is later is no end of what we
know: else one message of next year, and nothing that was missed before it would be asked for.
"""

PLACES = 20
"""Conversations opened because something was said in them meanwhile, the latest ones."""

AFTERWARDS = timedelta(minutes=10)
"""What was said after a line that was found, for as long, is shown with it."""


class History:
    """Asks through `link`, and only what the chat can do."""

    def __init__(self, talk: Talk, link: Deeds) -> None:
        self._talk = talk
        self._link = link
        self._marked: dict[str, datetime] = {}

    def connected(self) -> None:
        """Ask where something was said while we were away."""
        if Ability.HISTORY not in self._talk.can:
            return
        now = datetime.now(UTC)
        latest = (one.latest for one in self._talk.conversations if one.latest)
        known = [moment for moment in latest if moment <= now + AHEAD]
        self._link.recent(max(known, default=now - ABSENCE))

    def heard(self, event: events.Event) -> None:
        """Ask what follows from what the chat told."""
        match event:
            case events.Joined(room, login) if self._talk.is_us(login):
                if (conversation := self._talk.conversations.find(room)) is not None:
                    self._latest(conversation)
            case events.Recent(places):
                rooms = [one for one in places if not one[0].startswith("#")]
                for place, moment in sorted(rooms, key=lambda one: one[1])[-PLACES:]:
                    self._missed(printable(place), moment)

    def _missed(self, place: str, moment: datetime) -> None:
        known = self._talk.conversations.find(place)
        if known is not None and known.latest is not None and known.latest >= moment:
            return
        if self._talk.is_ignored(place) or self._talk.is_us(place):
            return
        conversation = known or self._talk.conversations.ensure(place)
        if Ability.MARKERS in self._talk.can:
            self._link.ask(f"MARKREAD {place}")
        self._latest(conversation)

    def opened(self, conversation: Conversation) -> None:
        """Ask for the end of a conversation that was never asked for."""
        if conversation.reach is Reach.UNKNOWN and (
            conversation.is_joined or not conversation.is_room
        ):
            self._latest(conversation)

    def older(self, conversation: Conversation) -> None:
        """Ask for what lies before the first line."""
        if conversation.reach is Reach.MORE and not conversation.is_asking and self._can_ask():
            oldest = conversation.oldest
            conversation.is_asking = True
            self._link.past(conversation.name, oldest.id if oldest else None, PAGE)

    def go_to(self, said: events.Said) -> None:
        """Show the part of the past in which something was said; its Past is `arrived`."""
        conversation = self._talk.conversations.ensure(printable(said.place))
        conversation.clear()
        conversation.is_apart = conversation.is_asking = True
        self._link.past(said.place, said.moment + AFTERWARDS, 2 * PAGE)

    def go_closer(self, said: events.Said) -> None:
        """Show what was said up to there: too much was said afterwards."""
        conversation = self._talk.conversations.ensure(printable(said.place))
        conversation.clear()
        conversation.is_apart = conversation.is_asking = True
        self._link.past(said.place, said.moment + _BEHIND, PAGE)

    def return_from(self, conversation: Conversation) -> None:
        """Show the end again, where a part of the past was shown."""
        if conversation.is_apart:
            conversation.is_apart = False
            conversation.clear()
            self._latest(conversation)

    def read(self, conversation: Conversation) -> None:
        """Tell the host that we have seen what was said."""
        latest = conversation.latest
        if latest is None or conversation.is_apart or Ability.MARKERS not in self._talk.can:
            return
        if latest > self._marked.get(conversation.name, conversation.read_to or _NEVER):
            self._marked[conversation.name] = latest
            conversation.read_to = latest
            self._link.read(conversation.name, latest)
            if len(self._marked) > 4 * PLACES:
                del self._marked[next(iter(self._marked))]

    def _latest(self, conversation: Conversation) -> None:
        if self._can_ask() and not conversation.is_asking:
            conversation.is_asking = True
            self._link.past(conversation.name, None, PAGE)

    def _can_ask(self) -> bool:
        return self._talk.is_connected and Ability.HISTORY in self._talk.can


_NEVER = datetime.min.replace(tzinfo=UTC)
_BEHIND = timedelta(milliseconds=1)
