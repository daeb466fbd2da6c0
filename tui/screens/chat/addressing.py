"""What a person typed -> for whom and which words; or what keeps it from being sent."""

from dataclasses import dataclass

from protocol.chat import Message, render_to_service
from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.lines import LIMIT
from protocol.names import login
from tui.screens.chat.ledger import WAITING
from tui.screens.chat.talk import Talk
from tui.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Addressed:
    """A line to send; no `text` means that only the conversation is to be opened."""

    to: str
    text: str


class NotSendableError(Exception):
    """Why a line cannot be sent, in words."""


def address(typed: str, talk: Talk) -> Addressed:
    """Read `@name text`, or take the open conversation; raises NotSendableError.

    A line that begins with a space is text in any case.
    """
    to, text = talk.conversations.current.name, typed.strip()
    if typed.startswith("@"):
        name, _space, text = typed[1:].partition(" ")
        to, text = _known(name.rstrip(",:"), talk), text.strip()
    if text:
        _check(to, text, talk)
    return Addressed(to, text)


def _known(name: str, talk: Talk) -> str:
    """Find whom a name means; while nobody can be seen, any login may be somebody's."""
    if (found := talk.find(name)) is not None:
        return found
    try:
        valid = login(name)
    except RemoteProtocolError:
        valid = ""
    if talk.is_connected or not valid:
        raise NotSendableError(
            _("Nobody here is called “{name}”. After a space, @ is text like any other.").format(
                name=name
            )
        )
    return valid


def _check(to: str, text: str, talk: Talk) -> None:
    if text == "stop":
        raise NotSendableError(_("“stop” alone would end the session; add a word to it."))
    try:
        render_to_service(Message(to, text))
    except LocalProtocolError:
        size = len(text.encode())
        raise NotSendableError(
            _("Too long: {size} bytes, and a line has at most {limit}.").format(
                size=size, limit=LIMIT
            )
        ) from None
    if talk.ledger.is_full:
        raise NotSendableError(
            ngettext(
                "{number} line waits for the connection already.",
                "{number} lines wait for the connection already.",
                WAITING,
            )
        )
