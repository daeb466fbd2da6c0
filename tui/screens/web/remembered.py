"""The exchanges of a session: the latest ones, so that one can go back and compare."""

from tui.clients.http.exchange import Exchange

MOST = 30
"""Exchanges that are remembered: an afternoon's; the history on the disk has more."""

ROOM = 4 * 1024**3
"""Bytes of their bodies, on the disk, as far as there is more than one."""


class Remembered:
    """Exchanges in their order, and the one that is looked at; what is forgotten is closed."""

    def __init__(self) -> None:
        self._records: list[Exchange] = []
        self._place = -1

    def __len__(self) -> int:
        return len(self._records)

    @property
    def place(self) -> int:
        """Which one is looked at, counted from 1."""
        return self._place + 1

    @property
    def seen(self) -> Exchange | None:
        """The one that is looked at."""
        return self._records[self._place] if self._records else None

    def add(self, record: Exchange) -> None:
        """Have another one, and look at it."""
        self._records.append(record)
        while len(self._records) > 1 and (
            len(self._records) > MOST or sum(one.body.size for one in self._records) > ROOM
        ):
            self._records.pop(0).close()
        self._place = len(self._records) - 1

    def go(self, by: int) -> bool:
        """Look at another one; False: there is none."""
        place = max(0, min(self._place + by, len(self._records) - 1))
        moved, self._place = place != self._place, place
        return moved

    def close(self) -> None:
        """Forget them all."""
        for one in self._records:
            one.close()
        self._records, self._place = [], -1
