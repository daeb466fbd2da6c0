"""Items of different heights, one under the other, and the rows that are made of them."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, Protocol, TypeVar

from tui.clients.wire import Direction


class Tone(Enum):
    """Whose words a row holds: theirs as they travelled, theirs told by us, or ours about them."""

    BYTES = "bytes"
    TOLD = "told"
    DETAIL = "detail"
    """More of what is told above it."""
    REMARK = "remark"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Row:
    """A row to draw: `moment` only where a piece begins; a part is a text, and is it faint?

    `since` is how long after what is above it, `elapsed` after the exchange began.
    """

    direction: Direction
    moment: datetime | None
    parts: tuple[tuple[str, bool], ...]
    since: timedelta | None = None
    elapsed: timedelta | None = None
    tone: Tone = Tone.BYTES
    remark: str = ""
    """What we have to say about it, beside it."""
    size: str = ""
    """How much the piece above was, where that stands beside this row."""


class Timed(Protocol):
    """Whatever travelled at some time."""

    @property
    def moment(self) -> datetime:
        """When."""


T = TypeVar("T", bound=Timed)


class Stack(Generic[T]):
    """A pile that is read from its top and grows at its end; finds rows and bytes by bisection."""

    def __init__(self, lost: int = 0) -> None:
        self.items: list[T] = []
        self._tops: list[int] = []
        self._places: list[int] = []
        self._bottom, self._end = 0, lost
        self.begun: list[datetime] = []
        """When exchanges began: that of the first item, and those after it."""

    @property
    def height(self) -> int:
        """Rows of all items together."""
        return self._bottom - self._tops[0] if self._tops else 0

    @property
    def lost(self) -> int:
        """Bytes before the first item."""
        return self._places[0] if self._places else self._end

    @property
    def end(self) -> int:
        """Bytes up to the end of the last item, with those that are lost."""
        return self._end

    def push(self, item: T, height: int, size: int) -> None:
        """Put an item under the others, which stands for so many bytes."""
        self.items.append(item)
        self._tops.append(self._bottom)
        self._places.append(self._end)
        self._bottom += height
        self._end += size

    def pop(self) -> T:
        """Take the last item away."""
        self._bottom = self._tops.pop()
        self._end = self._places.pop()
        return self.items.pop()

    def shed(self, count: int) -> int:
        """Take the `count` first items away, and return how many rows that were."""
        before = self.height
        del self.items[:count]
        del self._tops[:count]
        del self._places[:count]
        while len(self.begun) > 1 and self.items and self.begun[1] <= self.items[0].moment:
            del self.begun[0]
        return before - self.height

    def size(self, index: int) -> int:
        """Return how many bytes an item stands for."""
        after = index + 1
        end = self._places[after] if after < len(self._places) else self._end
        return end - self._places[index]

    def place(self, row: int) -> tuple[int, int]:
        """Return which item is at a row, and the row inside it."""
        row += self._tops[0]
        index = bisect_right(self._tops, row) - 1
        return index, row - self._tops[index]

    def top(self, index: int) -> int:
        """Return the row where an item begins."""
        return self._tops[index] - self._tops[0]

    def byte(self, index: int) -> int:
        """Return the first byte of an item, counted from the wire's beginning."""
        return self._places[index]

    def holding(self, byte: int) -> int:
        """Return the item with a byte in it, or the nearest that is there."""
        return max(0, bisect_right(self._places, byte) - 1)

    def pause(self, index: int) -> timedelta | None:
        """Return how long after the one before it an item travelled; None for the first."""
        if not index:
            return None
        return self.items[index].moment - self.items[index - 1].moment

    def elapsed(self, moment: datetime) -> timedelta | None:
        """Return how long after the beginning of its exchange a moment was."""
        place = bisect_right(self.begun, moment)
        began = self.begun[place - 1] if place else self.items[0].moment
        return moment - began
