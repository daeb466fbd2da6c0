"""The archive of the lessons behind the questions of today: four words, one connection for each.

The dialect has no pages, so the whole list comes with the first page, is ordered by name here, and
the pages after it are cut from what came. What it has no word for is refused by ourselves.
"""
# ruff: noqa: ARG002 - what the dialect has no word for is refused unread

from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from protocol import sections
from tui.clients.archive import classic
from tui.clients.archive.photo import (
    PAGE,
    Ability,
    Fetched,
    Page,
    Photo,
    Progress,
    Sort,
    Stored,
    Trash,
)
from tui.clients.archive.refusals import check_name, unable
from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.words import _


class _Enough(OSError):
    """So much was wanted, and no more."""


class Classic:
    """An archive that speaks the classic dialect; see `photo.Archive` for what each question is."""

    can = frozenset({Ability.MATCH})
    """Names can be picked out here, since all of them come anyway."""

    def __init__(self, settings: sections.Archive, wire: Wire) -> None:
        self._where = (settings.address, settings.port, wire)
        self._peer = name_peer(settings.address, settings.port)
        self._listed: classic.Listing | None = None

    async def page(
        self,
        after: str | None = None,
        *,
        limit: int = PAGE,
        sort: Sort = Sort.NAME,
        match: str = "",
    ) -> Page:
        """Ask for the list; the parts after the first are cut from what came with that."""
        if sort is not Sort.NAME:
            raise unable(self._peer)
        listed = self._listed if after is not None else None
        if listed is None:
            found = await classic.names(*self._where)
            listed = self._listed = classic.Listing(tuple(sorted(found.names)), found.left_out)
        wanted = match.casefold()
        photos = [name for name in listed.names if wanted in name.casefold()]
        begin = 0 if after is None else bisect_right(photos, after)
        part = photos[begin : begin + limit]
        following = part[-1] if begin + limit < len(photos) and part else None
        left_out = listed.left_out if after is None else 0
        return Page(tuple(map(Photo, part)), following, len(photos), left_out)

    async def photo(self, name: str) -> Photo:
        """Say that the photo is there, which is all that can be known."""
        name = check_name(name, self._peer)
        if not await self._holds(name):
            raise Failure(
                Step.REFUSED, _("it is not in the list"), peer=self._peer, code="introuvable"
            )
        return Photo(name)

    async def thumbnail(self, name: str, width: int, height: int) -> bytes:
        """Refuse: the dialect has no word for it."""
        raise unable(self._peer)

    async def fetch(
        self,
        name: str,
        sink: Callable[[bytes], object],
        *,
        offset: int = 0,
        sha256: str | None = None,
        progress: Progress | None = None,
    ) -> Fetched:
        """Retrieve a whole photo; nothing vouches for its bytes."""
        if offset:
            raise unable(self._peer)
        name = check_name(name, self._peer)
        size = await classic.fetch(*self._where, name, sink, progress=progress)
        return Fetched(size, verified=False)

    async def head(self, name: str, size: int) -> bytes:
        """Retrieve a photo and hang up when enough of it has come: there is no word for a part."""
        data = bytearray()

        def pour(block: bytes) -> None:
            data.extend(block)
            if len(data) >= size:
                raise _Enough

        with suppress(_Enough):
            await self.fetch(name, pour)
        return bytes(data[:size])

    async def store(
        self,
        name: str,
        path: Path,
        *,
        replace: bool = True,
        sha256: str | None = None,
        upload: str | None = None,
        on_upload: Callable[[str], object] | None = None,
        progress: Progress | None = None,
    ) -> Stored:
        """Send a file. Whether the name is free is looked up before: somebody may be faster."""
        name = check_name(name, self._peer)
        if not replace and await self._holds(name):
            raise Failure(Step.REFUSED, _("it is in the list"), peer=self._peer, code="existe")
        with path.open("rb") as file:
            size = path.stat().st_size
            source = classic.blocks(file)
            confirmed = await classic.store(*self._where, name, size, source, progress=progress)
        return Stored(confirmed, verified=False, replaced=False)

    async def remove(self, name: str) -> None:
        """Have a photo put into the trash; services of 2017 have none, and it is gone."""
        await classic.remove(*self._where, check_name(name, self._peer))

    async def rename(self, name: str, new: str) -> None:
        """Refuse: the dialect has no word for it."""
        raise unable(self._peer)

    async def trash(self) -> Trash:
        """Refuse: the dialect has no word for it."""
        raise unable(self._peer)

    async def restore(self, id: str) -> str:  # noqa: A002 - the protocol's word
        """Refuse: the dialect has no word for it."""
        raise unable(self._peer)

    async def discard(self, id: str) -> None:  # noqa: A002 - the protocol's word
        """Refuse: the dialect has no word for it."""
        raise unable(self._peer)

    async def aclose(self) -> None:
        """Do nothing: every connection ended with its request."""

    async def _holds(self, name: str) -> bool:
        return name in (await classic.names(*self._where)).names
