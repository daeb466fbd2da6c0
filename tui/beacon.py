"""What a screen tells the others about itself: its connection's state and what is unread.

And the time, which the clock tells once a second, and every bar shows.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from textual.message import Message


class State(StrEnum):
    """How a screen's service is doing."""

    IDLE = "idle"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    RETRYING = "retrying"
    FAILED = "failed"


class Beacon(Message):
    """A screen's state changed; the app keeps the latest of each mode, and every bar shows it."""

    def __init__(self, mode: str, state: State, words: str = "", unread: int = 0) -> None:
        super().__init__()
        self.mode = mode
        self.state = state
        self.words = words
        """The state in words, for people; safe to draw."""
        self.unread = unread


@dataclass(frozen=True, slots=True)
class Told:
    """The time as it is shown, and by sign and colour how far it can be trusted."""

    time: str = ""
    sign: str = ""
    colour: str = ""


@runtime_checkable
class Board(Protocol):
    """Where the clock writes the time: the app. No message, so that all is painted in one go."""

    told: Told
