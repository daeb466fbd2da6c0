"""What the console's workers say to the screen; `call` tells about which call of a talk."""

from textual.message import Message

from tui.clients.console import ConsoleClient
from tui.clients.failure import Failure
from tui.screens.console.talk import Talk


class Fact(Message):
    """Something happened on a line."""

    def __init__(self, talk: Talk, call: int) -> None:
        super().__init__()
        self.talk = talk
        self.call = call

    @property
    def is_old(self) -> bool:
        """Whether it is about a call that is over."""
        return self.call != self.talk.call


class SessionBegun(Fact):
    """Somebody took the call."""

    def __init__(self, talk: Talk, call: int, client: ConsoleClient) -> None:
        super().__init__(talk, call)
        self.client = client


class SessionEnded(Fact):
    """They hung up."""


class SessionFailed(Fact):
    """A step failed; the session is over."""

    def __init__(self, talk: Talk, call: int, failure: Failure) -> None:
        super().__init__(talk, call)
        self.failure = failure


class FileSent(Fact):
    """A file has left, or could not be read to its end; `words` say which."""

    def __init__(self, talk: Talk, call: int, words: str, *, is_whole: bool) -> None:
        super().__init__(talk, call)
        self.words = words
        self.is_whole = is_whole
