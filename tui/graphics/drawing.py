"""The thread on which real pixels are made: one picture at a time, and none that nobody awaits."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from tui.graphics.drawn import Drawn, View
from tui.graphics.drawn import draw as drawn
from tui.graphics.terminal import Terminal
from tui.picture import Picture


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="graphics")


async def draw(picture: Picture, view: View, terminal: Terminal) -> Drawn:
    """Draw when the one before is done; cancelled, it is not begun any more."""
    work = _thread().submit(drawn, picture, view, terminal, terminal.measure())
    return await asyncio.wrap_future(work)
