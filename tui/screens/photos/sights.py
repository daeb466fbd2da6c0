"""The pictures that were seen, kept in bounded memory: of each photo the sharpest one."""

from collections import OrderedDict
from dataclasses import dataclass

from tui import picture
from tui.picture import Picture
from tui.screens.photos.subject import Key

MEMORY = 96 * 1024 * 1024
"""Bytes of pictures. One of 12 megapixels that is seen from very near takes 36 MB, one that fills
a terminal of 200 × 50 takes 40 KB: so two of those, or two thousand of these."""

WORDS = 2000
"""Bytes that are reckoned for one that is only remembered to be no picture, and for the rest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo looks like: a picture, or the words that say why there is none.

    `size` is in bytes. `sure` is false where the photo may be larger than the picture's facts say,
    since all that came of it was a small picture.
    """

    picture: Picture | None
    words: str
    size: int | None = None
    sure: bool = True


class Sights:
    """Pictures by key, the one that was not looked at for the longest time going first."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._seen: OrderedDict[Key, Seen] = OrderedDict()
        self._weight = 0

    def keep(self, key: Key, seen: Seen) -> None:
        """Remember it, in place of what was known before."""
        self.forget(key)
        self._seen[key] = seen
        self._weight += weight(seen)
        while self._weight > self._memory and len(self._seen) > 1:
            _key, gone = self._seen.popitem(last=False)
            self._weight -= weight(gone)

    def known(self, key: Key) -> Seen | None:
        """Return what was seen, however small."""
        if key in self._seen:
            self._seen.move_to_end(key)
        return self._seen.get(key)

    def forget(self, key: Key) -> None:
        """Forget one."""
        if (gone := self._seen.pop(key, None)) is not None:
            self._weight -= weight(gone)

    def keys(self) -> list[Key]:
        """Return the keys of all that is remembered."""
        return list(self._seen)


def weight(seen: Seen) -> int:
    """Return about how many bytes of memory it takes."""
    if seen.picture is None:
        return WORDS
    return WORDS + 3 * seen.picture.image.width * seen.picture.image.height


def is_sharp(seen: Seen, columns: int, rows: int, zoom: float, most: int) -> bool:
    """Whether more pixels would not be seen, or there are none; nobody loads more than `most`."""
    if seen.picture is None:
        return True
    image, facts = seen.picture.image, seen.picture.facts
    if not seen.sure and zoom > 1:
        return False
    wanted = min(most, picture.side(facts, columns, rows, zoom))
    return max(image.width, image.height) >= wanted - 1
