"""What the view of the archive tells the screen."""

from textual.message import Message

from tui.clients.failure import Failure


class Listed(Message):
    """The archive said how many photos match; `left_out` names so far break the rule."""

    def __init__(self, total: int, left_out: int) -> None:
        super().__init__()
        self.total = total
        self.left_out = left_out


class Unreachable(Message):
    """The archive did not answer; it is asked again in `pause` seconds."""

    def __init__(self, failure: Failure, pause: float) -> None:
        super().__init__()
        self.failure = failure
        self.pause = pause


class Pointed(Message):
    """The cursor came to rest on another photo, or the photo below it came."""

    def can_replace(self, message: Message) -> bool:
        """Only the last place of a cursor that runs is of interest."""
        return isinstance(message, Pointed)


class Chosen(Message):
    """Somebody wants to open the photo with this number."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class Marked(Message):
    """So many are marked now."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
