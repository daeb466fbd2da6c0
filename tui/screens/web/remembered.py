"""The exchanges of a session: the latest ones, so that one can go back and compare."""

from tui.screens.web.asking import Asked

MOST = 30
"""Exchanges that are remembered: an afternoon's; the history on the disk has more."""

ROOM = 4 * 1024**3
"""Bytes of their bodies, on the disk, as far as there is more than one."""


class Remembered:
    """Exchanges in their order, and the one that is looked at; what is forgotten is closed."""

    def __init__(self) -> None:
        self._all: list[Asked] = []
        self._place = -1

    def __len__(self) -> int:
        return len(self._all)

    @property
    def place(self) -> int:
        """Which one is looked at, counted from 1."""
        return self._place + 1

    @property
    def seen(self) -> Asked | None:
        """The one that is looked at."""
        return self._all[self._place] if self._all else None

    def add(self, asked: Asked) -> None:
        """Have another one, and look at it."""
        self._all.append(asked)
        while len(self._all) > 1 and (
            len(self._all) > MOST or sum(one.record.body.size for one in self._all) > ROOM
        ):
            self._all.pop(0).record.close()
        self._place = len(self._all) - 1

    def go(self, by: int) -> bool:
        """Look at another one; False: there is none."""
        place = max(0, min(self._place + by, len(self._all) - 1))
        moved, self._place = place != self._place, place
        return moved

    def close(self) -> None:
        """Forget them all."""
        for one in self._all:
            one.record.close()
        self._all, self._place = [], -1
