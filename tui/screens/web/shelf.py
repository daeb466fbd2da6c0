"""What outlives the program: the history of exchanges, and the collection of named requests.

The history waits for the disk, in asyncio's threads; exchanges are added in their order.
"""

import asyncio
import os
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from protocol.config import Config
from tui.exchanges import variables
from tui.exchanges.unfit import Unfit
from tui.screens.web.asking import Asked

if TYPE_CHECKING:
    from tui.clients.http.exchange import Exchange
    from tui.exchanges.collection import Collection
    from tui.exchanges.kept import History, Kept


class Shelf:
    """Both are made when they are first needed."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._numbers: WeakKeyDictionary[Exchange, int] = WeakKeyDictionary()
        """Of the exchanges that are kept, in the history."""
        self._turn = asyncio.Lock()

    @cached_property
    def history(self) -> "History":
        """The exchanges that took place."""
        from tui.exchanges.kept import History, place

        return History(place(), self._config.http.history, self._config.http.masked)

    @cached_property
    def collection(self) -> "Collection":
        """The requests that have names."""
        from tui.exchanges.collection import Collection, place

        return Collection(place(self._config.http))

    async def keep(self, asked: Asked) -> str:
        """Add an exchange that is over to the history; return words where that cannot be done."""
        if not self._config.http.history:
            return ""
        async with self._turn:
            before = self._numbers.get(asked.cause, 0) if asked.cause is not None else 0
            try:
                kept = await asyncio.to_thread(self._add, asked, before)
            except Unfit as unfit:
                return unfit.words
            self._numbers[asked.record] = kept.id
            remark, self.history.remark = self.history.remark, ""
            return remark

    def close(self) -> None:
        """Let the files go."""
        if "history" in self.__dict__:
            self.history.close()

    def _add(self, asked: Asked, before: int) -> "Kept":
        secrets = variables.secrets(asked.draft, self._config.variables, os.environ)
        return self.history.add(asked.record, asked.draft, before, secrets)
