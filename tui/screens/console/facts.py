"""What the console's worker says to the screen; `number` tells which session it is about."""

from textual.message import Message

from tui.clients.console import ConsoleClient
from tui.clients.failure import Failure


class SessionBegun(Message):
    """Somebody took the call."""

    def __init__(self, number: int, client: ConsoleClient) -> None:
        super().__init__()
        self.number = number
        self.client = client


class SessionEnded(Message):
    """They hung up."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class SessionFailed(Message):
    """A step failed; the session is over."""

    def __init__(self, number: int, failure: Failure) -> None:
        super().__init__()
        self.number = number
        self.failure = failure
