"""The archive over HTTP: see `photo.Archive` for what each question is, docs/protocols.md for the
requests.

Small questions, thumbnails and transfers go side by side over connections that are kept. What comes
is held to its bounds and types before anybody sees it.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from protocol import sections, web
from protocol.errors import RemoteProtocolError
from tui.clients.archive import receiving, replies, sending, statuses
from tui.clients.archive.classic import LIST_PATIENCE
from tui.clients.archive.connections import Connections, Lane
from tui.clients.archive.digests import digest_of
from tui.clients.archive.exchanges import Answer, Question
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
from tui.clients.archive.refusals import check_name, malformed
from tui.clients.archive.tus import Upload
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.words import _

THUMBNAIL_LIMIT = 4 * 1024 * 1024
"""Bytes of a thumbnail: 1,024 × 1,024 pixels, in colour and hardly compressed."""

DRAWN = 45.0
"""Seconds for a thumbnail's first byte: a host gives itself 30 s to draw a large photo."""

AGAIN = 2
"""Times that a host with too much to do is asked again for a thumbnail."""

_SOON = 5.0
"""Seconds that we wait at the most before that, whatever it says."""


class Http:
    """An archive that speaks HTTP."""

    can = frozenset(Ability)

    def __init__(self, settings: sections.Archive, wire: Wire) -> None:
        self._connections = Connections(settings.address, settings.port, wire)
        self._peer = self._connections.peer

    async def page(
        self,
        after: str | None = None,
        *,
        limit: int = PAGE,
        sort: Sort = Sort.NAME,
        match: str = "",
    ) -> Page:
        """Ask for a part of the list."""
        asked = {"limit": str(min(limit, web.PAGE_LIMIT))}
        asked |= {"sort": sort.value} if sort is not Sort.NAME else {}
        asked |= {"match": match} if match else {}
        asked |= {"after": after} if after else {}
        with self._understood():
            return replies.read_page(
                await self._json("GET", f"/photos?{urlencode(asked, errors='replace')}"), after
            )

    async def photo(self, name: str) -> Photo:
        """Ask for what the list says of one photo: it stands right after all that sort before."""
        name = check_name(name, self._peer)
        after: str | None = name[:-1].rstrip() or None
        for _turn in range(2):
            page = await self.page(after, match=name)
            for photo in page.photos:
                if photo.name == name:
                    return photo
            if page.next is None or page.next > name:
                break
            after = page.next
        reason = _("it is not in the list")
        raise Failure(Step.REFUSED, reason, peer=self._peer, code="introuvable")

    async def thumbnail(self, name: str, width: int, height: int) -> bytes:
        """Ask for a small picture; a host that is busy is asked again after a moment."""
        name = check_name(name, self._peer)
        sides = {"width": width, "height": height}
        bounded = {key: max(1, min(side, web.THUMBNAIL_LIMIT)) for key, side in sides.items()}
        target = f"{web.target(name)}/thumbnail?{urlencode(bounded)}"
        question = Question("GET", target, patience=DRAWN)
        for turn in range(AGAIN + 1):
            async with self._connections.ask(question, Lane.THUMBNAIL) as answer:
                if answer.status != 503 or turn == AGAIN:
                    await statuses.expect(answer, 200)
                    async with answer.within(LIST_PATIENCE):
                        return await answer.read(THUMBNAIL_LIMIT)
                pause = _seconds(answer.fields.get("retry-after", ""))
                await answer.finish()
            await asyncio.sleep(pause)
        raise AssertionError("the last turn returns or raises")

    async def fetch(
        self,
        name: str,
        sink: Callable[[bytes], object],
        *,
        offset: int = 0,
        sha256: str | None = None,
        progress: Progress | None = None,
    ) -> Fetched:
        """Retrieve a photo, from `offset` on."""
        return await receiving.fetch(
            self._connections,
            check_name(name, self._peer),
            sink,
            offset=offset,
            sha256=sha256,
            progress=progress,
        )

    async def head(self, name: str, size: int) -> bytes:
        """Ask for the first bytes of a photo."""
        fields = (("Range", f"bytes=0-{size - 1}"),)
        question = Question("GET", web.target(check_name(name, self._peer)), fields)
        async with self._connections.ask(question, Lane.THUMBNAIL) as answer:
            await statuses.expect(answer, 206)
            async with answer.within(LIST_PATIENCE):
                return await answer.read(size)

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
        """Send a file; a large one so that it can be interrupted."""
        load = sending.Load(
            check_name(name, self._peer),
            path,
            sending.size_of(path),
            sha256 or await digest_of(path),
            replace,
            progress,
            on_upload,
        )
        if load.size <= sending.WHOLE:
            return await sending.put(self._connections, load)
        return await Upload(self._connections, load).send(upload)

    async def remove(self, name: str) -> None:
        """Have a photo put into the trash."""
        await self._do("DELETE", web.target(check_name(name, self._peer)), 204, 200)

    async def rename(self, name: str, new: str) -> None:
        """Have a photo moved to another name, which has to be free."""
        target, destination = (web.target(check_name(one, self._peer)) for one in (name, new))
        fields = (("Destination", destination), ("Overwrite", "F"))
        await self._do("MOVE", target, 201, 204, fields=fields)

    async def trash(self) -> Trash:
        """Ask for what is in the trash."""
        with self._understood():
            return replies.read_trash(await self._json("GET", "/trash"))

    async def restore(self, id: str) -> str:  # noqa: A002 - the protocol's word
        """Put a photo back; return its name."""
        with self._understood():
            return replies.read_name(
                await self._json("POST", f"/trash/{quote(id, safe='', errors='replace')}/restore")
            )

    async def discard(self, id: str) -> None:  # noqa: A002 - the protocol's word
        """Remove a photo from the trash, for good."""
        await self._do("DELETE", f"/trash/{quote(id, safe='', errors='replace')}", 204, 200)

    async def aclose(self) -> None:
        """Hang up."""
        await self._connections.aclose()

    async def _do(
        self, method: str, target: str, *statuses_: int, fields: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Have something done whose answer has nothing to read."""
        async with self._connections.ask(Question(method, target, fields), Lane.QUESTION) as answer:
            await statuses.expect(answer, *statuses_)
            await answer.finish()

    async def _json(self, method: str, target: str) -> bytes:
        """Ask for JSON; return it unpacked."""
        question = Question(
            method, target, (("Accept-Encoding", "gzip"), ("Accept", "application/json"))
        )
        async with self._connections.ask(question, Lane.QUESTION) as answer:
            await statuses.expect(answer, 200)
            async with answer.within(LIST_PATIENCE):
                data = await answer.read(replies.JSON_LIMIT)
            return self._plain(answer, data)

    def _plain(self, answer: Answer, data: bytes) -> bytes:
        kind = answer.fields.get("content-type", "").partition(";")[0].strip().lower()
        coding = answer.fields.get("content-encoding", "identity").strip().lower()
        if kind != "application/json" or coding not in ("identity", "gzip"):
            raise RemoteProtocolError("forme", f"{kind} {coding}".strip())
        return replies.unpack(data) if coding == "gzip" else data

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Say of an answer that was not what it had to be where that was."""
        try:
            yield
        except RemoteProtocolError as error:
            raise malformed(error, self._peer) from error


def _seconds(value: str) -> float:
    said = float(value) if value.isascii() and value.isdigit() and len(value) < 4 else _SOON
    return min(said, _SOON)
