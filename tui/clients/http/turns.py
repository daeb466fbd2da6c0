"""Turns of the event loop for others, while one works that need not wait for anything."""

import asyncio
from time import monotonic

BREATH = 0.005
"""Seconds of work after which others get their turn. After each read of what is there already it
would cost a large download a third of its speed where it is drawn meanwhile.
"""


class Turns:
    """When others had theirs."""

    def __init__(self) -> None:
        self._last = monotonic()

    async def give(self) -> None:
        """Let others have a turn, if they have not had one for a BREATH."""
        if monotonic() - self._last > BREATH:
            await asyncio.sleep(0)
            self._last = monotonic()
