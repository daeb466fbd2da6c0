"""Finds the picture of an entry: from memory, from this machine's disk, or from the archive."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tui import numbers
from tui.clients.archive import classic as archive
from tui.clients.archive.photo import Progress
from tui.clients.failure import Failure
from tui.failures import sentence
from tui.picture import NoPicture, Picture, load
from tui.screens.photos.carrying import Where
from tui.words import _

REMEMBERED = 48
"""Pictures kept in memory, shrunk: 60 MB of the largest kind, and two screens of a list."""

GREATEST = 64 * 1024 * 1024
"""Bytes of a photo that are fetched for a look at it: several times what cameras make."""

Key = tuple[str, str, int]
"""Where from, path or name, and what changes when the photo does."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry looks like: a picture, or the words that say why there is none."""

    picture: Picture | None
    words: str
    size: int | None


class Looker:
    """Looks at one photo at a time, on the thread named `pictures`; `close` ends that thread."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._seen: OrderedDict[Key, Seen] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    def remembered(self, key: Key) -> Seen | None:
        """Return what was seen before."""
        if key in self._seen:
            self._seen.move_to_end(key)
        return self._seen.get(key)

    def forget_archive(self, name: str | None = None) -> None:
        """Forget the archive's pictures, or one: their names may mean other photos now."""
        for key in list(self._seen):
            if key[0] == "there" and name in (None, key[1]):
                del self._seen[key]

    async def look(self, key: Key, size: int | None, progress: Progress) -> Seen:
        """Look, and remember. A failure of the network is told and not remembered."""
        try:
            source = Path(key[1]) if key[0] == "here" else await self._fetch(key[1], progress)
        except Failure as failure:
            return Seen(None, _why_not(failure), size)
        size = size if isinstance(source, Path) else len(source)
        seen = await self._in_thread(lambda: _see(source, size))
        self._seen[key] = seen
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return seen

    def close(self) -> None:
        """Let the thread end after the picture that it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _fetch(self, name: str, progress: Progress) -> bytes:
        data = bytearray()
        await archive.fetch(*self._where, name, data.extend, limit=GREATEST, progress=progress)
        return bytes(data)

    async def _in_thread(self, see: Callable[[], Seen]) -> Seen:
        return await asyncio.get_running_loop().run_in_executor(self._thread, see)


def _why_not(failure: Failure) -> str:
    if failure.code == "longueur":
        words = _("This photo is larger than {size}: save it here to see it.")
        return words.format(size=numbers.size(GREATEST))
    return sentence(failure)


def _see(source: Path | bytes, size: int | None) -> Seen:
    try:
        return Seen(load(source), "", size)
    except NoPicture as no:
        words = _("This is no picture we can draw: {reason}.").format(reason=no)
        return Seen(None, words, size)
