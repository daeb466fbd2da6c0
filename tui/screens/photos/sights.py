"""The pictures that were seen, kept in bounded memory."""

from collections import OrderedDict
from dataclasses import dataclass

from tui import picture
from tui.picture import Picture
from tui.screens.photos.subject import Key

MEMORY = 32 * 1024 * 1024
"""Bytes of pictures as large as an area of the terminal. One for 200 × 50 cells takes 40 KB, the
largest that a terminal asks for 3 MB: so hundreds of those, or a dozen of these."""

MOST = 3072
"""Pixels of the longer side that a near look asks for; what is seen from nearer still is enlarged.
Decoders keep up to twice as many, which makes 85 MB of a photo in 4:3: all of one of 12 megapixels,
while photos may have a hundred."""

_OVERHEAD = 2000
"""Bytes that are reckoned for what is not pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture is for: an area of so many cells, and how near one comes."""

    columns: int
    rows: int
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo looks like: a picture, or the words that say why there is none.

    `size` is in bytes. `sure` is false where the photo may be larger than the picture's facts say,
    since all that came of it was a small picture. `lasting` is false where it may be better soon.
    """

    picture: Picture | None
    words: str
    size: int | None = None
    sure: bool = True
    lasting: bool = True

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        if self.picture is None:
            return _OVERHEAD
        return _OVERHEAD + 3 * self.picture.image.width * self.picture.image.height


class Sights:
    """Pictures as a whole by key, that which was not looked at for the longest time going first;
    and of the one photo at which one looked near the last time, a picture for each step.

    So whoever goes back again from very near meets a picture that is quickly drawn.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._seen: OrderedDict[Key, Seen] = OrderedDict()
        self._near: tuple[Key, list[Seen]] | None = None
        self._weight = 0

    def keep(self, key: Key, seen: Seen, *, near: bool = False) -> None:
        """Remember it, in place of what was known before."""
        if near:
            if seen.picture is not None:
                self._keep_near(key, seen)
            return
        self._let_go(key)
        self._seen[key] = seen
        self._weight += seen.weight
        while self._weight > self._memory and len(self._seen) > 1:
            self._let_go(next(iter(self._seen)))

    def known(self, key: Key) -> Seen | None:
        """Return the picture as a whole, however small."""
        if key in self._seen:
            self._seen.move_to_end(key)
        return self._seen.get(key)

    def sharp(self, key: Key, frame: Frame) -> Seen | None:
        """Return the smallest that is as sharp as the frame can show, or as it will ever be."""
        near = self._near[1] if self._near is not None and self._near[0] == key else []
        whole = self.known(key)
        every = [whole, *near] if whole is not None else near
        return next((seen for seen in every if _is_sharp(seen, frame)), None)

    def forget_archive(self, name: str | None = None) -> None:
        """Forget what is the archive's, or one photo of it."""
        keys = [key for key in self._seen if key[0] == "there" and name in (None, key[1])]
        for key in keys:
            self._let_go(key)
        self._near = None

    def _keep_near(self, key: Key, seen: Seen) -> None:
        """Keep no two that are nearly as large: together they take twice what the largest does."""
        steps = self._near[1] if self._near is not None and self._near[0] == key else []
        apart = [one for one in steps if not 0.5 <= one.weight / seen.weight <= 2]
        self._near = key, sorted([*apart, seen], key=lambda one: one.weight)

    def _let_go(self, key: Key) -> None:
        if (gone := self._seen.pop(key, None)) is not None:
            self._weight -= gone.weight


def _is_sharp(seen: Seen, frame: Frame) -> bool:
    if seen.picture is None:
        return True
    image = seen.picture.image
    if not seen.sure:
        return frame.zoom <= 1 and (
            image.width >= frame.columns - 1 or image.height >= 2 * frame.rows - 2
        )
    wanted = picture.side(seen.picture.facts, frame.columns, frame.rows, frame.zoom)
    return max(image.width, image.height) >= min(MOST, wanted) - 1
