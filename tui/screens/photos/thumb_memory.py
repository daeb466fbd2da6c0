"""Thumbnails that stay in memory, ready to be drawn."""

from collections import OrderedDict
from dataclasses import dataclass

from textual.strip import Strip

BUDGET = 16 * 1024 * 1024
"""Bytes of thumbnails in memory: 2,000 of the smallest cells, 20 screens of the largest."""

CELL = 80
"""Bytes of a cell that is ready to be drawn: a segment, and its share of a list."""

Key = tuple[str, object, int, int]
"""Name, digest, columns, rows."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """A photo's picture as strips of the grid, or the word that says why there is none."""

    strips: tuple[Strip, ...]
    words: str = ""

    @property
    def weight(self) -> int:
        """Bytes of memory, about."""
        return CELL * (4 + sum(strip.cell_length for strip in self.strips))


class Remembered:
    """Thumbnails in memory, bounded by their bytes; who was not looked at for longest goes."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.weight = 0
        self._budget = budget
        self._thumbs: OrderedDict[Key, Thumb] = OrderedDict()

    def __len__(self) -> int:
        return len(self._thumbs)

    def __contains__(self, key: Key) -> bool:
        return key in self._thumbs

    def get(self, key: Key) -> Thumb | None:
        """Return a thumbnail, and keep it for longer."""
        if key in self._thumbs:
            self._thumbs.move_to_end(key)
        return self._thumbs.get(key)

    def put(self, key: Key, thumb: Thumb) -> None:
        """Remember a thumbnail."""
        self.weight += thumb.weight - (self._thumbs[key].weight if key in self._thumbs else 0)
        self._thumbs[key] = thumb
        self._thumbs.move_to_end(key)
        while self.weight > self._budget and len(self._thumbs) > 1:
            self.weight -= self._thumbs.popitem(last=False)[1].weight

    def forget_words(self) -> None:
        """Forget what there is no picture of."""
        for key in [key for key, thumb in self._thumbs.items() if not thumb.strips]:
            self.weight -= self._thumbs.pop(key).weight
