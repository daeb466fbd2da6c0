"""Pictures of the web: the wire in hex, times, a comparison, certificates, failures, the past.

The first is an exchange with a server of ours; the others were kept, so that the pictures are the
same every time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from textual.pilot import Pilot

from docs import kept_exchanges
from docs.stopped import MOMENT, Stopped
from protocol.config import Config
from protocol.sections import Chat
from tui.exchanges.draft import Draft
from tui.exchanges.kept import History
from tui.screens.web import WebScreen, past_history
from tui.screens.web.asking import Asked
from tui.screens.web.past_record import PastExchange
from tui.widgets.wire_log import WireLog

Keep = Callable[[Pilot[None], str], Awaitable[None]]


async def draw(config: Config, size: tuple[int, int], keep: Keep) -> None:
    """Draw all scenes at a size."""
    async with _visit(config, size) as (pilot, web):
        await pilot.press("enter")
        await _shown(pilot, "Bienvenue")
        web.query_one(WireLog).focus()
        await pilot.press("x")
        await keep(pilot, "web_hex")
    past = kept_exchanges.past(Path(config.servers.data) / f"past-{size[0]}")
    async with _visit(config, size) as (pilot, web):
        with patch.object(past_history, "datetime", Stopped):
            await _past_and_difference(pilot, past, keep)
        await _times(pilot, web, keep)
        await _certificates(pilot, keep)
        for name, failure in kept_exchanges.FAILURES.items():
            web.explain(kept_exchanges.failed(name, failure), failure)
            await keep(pilot, f"web_failed_{name}")
            await pilot.press("escape")
            await pilot.pause()


async def _past_and_difference(pilot: Pilot[None], history: History, keep: Keep) -> None:
    from tui.exchanges.collection import Collection
    from tui.screens.web.past import Past

    await pilot.app.push_screen(Past(history, Collection(Path("nothing-is-named"))))
    await _shown(pilot, "Asked before: 9")
    await pilot.press("down", "space", "space")
    await keep(pilot, "web_past")
    await pilot.press("equals_sign")
    await _shown(pilot, "Body")
    await keep(pilot, "web_difference")
    await pilot.press("escape", "escape")
    await pilot.pause()


async def _times(pilot: Pilot[None], web: WebScreen, keep: Keep) -> None:
    asked = Asked(
        Draft(),
        PastExchange(
            kept_exchanges.kept(0, "GET", "/photos?sort=newest", 200, kept_exchanges.LATER)
        ),
    )
    web.remembered.add(asked)
    web.look_at(asked)
    web.action_view("times")
    await _shown(pilot, "in all")
    await keep(pilot, "web_times")


async def _certificates(pilot: Pilot[None], keep: Keep) -> None:
    from tui.screens.web.chain_view import ChainView

    refused = f"{kept_exchanges.HOST}:443 shows a certificate that has expired."
    await pilot.app.push_screen(ChainView(kept_exchanges.chain(), refused, MOMENT))
    await _shown(pilot, "expired")
    await keep(pilot, "web_certificates")
    await pilot.press("escape")
    await pilot.pause()


@asynccontextmanager
async def _visit(
    config: Config, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[None], WebScreen]]:
    from tui.app import VasistasApp

    alone = replace(config, chat=Chat(port=1))
    async with VasistasApp(alone, screen="web").run_test(size=size) as pilot:
        await pilot.pause(0.3)
        web = pilot.app.screen
        assert isinstance(web, WebScreen)
        yield pilot, web


async def _shown(pilot: Pilot[None], words: str) -> None:
    """Wait until it is on the screen."""
    async with asyncio.timeout(20):
        while words not in "\n".join(
            strip.text for strip in pilot.app.screen._compositor.render_strips()
        ):
            await pilot.pause(0.05)
