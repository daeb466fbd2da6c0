"""Work that several may wait for: begun once, and given up when nobody wants it any more."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Generic, TypeVar

from tui.clients.archive.photo import Progress

Result = TypeVar("Result")


class Flight(Generic[Result]):
    """One piece of work, those who wait for it, and whom to tell how far it is."""

    def __init__(self) -> None:
        self.task: asyncio.Task[Result] | None = None
        self.wanted = 0
        self.listeners: list[Progress] = []

    def tell(self, moved: int, size: int) -> None:
        """Tell all who want to know how far it is."""
        for listener in self.listeners:
            listener(moved, size)


class Flights(Generic[Result]):
    """All that is under way on one event loop, each under a key of its own."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight[Result]] = {}

    def under_way(self, key: Hashable) -> bool:
        """Whether somebody waits for this already."""
        return key in self._flights

    async def join(
        self,
        key: Hashable,
        begin: Callable[[Progress], Coroutine[object, object, Result]],
        progress: Progress | None = None,
    ) -> Result:
        """Wait for what is under way under this key, or begin it.

        Cancelling the last who waits cancels the work.
        """
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight()
            flight.task = asyncio.create_task(begin(flight.tell))
        assert flight.task is not None
        flight.wanted += 1
        if progress is not None:
            flight.listeners.append(progress)
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.wanted -= 1
            if progress is not None:
                flight.listeners.remove(progress)
            if not flight.wanted:
                flight.task.cancel()
                if self._flights.get(key) is flight:
                    del self._flights[key]
