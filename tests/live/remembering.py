"""A chat with a history, for tests, and its disk, which can be slow or full."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.sections import Limits
from servers.chat.history import History
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running


@contextmanager
def remembering(data: Path, *, days: int = 0, messages: int = 0) -> Iterator[ChatService]:
    """Run a chat whose history is in this directory."""
    limits = Limits(connections_per_address=2000, messages_per_second=0)
    history = History(data / "chat.sqlite3", days=days, messages=messages)
    with running(ChatService("127.0.0.1", 0, Door(limits), limits, history=history)) as service:
        yield service
