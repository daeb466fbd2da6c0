"""What is known of an archive's list: pages read so far, where each begins, and what to ask next.

No I/O: whoever asks the archive takes a `Wish`, and gives the page back.

    album = Album(Sort.NEWEST, "")
    while wish := album.wanting(first, last):
        album.take(wish, await archive.page(wish.after, limit=wish.limit, sort=…, match=…))

An album is as long as the archive says that the list is. A photo that is not read yet, or no longer
remembered, is None. Lists can be read from their beginning only, so the way to a far end leads
through all pages; these are large.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from tui.clients.archive.photo import PAGE, Page, Photo, Sort
from tui.clients.archive.walking import Way

LARGE = 1000
"""Photos of a page on the way to a far place: ten times fewer answers to wait for."""

HELD = 20_000
"""Photos that are remembered: some 10 MB. Of the pages beyond, it is known where they begin."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask the archive: `limit` photos from `after` on, which stand from `start` on."""

    after: str | None
    start: int
    limit: int


@dataclass(slots=True)
class _Part:
    """A page: what it came after, how long it is, and its photos while they are remembered."""

    after: str | None
    count: int
    photos: list[Photo] | None


class Album:
    """The list in one order, of the names that match."""

    def __init__(self, sort: Sort = Sort.NAME, match: str = "", *, held: int = HELD) -> None:
        self.sort = sort
        self.match = match
        self.left_out = 0
        """Names so far that break the rule for names."""
        self._held = held
        self._parts: list[_Part] = []
        self._starts: list[int] = [0]
        self._next: str | None = None
        self._begun = False
        self._way = Way()
        self._total = 0

    def __len__(self) -> int:
        return max(self.known, self._total)

    @property
    def known(self) -> int:
        """How many photos were read from the beginning on."""
        return self._starts[-1]

    @property
    def complete(self) -> bool:
        """Whether the end was read."""
        return self._begun and self._next is None

    def at(self, index: int) -> Photo | None:
        """Return a photo; None where it is not read yet, not remembered, or not there."""
        if not 0 <= index < self.known:
            return None
        place = bisect_right(self._starts, index) - 1
        photos = self._parts[place].photos
        return photos[index - self._starts[place]] if photos is not None else None

    def place_of(self, name: str) -> int | None:
        """Return where a photo is, among those that are remembered."""
        for start, part in zip(self._starts, self._parts, strict=False):
            for place, photo in enumerate(part.photos or ()):
                if photo.name == name:
                    return start + place
        return None

    def remembered(self) -> Iterator[Photo]:
        """Yield the photos that are remembered, in order."""
        for part in self._parts:
            yield from part.photos or ()

    def wanting(self, first: int, last: int) -> Wish | None:
        """Return what to ask first, so that in the end all from `first` to `last` are known.

        They have to be fewer than are remembered.
        """
        for start, part in zip(self._starts, self._parts, strict=False):
            if part.photos is None and start <= last and start + part.count > first:
                return Wish(part.after, start, part.count)
        if self.complete or (self._begun and last < self.known):
            return None
        far = last >= self.known + 2 * PAGE
        return Wish(self._next, self.known, LARGE if far else PAGE)

    def leads_on(self, wish: Wish, page: Page) -> bool:
        """Say whether a page ends the list, or leads to photos that were not read yet."""
        return wish.start < self.known or self._way.leads_on(page)

    def take(self, wish: Wish, page: Page) -> None:
        """Learn a page. Where it no longer leads to the page after it, those after are forgotten.

        A page that nobody wishes for any more, since the list began anew, changes nothing.
        """
        place = bisect_right(self._starts, wish.start) - 1
        after = self._parts[place].after if place < len(self._parts) else self._next
        if self._starts[place] != wish.start or after != wish.after:
            return
        following = self._parts[place + 1].after if place + 1 < len(self._parts) else self._next
        at_end = place == len(self._parts)
        leads_on = not at_end and page.next == following
        kept = self._parts[place + 1 :] if leads_on else []
        fresh = _Part(wish.after, len(page.photos), list(page.photos))
        self._parts = [*self._parts[:place], fresh, *kept]
        if not fresh.count:
            self._join(place)
        if not leads_on:
            if not at_end:
                self._way = Way()
            self._way.passed(page)
            self._next = page.next
            self.left_out += page.left_out
        self._begun = True
        self._total = page.total - self.left_out
        self._count()
        self._let_go(place)

    def forget(self, name: str) -> int | None:
        """Leave a photo out that is no longer there; return where it was."""
        if (index := self.place_of(name)) is None:
            return None
        place = bisect_right(self._starts, index) - 1
        part = self._parts[place]
        assert part.photos is not None
        del part.photos[index - self._starts[place]]
        part.count -= 1
        if not part.count:
            self._join(place)
        self._total -= 1
        self._count()
        return index

    def _join(self, place: int) -> None:
        """Take an empty page out; what came after it now comes after what was before it."""
        empty = self._parts.pop(place)
        if place < len(self._parts):
            self._parts[place].after = empty.after

    def _count(self) -> None:
        self._starts = [0, *accumulate(part.count for part in self._parts)]
        if self.complete:
            self._total = self.known

    def _let_go(self, place: int) -> None:
        """Forget the photos of pages that are the farthest from this one."""
        remembered = [at for at, part in enumerate(self._parts) if part.photos is not None]
        over = sum(self._parts[at].count for at in remembered) - self._held
        for at in sorted(remembered, key=lambda at: -abs(at - place))[:-1]:
            if over <= 0:
                return
            over -= self._parts[at].count
            self._parts[at].photos = None
