"""What the exchange's worker says to the screen: finished facts, in the order they happened.

Each has the exchange's number, since a fact may arrive when another exchange has begun.
"""

from textual.message import Message

from tui.clients.failure import Failure, Step


class Fact(Message):
    """Something happened in an exchange."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class StepReached(Fact):
    """A step began."""

    def __init__(self, number: int, step: Step) -> None:
        super().__init__(number)
        self.step = step


class BodyGrown(Fact):
    """So many bytes of the body are here."""

    def __init__(self, number: int, size: int) -> None:
        super().__init__(number)
        self.size = size

    def can_replace(self, message: Message) -> bool:
        """Let the newest size stand for those before it."""
        return isinstance(message, BodyGrown)


class Answered(Fact):
    """The answer is whole."""

    def __init__(self, number: int, status: int, reason: str, size: int, seconds: float) -> None:
        super().__init__(number)
        self.status = status
        self.reason = reason
        self.size = size
        self.seconds = seconds


class ExchangeFailed(Fact):
    """A step failed."""

    def __init__(self, number: int, failure: Failure) -> None:
        super().__init__(number)
        self.failure = failure


class ExchangeCancelled(Fact):
    """It was ended before its end."""
