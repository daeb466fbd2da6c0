"""What the connection's worker says to the screen: finished facts, in the order they happened."""

import asyncio
from datetime import datetime

from textual.message import Message

from protocol.chat import FromService
from tui.clients.failure import Failure


class Connecting(Message):
    """A try began."""


class Connected(Message):
    """The service let us in under this login."""

    def __init__(self, login: str) -> None:
        super().__init__()
        self.login = login


class EventHeard(Message):
    """The service said something. The worker hears the next once `taken` is set: a service that
    talks faster than a screen draws is held back by its own connection.
    """

    def __init__(self, event: FromService, moment: datetime) -> None:
        super().__init__()
        self.event = event
        self.moment = moment
        self.taken = asyncio.Event()


class LineSent(Message):
    """A line of ours left."""

    def __init__(self, number: int, moment: datetime) -> None:
        super().__init__()
        self.number = number
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
