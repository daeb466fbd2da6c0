"""Finds the picture of a subject: in memory, on this machine's disk, or in the archive.

    seen = looker.known(subject)                     what was seen before, however small
    seen = await looker.look(subject, 200, 50)       as sharp as 200 × 50 cells can show
    looker.ahead([next, previous], 200, 50)          these are looked at while nobody asks for more

Of an archive's photo no more is fetched than is seen: a thumbnail of the pixels that there are
cells for, and only for a nearer look the whole photo.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from tui import numbers
from tui.clients.archive.photo import Ability, Archive, Photo, Progress
from tui.clients.failure import Failure
from tui.failures import sentence
from tui.screens.photos import seeing
from tui.screens.photos.flights import Flights
from tui.screens.photos.sights import Frame, Seen, Sights
from tui.screens.photos.subject import Key, Subject
from tui.words import _

GREATEST = 64 * 1024 * 1024
"""Bytes of a photo that are fetched for a look at it: several times what cameras make."""

HEAD = 128 * 1024
"""Bytes of an archive's photo that are fetched for what it says of itself: twice what a JPEG has
room for in one segment, and a second at 1 Mbit/s."""

THREADS = 2
"""One for what one waits for, one for what is looked at ahead."""


class Enough(OSError):
    """So much was wanted of a photo, and no more."""


class Looker:
    """Looks at photos of one archive and of this machine, on threads named `pictures`.

    All methods belong to one event loop. `close` ends the threads; the archive is its owner's.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sights = Sights()
        self._flights: Flights[Seen] = Flights()
        self._ahead: asyncio.Task[None] | None = None
        self._whole: tuple[Key, bytes] | None = None
        """The last photo that was fetched whole: one looks nearer and nearer at the same."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pictures")

    def known(self, subject: Subject) -> Seen | None:
        """Return what was seen of the whole picture before, however small."""
        return self._sights.known(subject.key)

    def sharp(self, subject: Subject, columns: int, rows: int, zoom: float = 1.0) -> Seen | None:
        """Return what was seen before, if it is as sharp as so many cells can show."""
        return self._sights.sharp(subject.key, Frame(columns, rows, zoom))

    async def look(
        self,
        subject: Subject,
        columns: int,
        rows: int,
        zoom: float = 1.0,
        *,
        progress: Progress | None = None,
    ) -> Seen:
        """Look, and remember; a failure of the network is told and not remembered.

        What is looked at ahead is given up, unless it is this one. Cancelling gives this one up.
        """
        frame = Frame(columns, rows, zoom)
        if (seen := self._sights.sharp(subject.key, frame)) is not None:
            return seen
        if not self._flights.under_way((subject.key, frame)):
            self._stop_ahead()
        return await self._join(subject, frame, progress)

    def ahead(self, subjects: Sequence[Subject], columns: int, rows: int) -> None:
        """Look at these one after another, in place of whatever was looked at ahead."""
        self._stop_ahead()
        frame = Frame(columns, rows)
        wanted = [one for one in subjects if self._sights.sharp(one.key, frame) is None]
        if wanted:
            self._ahead = asyncio.create_task(self._look_ahead(wanted, frame))

    async def describe(self, subject: Subject) -> seeing.Description:
        """Read what a photo says of itself; of the archive's, in its beginning."""
        try:
            source = (
                subject.path
                or self._held(subject.key)
                or await self._archive.head(subject.name, HEAD)
            )
        except Failure as failure:
            return seeing.Description(words=sentence(failure))
        given_up = threading.Event()
        try:
            described = self._threads.submit(seeing.describe, source, given_up)
            return await asyncio.wrap_future(described)
        finally:
            given_up.set()

    def forget_archive(self, name: str | None = None) -> None:
        """Forget the archive's pictures, or one: their names may mean other photos now."""
        self._stop_ahead()
        self._whole = None
        self._sights.forget_archive(name)

    def close(self) -> None:
        """Let the threads end after the pictures that they are at."""
        self._stop_ahead()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _stop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()

    async def _look_ahead(self, subjects: Sequence[Subject], frame: Frame) -> None:
        for subject in subjects:
            await self._join(subject, frame, None)

    async def _join(self, subject: Subject, frame: Frame, progress: Progress | None) -> Seen:
        see = partial(self._see, subject, frame)
        return await self._flights.join((subject.key, frame), see, progress)

    async def _see(self, subject: Subject, frame: Frame, progress: Progress) -> Seen:
        key = subject.key
        if subject.photo is None:
            assert subject.path is not None
            return await self._decode(key, frame, partial(seeing.see, subject.path, frame))
        try:
            return await self._see_there(key, subject.photo, frame, progress)
        except Failure as failure:
            seen = seeing.refused(failure, subject.photo.size)
        except Enough:
            words = _("This photo is larger than {size}: save it here to see it.")
            seen = Seen(None, words.format(size=numbers.size(GREATEST)), subject.photo.size)
        self._keep(key, frame, seen)
        return seen

    async def _see_there(self, key: Key, photo: Photo, frame: Frame, progress: Progress) -> Seen:
        box = seeing.box(photo, frame) if Ability.THUMBNAILS in self._archive.can else None
        if box is not None and self._held(key) is None:
            data = await self._archive.thumbnail(photo.name, *box)
            return await self._decode(key, frame, partial(seeing.see_thumbnail, data, photo))
        data = self._held(key) or await self._fetch(key, photo, progress)
        return await self._decode(key, frame, partial(seeing.see, data, frame))

    def _held(self, key: Key) -> bytes | None:
        return self._whole[1] if self._whole is not None and self._whole[0] == key else None

    async def _fetch(self, key: Key, photo: Photo, progress: Progress) -> bytes:
        if photo.size is not None and photo.size > GREATEST:
            raise Enough
        data = bytearray()
        sink = partial(_pour, data, GREATEST)
        await self._archive.fetch(photo.name, sink, progress=progress)
        self._whole = key, bytes(data)
        return self._whole[1]

    async def _decode(self, key: Key, frame: Frame, see: Callable[[], Seen]) -> Seen:
        """See in a thread. What it has begun with is remembered even if nobody waits any more."""
        loop, future = asyncio.get_running_loop(), self._threads.submit(see)

        def keep(done: "Future[Seen]") -> None:
            if not done.cancelled() and done.exception() is None:
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(self._keep, key, frame, done.result())

        future.add_done_callback(keep)
        return await asyncio.wrap_future(future)

    def _keep(self, key: Key, frame: Frame, seen: Seen) -> None:
        if seen.lasting:
            self._sights.keep(key, seen, near=frame.zoom > 1)


def _pour(data: bytearray, most: int, block: bytes) -> None:
    data += block
    if len(data) > most:
        raise Enough
