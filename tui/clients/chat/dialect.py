"""Which dialect a chat is spoken to in, as the settings say."""

from protocol.config import Chat
from tui.clients.chat.session import Session
from tui.clients.connection import PATIENCE
from tui.clients.wire import Wire


async def open_chat(
    settings: Chat, login: str, wire: Wire, *, patience: float = PATIENCE
) -> Session:
    """Connect and log in, or raise Failure; `login` is one that `protocol.names.login` returned."""
    from tui.clients.chat.classic_session import ClassicSession

    where = (settings.address, settings.port)
    return await ClassicSession.open(*where, login, wire, patience=patience)
