"""Thumbnails for the grid: which are fetched, in what order, how many at once, and how many stay.

Nobody waits: `known` says what is there, `want` says what is seen now, and `ready` hears of each
one that came. A wish replaces the one before: what scrolled away is cancelled, what is seen comes
before what may be seen next. Where the archive makes no thumbnails, whole photos are fetched: one
at a time, those that are seen only, and none that is large.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from errno import EFBIG
from functools import partial

from tui.clients.archive.photo import Ability, Archive, Photo
from tui.clients.failure import Failure, Step
from tui.clients.pauses import pauses
from tui.colours import Depth
from tui.screens.photos.thumb_memory import BUDGET, Key, Remembered, Thumb
from tui.words import _

AT_ONCE = 4
"""Requests at a time: enough that a line of 50 ms is never idle, few enough to be cancelled."""

EVERY = 0.1
"""Seconds between two changes of what is under way: a key that is held down scrolls 30 times a
second, and each request that is cancelled costs a connection."""

WHOLE = 16 * 1024 * 1024
"""Bytes of a photo that is fetched whole to be shown small."""

_STRANGE = ("longueur", "forme", "abime")
"""Codes of an answer that came, and was none."""


class Thumbs:
    """Fetches by tasks of the event loop, decodes on the thread `thumbnails`. `close` ends both.

    `ready` hears the name of each photo that can be shown; `lost` hears of a failure of the
    network, after which nothing is asked for the seconds that are given with it.
    """

    def __init__(
        self,
        archive: Archive,
        ready: Callable[[str], object],
        lost: Callable[[Failure, float], object],
        *,
        budget: int = BUDGET,
    ) -> None:
        self.remembered = Remembered(budget)
        self.small = Ability.THUMBNAILS in archive.can
        """Whether the archive makes thumbnails, so that one may fetch ahead."""
        self.depth = Depth.TRUE
        self._archive = archive
        self._ready, self._lost = ready, lost
        self._size = (1, 1)
        self._wishes: Sequence[Photo] = ()
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._turned = float("-inf")
        self._turn: asyncio.TimerHandle | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._pauses = pauses()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="thumbnails")

    def known(self, photo: Photo) -> Thumb | None:
        """Return the thumbnail of a photo in the size that was wanted last."""
        return self.remembered.get(self._key(photo))

    def want(self, photos: Sequence[Photo], columns: int, rows: int) -> None:
        """Want these, the first ones first, in so many cells; nothing else is wanted any more."""
        self._wishes, self._size = photos, (columns, rows)
        if self._turn is None and (photos or self._running):
            loop = asyncio.get_running_loop()
            self._turn = loop.call_at(max(loop.time(), self._turned + EVERY), self._change)

    def try_again(self) -> None:
        """Forget that photos could not be shown: whatever was in the way may be gone."""
        self.remembered.forget_words()

    def close(self) -> None:
        """Cancel what is under way."""
        self._wishes = ()
        for handle in (self._turn, self._rest):
            if handle is not None:
                handle.cancel()
        for task in self._running.values():
            task.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _key(self, photo: Photo) -> Key:
        return photo.name, photo.sha256 or (photo.size, photo.modified), *self._size

    def _change(self) -> None:
        """Cancel what nobody wants any more, and fetch what is wanted now."""
        self._turn = None
        self._turned = asyncio.get_running_loop().time()
        wanted = {self._key(photo) for photo in self._wishes}
        for key, task in self._running.items():
            if key not in wanted and not task.cancelling():
                task.cancel()  # its place is free when its connection is closed
        self._start()

    def _start(self) -> None:
        most = AT_ONCE if self.small else 1
        for photo in self._wishes:
            if len(self._running) >= most or self._rest is not None:
                return
            key = self._key(photo)
            if key not in self._running and key not in self.remembered:
                task = asyncio.create_task(self._make(key, photo))
                self._running[key] = task
                task.add_done_callback(partial(self._end, key))

    def _end(self, key: Key, task: asyncio.Task[None]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.result()  # what nobody expected has to be heard of
        self._start()

    async def _make(self, key: Key, photo: Photo) -> None:
        try:
            thumb = await self._see(photo, *key[2:])
        except Failure as failure:
            self._pause(failure)
            return
        self._pauses = pauses()
        self.remembered.put(key, thumb)
        self._ready(photo.name)

    async def _see(self, photo: Photo, columns: int, rows: int) -> Thumb:
        """Fetch and draw; a refusal that concerns this photo alone is a word in its place."""
        try:
            data = await self._fetch(photo, columns, rows)
        except Failure as failure:
            if words := _word(failure):
                return Thumb((), words)
            raise
        if data is None:
            return Thumb((), _("large"))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _draw, data, columns, rows, self.depth)

    async def _fetch(self, photo: Photo, columns: int, rows: int) -> bytes | None:
        """Fetch what is to be drawn; None where that is more than `WHOLE`."""
        if self.small:
            return await self._archive.thumbnail(photo.name, columns, 2 * rows)
        data = bytearray()

        def keep(block: bytes) -> None:
            if len(data) + len(block) > WHOLE:
                raise OSError(EFBIG, "")
            data.extend(block)

        if photo.size is not None and photo.size > WHOLE:
            return None
        try:
            await self._archive.fetch(photo.name, keep)
        except OSError as error:
            if error.errno != EFBIG:
                raise
            return None
        return bytes(data)

    def _pause(self, failure: Failure) -> None:
        """Ask for nothing for a while."""
        if self._rest is None:
            pause = next(self._pauses)
            self._rest = asyncio.get_running_loop().call_later(pause, self._go_on)
            if failure.step is not Step.REFUSED:
                self._lost(failure, pause)

    def _go_on(self) -> None:
        self._rest = None
        self._start()


def _word(failure: Failure) -> str:
    """Say in a word what concerns one photo alone; "" for what may pass: a network, a busy host."""
    if failure.step is Step.REFUSED and failure.code == "introuvable":
        return _("gone")
    if failure.step is Step.REFUSED and failure.code in ("image", "nom", "commande"):
        return _("no picture")
    alone = failure.step is Step.REFUSED and failure.code != "debit"
    return _("not readable") if alone or failure.code in _STRANGE else ""


def _draw(data: bytes, columns: int, rows: int, depth: Depth) -> Thumb:
    from tui import picture
    from tui.widgets.half_cells import strips

    try:
        loaded = picture.load(data, max(columns, 2 * rows))
    except picture.NoPicture:
        return Thumb((), _("no picture"))
    return Thumb(tuple(strips(picture.fit(loaded, columns, rows), depth)))
