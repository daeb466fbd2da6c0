"""A source of time, whatever it speaks: `open_source` makes one of what the settings name."""

import time
from collections.abc import Callable
from typing import Protocol

from protocol.places import Kind, Place
from protocol.sections import Clock
from tui.clients.connection import PATIENCE
from tui.clients.daytime import Daytime
from tui.clients.rfc868 import TimeService
from tui.clients.sntp import Sntp
from tui.clients.wire import Wire
from tui.timekeeping.sample import Sample


class Source(Protocol):
    """What every source can be asked."""

    @property
    def peer(self) -> str:
        """The service's name: address and port."""

    def ready_in(self) -> float:
        """Return how many seconds from now it may be asked again; 0 for at once."""

    async def ask(self) -> Sample:
        """Ask once. Raises Failure; TooSoon where the last question was a moment ago."""


def places(clock: Clock) -> list[Place]:
    """Return the sources that the settings name, the first one first, each once."""
    first = Place(Kind.DAYTIME, clock.address, clock.port)
    return list(dict.fromkeys((first, *clock.sources)))


def open_source(
    place: Place,
    wire: Wire,
    *,
    patience: float = PATIENCE,
    monotonic: Callable[[], float] = time.monotonic,
) -> Source:
    """Return the client for a place; nothing is asked yet."""
    clients: dict[Kind, Callable[..., Source]] = {
        Kind.DAYTIME: Daytime,
        Kind.TIME: TimeService,
        Kind.SNTP: Sntp,
    }
    return clients[place.kind](
        place.address, place.port, wire, patience=patience, monotonic=monotonic
    )
