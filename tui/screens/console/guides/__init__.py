"""Lessons in protocols: each guide follows one conversation and shows the next line to type.

    guide = GUIDES["chat"]("manu", address)
    guide.next(said)            # Hint("manu", "your name comes first: …")

They know the protocols by heart and touch neither network nor screen.
"""

from collections.abc import Callable

from tui.screens.console.guides.chat import ChatGuide
from tui.screens.console.guides.hint import Guide, Hint, Said
from tui.screens.console.guides.http import HttpGuide, PhotosHttpGuide
from tui.screens.console.guides.irc import IrcGuide
from tui.screens.console.guides.others import (
    CapitalsGuide,
    ClockGuide,
    RedisGuide,
    SmtpGuide,
)
from tui.screens.console.guides.photos import PhotosGuide

__all__ = ["GUIDES", "Guide", "Hint", "Said"]

GUIDES: dict[str, Callable[[str, str], Guide]] = {
    "capitals": CapitalsGuide,
    "clock": ClockGuide,
    "chat": ChatGuide,
    "irc": IrcGuide,
    "photos": PhotosGuide,
    "photos-http": PhotosHttpGuide,
    "http": HttpGuide,
    "smtp": SmtpGuide,
    "redis": RedisGuide,
}
"""By name: what makes a guide for a login and a peer as it is named in a Host field."""
