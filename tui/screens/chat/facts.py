"""What the connection's worker says to the screen: finished facts, in the order they happened."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from textual.message import Message

from tui.clients.chat.events import Event
from tui.clients.chat.session import Ability
from tui.clients.failure import Failure
from tui.screens.chat.journal_lines import Waiting


class Connecting(Message):
    """A try began."""


class Connected(Message):
    """The service let us in under this login, and can do this much."""

    def __init__(self, login: str, can: frozenset[Ability] = frozenset()) -> None:
        super().__init__()
        self.login = login
        self.can = can


class Heard(Message):
    """The chat said something. The worker hears the next once `taken` is set: a service that talks
    faster than a screen draws is held back by its own connection.
    """

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
        self.taken = asyncio.Event()


class Restored(Message):
    """These lines were written before, by a program that ended, and leave now; `told` is what is
    to be said of how they were kept, in sentences.
    """

    def __init__(self, lines: Sequence[Waiting], told: Sequence[str]) -> None:
        super().__init__()
        self.lines = lines
        self.told = told


class Sent(Message):
    """What `write` called `ref` left. Where the chat can do STORED, an event says what became of
    it; elsewhere nothing does.
    """

    def __init__(self, ref: str, moment: datetime) -> None:
        super().__init__()
        self.ref = ref
        self.moment = moment


class Doubted(Message):
    """What `write` called `ref` left once, and whether it arrived will never be known: it is not
    sent again, since the chat that is there now would take it twice.
    """

    def __init__(self, ref: str, moment: datetime) -> None:
        super().__init__()
        self.ref = ref
        self.moment = moment


class ConnectionLost(Message):
    """The connection is gone or never was; no `failure` means that the service hung up."""

    def __init__(self, failure: Failure | None, moment: datetime) -> None:
        super().__init__()
        self.failure = failure
        self.moment = moment


class RetryNears(Message):
    """The next try comes in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class LoginRefused(Message):
    """The service does not take this login; nothing more happens until another is chosen."""

    def __init__(self, login: str, failure: Failure) -> None:
        super().__init__()
        self.login = login
        self.failure = failure
