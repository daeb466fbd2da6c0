"""Clocks that stand still, and a transfer that comes half way: what pictures are drawn by."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import repeat
from unittest.mock import patch

from tui.clocks import Clocks
from tui.screens.photos import carrying, dispatch, lister, transfers, trash_list
from tui.screens.photos.carrying import Arrived, Load, Lost
from tui.screens.photos.transfer import Kind

MOMENT = datetime(2017, 8, 24, 14, 55, 51, tzinfo=UTC)


class Stopwatch:
    """A queue of transfers that comes half way to its end, and stays there."""

    def __init__(self) -> None:
        self.moment = 4000.0

    async def carry(self, load: Load) -> Arrived | Lost:
        """Bring a photo half way; do everything else."""
        if load.order.kind is not Kind.FETCH:
            return await carrying.carry(load)
        load.progress(0, 3_400_000)
        self.moment += 1
        load.progress(round(self.moment - 4000) * 950_000, 3_400_000)
        await asyncio.Event().wait()
        raise AssertionError

    def look(self) -> float:
        """Return the moment."""
        return self.moment


class Stopped(datetime):
    """A calendar on which it is always the same moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Stopped":
        """Return the moment."""
        return cls.fromtimestamp(MOMENT.timestamp(), tz)


@contextmanager
def stopped_clocks() -> Iterator[None]:
    """Stop every clock of the program and of the host inside it."""
    from servers.chat.history.history import History
    from servers.chat.hub import Hub
    from servers.daytime import Daytime
    from servers.system_clock import Condition
    from tui.clients import wire
    from tui.clients.http import exchange
    from tui.screens.chat import deeds, errands, link, session_screen
    from tui.screens.chat import screen as chat
    from tui.screens.clock import screen as clock

    still = partial(Clocks, *(lambda: 4000.0, MOMENT.timestamp, lambda: 0.0, lambda: 4000.0))
    with ExitStack() as patches:
        for module in (wire, link, chat, deeds, errands, session_screen):
            patches.enter_context(patch.object(module, "datetime", Stopped))
        patches.enter_context(patch.object(clock, "Clocks", still))
        patches.enter_context(patch.object(exchange, "datetime", Stopped))
        patches.enter_context(patch.object(exchange.Exchange, "_since", lambda _self: 4000))
        hosts_clock = {"clock": MOMENT.timestamp, "condition": Condition}
        patches.enter_context(patch.dict(Daytime.__init__.__kwdefaults__, hosts_clock))
        nanoseconds = partial(round, MOMENT.timestamp() * 1e9)
        patches.enter_context(
            patch.object(Hub.__init__, "__defaults__", ("chat.vasistas", nanoseconds, None))
        )
        patches.enter_context(patch.dict(History.__init__.__kwdefaults__, {"clock": nanoseconds}))
        watch = Stopwatch()
        patches.enter_context(patch.object(dispatch, "carry", watch.carry))
        queue = partial(transfers.Transfers, clock=watch.look)
        patches.enter_context(patch.object(dispatch, "Transfers", queue))
        patches.enter_context(patch.object(lister, "pauses", lambda: repeat(8.0)))
        patches.enter_context(
            patch.object(trash_list, "moment", lambda _when: f"{MOMENT:%Y-%m-%d %H:%M}")
        )
        yield
