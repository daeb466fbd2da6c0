"""What the clock shows when all is not well, and what it shows of more: scenes for pictures.

Sources are services of our own on loopback, which say what the scene needs; the screen's clocks
stand still, and are put on by hand.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from math import sin
from random import Random
from unittest.mock import patch

from textual.pilot import Pilot

from docs.stopped import MOMENT
from protocol import daytime
from protocol.config import Config
from protocol.places import Kind, Place
from protocol.sections import Chat, Clock
from tui.clocks import Clocks
from tui.screens.clock import screen
from tui.screens.clock.clockwork import Clockwork
from tui.timekeeping import Point

BEGINNING = MOMENT.timestamp()
BEGAN = 4000.0
PORTS = (1313, 1314, 1315)
ZONES = ("America/New_York", "Africa/Dakar", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Auckland")

Keep = Callable[[Pilot[None], str], Awaitable[None]]


@dataclass
class Hands:
    """The moment of every clock."""

    passed: float = 0.0

    def monotonic(self) -> float:
        """Return the moment of the clock that only runs."""
        return BEGAN + self.passed

    def wall(self) -> float:
        """Return the moment of the clock that people set; it is a little fast."""
        return BEGINNING + self.passed + 1.4


async def draw(config: Config, size: tuple[int, int], keep: Keep) -> None:
    """Draw all scenes at a size."""
    hands = Hands()
    clocks = partial(Clocks, hands.monotonic, hands.wall, lambda: 0.0, hands.monotonic)
    others = tuple(Place(Kind.DAYTIME, "127.0.0.1", port) for port in PORTS[1:])
    three = replace(config.clock, port=PORTS[0], sources=others, zones=ZONES)
    with patch.object(screen, "Clocks", clocks):
        async with services(hands, 0.0, 0.0, -31.0), _visit(config, three, size) as pilot:
            await _settled(pilot, "the other 2 agree")
            await _page(pilot, "sources", keep, "clock_disagreeing")
        one = replace(three, sources=())
        async with services(hands, 0.0), _visit(config, one, size) as pilot:
            await _settled(pilot, "good to")
            await _page(pilot, "zones", keep, "clock_zones")
            _remember(pilot.app.screen.query_one(Clockwork))
            hands.passed = 15.0
            await _page(pilot, "plots", keep, "clock_plots")
        hands.passed = 0.0
        async with _visit(config, one, size) as pilot:
            async with services(hands, 0.0):
                await _settled(pilot, "good to")
            hands.passed = 700.0
            await _settled(pilot, "Nothing listens")
            await _page(pilot, "there", keep, "clock_stale")


@asynccontextmanager
async def services(hands: Hands, *ahead: float) -> AsyncIterator[None]:
    """Tell the time at the ports, so much ahead of the truth."""

    async def tell(
        seconds: float, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        moment = datetime.fromtimestamp(BEGINNING + hands.passed + seconds, UTC)
        with suppress(ConnectionError):
            writer.write(daytime.render(moment))
            writer.close()
            await writer.wait_closed()

    servers = [
        await asyncio.start_server(partial(tell, seconds), "127.0.0.1", port)
        for seconds, port in zip(ahead, PORTS, strict=False)
    ]
    yield
    for server in servers:
        server.close()


@asynccontextmanager
async def _visit(config: Config, clock: Clock, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    from tui.app import VasistasApp

    settings = replace(config, clock=clock, chat=Chat(port=1))
    async with VasistasApp(settings).run_test(size=size) as pilot:
        yield pilot


async def _settled(pilot: Pilot[None], words: str) -> None:
    """Wait until it is said."""
    async with asyncio.timeout(20):
        while not pilot.app.screen.query(Clockwork):
            await pilot.pause(0.05)
        why = pilot.app.screen.query_one("#why")
        while words not in str(why.render()):
            pilot.app.screen.query_one(Clockwork).look()
            await pilot.pause(0.05)


async def _page(pilot: Pilot[None], page: str, keep: Keep, name: str) -> None:
    clockwork = pilot.app.screen.query_one(Clockwork)
    clockwork.face.pages.open(page)
    clockwork.look()
    await pilot.pause(0.2)
    clockwork.look()
    await keep(pilot, name)


def _remember(clockwork: Clockwork) -> None:
    """Have an hour behind us: a clock that drifts, and answers that narrow the error."""
    chance = Random(1)
    history = clockwork.keeper.tracks[0].history
    for number in range(56):
        at = BEGAN - 3600 + 64 * number
        error = max(0.08, 0.5 - number / 40)
        history.append(
            Point(
                at=at,
                delay=0.004 + 0.002 * chance.random() + (0.02 if number in (17, 40) else 0),
                ahead=0.45 + 0.5 * number / 56 + 0.04 * sin(number),
                error=error,
            )
        )
