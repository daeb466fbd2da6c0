"""The two sides of a classic chat: bytes cut anywhere in, what the other side said out.

Both read "a line, or a pause" (`protocol.lines`); what a line means is in `protocol.chat`.
"""

from collections.abc import Iterator

from protocol.chat import FromClient, FromService, Login, parse_answer, parse_message
from protocol.lines import LIMIT, Lines

PRESENT_LIMIT = 128 * 1024
"""Bytes of one line from a service: the list of 1,024 logins of 30 characters of 4 bytes fits."""


class _Side:
    """What arrives, until it is a line of at most `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._lines = Lines(limit)

    @property
    def waiting(self) -> bool:
        """Whether the caller must time a pause."""
        return self._lines.waiting

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""
        self._lines.receive(data)

    def pause(self) -> None:
        """Say that a pause went by."""
        self._lines.pause()


class ServiceSide(_Side):
    """What a service hears on one connection: the login first, then messages until `stop`."""

    def __init__(self) -> None:
        super().__init__(LIMIT)
        self._login_heard = False
        self.old_client = False

    def events(self) -> Iterator[FromClient]:
        """Yield what the client said; raises RemoteProtocolError as `Lines.events` does."""
        for line in self._lines.events():
            self.old_client = self.old_client or line.paused
            if self._login_heard:
                if line.text:
                    yield parse_message(line.text)
            else:
                self._login_heard = True
                yield Login(line.text)


class ClientSide(_Side):
    """What a client hears on its connection."""

    def __init__(self) -> None:
        super().__init__(PRESENT_LIMIT)

    def events(self) -> Iterator[FromService]:
        """Yield what the service said; raises RemoteProtocolError as `Lines.events` does."""
        for line in self._lines.events():
            if line.text:
                yield parse_answer(line)
