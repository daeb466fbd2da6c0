"""Which dialect a chat is spoken to in, as the settings say."""

from protocol.lines import LIMIT
from protocol.sections import Chat
from tui.clients.chat.session import Session
from tui.clients.connection import PATIENCE
from tui.clients.wire import Wire


async def open_chat(
    settings: Chat, login: str, wire: Wire, *, patience: float = PATIENCE
) -> Session:
    """Connect and log in, or raise Failure; `login` is one that `protocol.names.login` returned."""
    where = (settings.address, settings.port)
    if settings.dialect == "classic":
        from tui.clients.chat.classic_session import ClassicSession

        return await ClassicSession.open(*where, login, wire, patience=patience)
    from tui.clients.chat.irc.session import IrcSession

    return await IrcSession.open(*where, login, wire, patience=patience)


def cut(settings: Chat, place: str, text: str) -> list[str]:
    """Cut a text into lines that can be said, between words where that is possible."""
    if settings.dialect == "classic":
        return _cut(text, LIMIT - len(place.encode()) - 2)
    from tui.clients.chat.irc.requests import longest

    return _cut(text, longest(place))


def _cut(text: str, limit: int) -> list[str]:
    lines = []
    while len(text.encode()) > limit:
        head = text.encode()[:limit].decode(errors="ignore")
        space = head.rfind(" ", len(head) // 2)
        end = space if space > 0 else len(head)
        lines.append(text[:end])
        text = text[end:].lstrip(" ")
    return [*lines, text] if text else lines
