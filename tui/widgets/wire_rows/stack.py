"""Items of different heights, one under the other, and the rows that are made of them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from tui.clients.wire import Direction


@dataclass(frozen=True, slots=True)
class Row:
    """A row to draw: `moment` only where a piece begins; a part is a text, and is it faint?

    `since` is how long after what is above it.
    """

    direction: Direction
    moment: datetime | None
    parts: tuple[tuple[str, bool], ...]
    since: timedelta | None = None


class Timed(Protocol):
    """Whatever travelled at some time."""

    @property
    def moment(self) -> datetime:
        """When."""


T = TypeVar("T", bound=Timed)


class Stack(Generic[T]):
    """A pile that is read from its top and grows at its end; finds rows by bisection."""

    def __init__(self) -> None:
        self.items: list[T] = []
        self._tops: list[int] = []
        self._end = 0

    @property
    def height(self) -> int:
        """Rows of all items together."""
        return self._end - self._tops[0] if self._tops else 0

    def push(self, item: T, height: int) -> None:
        """Put an item under the others."""
        self.items.append(item)
        self._tops.append(self._end)
        self._end += height

    def pop(self) -> T:
        """Take the last item away."""
        self._end = self._tops.pop()
        return self.items.pop()

    def shed(self, count: int) -> int:
        """Take the `count` first items away, and return how many rows that were."""
        before = self.height
        del self.items[:count]
        del self._tops[:count]
        return before - self.height

    def place(self, row: int) -> tuple[int, int]:
        """Return which item is at a row, and the row inside it."""
        row += self._tops[0]
        index = bisect_right(self._tops, row) - 1
        return index, row - self._tops[index]

    def top(self, index: int) -> int:
        """Return the row where an item begins."""
        return self._tops[index] - self._tops[0]

    def moment(self, row: int) -> datetime:
        """Tell when the item at a row travelled."""
        return self.items[self.place(row)[0]].moment

    def pause(self, index: int) -> timedelta | None:
        """Return how long after the one before it an item travelled; None for the first."""
        if not index:
            return None
        return self.items[index].moment - self.items[index - 1].moment

    def since(self, moment: datetime) -> int:
        """Return the row of the first item that is not older, or of the last."""
        index = bisect_left(self.items, moment, key=lambda item: item.moment)
        return self.top(min(index, len(self.items) - 1))
