"""What a person typed -> for whom and which words; or what keeps it from being sent."""

from collections.abc import Callable
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError
from protocol.names import login, room
from tui.screens.chat.talk import Talk
from tui.words import _, ngettext

PIECES = 20
"""Lines that one text may be cut into: as many as a host takes at once."""

Cut = Callable[[str, str], list[str]]
"""Cuts a text for a place into lines that can be said."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """What to send, line by line; no `lines` mean that only the conversation is to be opened."""

    to: str
    lines: tuple[str, ...] = ()


class NotSendableError(Exception):
    """Why a line cannot be sent, in words."""


def address(typed: str, talk: Talk, cut: Cut) -> Addressed:
    """Read `@name text`, or take the open conversation; raises NotSendableError.

    A line that begins with a space is text in any case.
    """
    to, text = talk.conversations.current.name, typed.strip()
    if typed.startswith("@"):
        name, _space, text = typed[1:].partition(" ")
        to, text = known(name.rstrip(",:"), talk), text.strip()
    elif typed.startswith("//"):
        text = text[1:]
    return Addressed(to, tuple(words(to, text, cut)))


def known(name: str, talk: Talk) -> str:
    """Find whom a name means. Not everybody can be seen, so any login may be somebody's."""
    if (found := talk.find(name)) is not None:
        return found
    try:
        return room(name) if name.startswith("#") else login(name)
    except RemoteProtocolError:
        complaint = _("Nobody is called “{name}”. After a space, @ is text like any other.")
        raise NotSendableError(complaint.format(name=name)) from None


def words(to: str, text: str, cut: Cut) -> list[str]:
    """Cut what is said to somebody into lines; raises NotSendableError."""
    if text == "stop":
        raise NotSendableError(_("“stop” alone would end the session; add a word to it."))
    return pieces(to, text, cut)


def pieces(to: str, text: str, cut: Cut) -> list[str]:
    """Cut any text into lines; raises NotSendableError where they are too many."""
    lines = cut(to, text) if text else []
    if len(lines) > PIECES:
        raise NotSendableError(
            ngettext(
                "Too long: it would be {number} line.",
                "Too long: it would be {number} lines.",
                len(lines),
            )
        )
    return lines
