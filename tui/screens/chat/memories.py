"""What the host remembers of conversations: what was said before, and how far we have read it."""

from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from tui.clients.chat import events
from tui.printable import printable
from tui.screens.chat.conversation import Conversation, Line, Reach

if TYPE_CHECKING:
    from tui.screens.chat.talk import Talk


class Memories:
    """Puts what is told of the past where it belongs among the lines of a Talk.

    Lines of the past have numbers of their own, from -1 downwards.
    """

    def __init__(self, talk: "Talk") -> None:
        self._talk = talk
        self._numbers = count(-1, -1)

    def heard(self, event: events.Past | events.ReadUpTo) -> None:
        """Take in what is told."""
        match event:
            case events.Past():
                self._past(event)
            case events.ReadUpTo(place, moment):
                self._read_up_to(printable(place), moment)

    def _past(self, past: events.Past) -> None:
        talk = self._talk
        conversation = talk.conversations.ensure(printable(past.place))
        conversation.is_asking = False
        lines = []
        for said in past.said:
            talk.confirm(said)
            if not conversation.knows(said.id) and not talk.is_ignored(printable(said.sender)):
                lines.append(talk.line_of(said, 0))
        numbered = [replace(line, number=next(self._numbers)) for line in reversed(lines)]
        numbered.reverse()
        _join(conversation, past, numbered)
        if conversation.fresh is None:
            conversation.recount(watched=talk.conversations.is_watched(conversation))

    def _read_up_to(self, place: str, moment: datetime | None) -> None:
        conversations = self._talk.conversations
        if (conversation := conversations.find(place)) is None or moment is None:
            return
        before = conversation.read_to
        conversation.read_to = max(moment, before or moment)
        watched = conversations.is_watched(conversation)
        if not watched or before is None:
            conversation.recount(watched=watched)


def _join(conversation: Conversation, past: events.Past, lines: list[Line]) -> None:
    """Put a page among the lines; what lies before a gap that it leaves is asked for anew."""
    oldest, latest = conversation.oldest, conversation.latest
    is_new = not past.said or latest is None or past.said[-1].moment > latest
    overlaps = any(conversation.knows(said.id) for said in past.said)
    gap = is_new and bool(past.said) and latest is not None and not overlaps and past.more
    if gap:
        conversation.clear()
    conversation.merge(lines)
    before = oldest is None or not past.said or past.said[0].moment <= oldest.moment
    if (before or gap) and conversation.reach is not Reach.ENOUGH:
        conversation.reach = Reach.MORE if past.more else Reach.BEGINNING
