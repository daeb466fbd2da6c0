"""An archive for tests, with as many photos as wanted; it answers when a test lets it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from tui.clients.archive.photo import (
    PAGE,
    Ability,
    Archive,
    Fetched,
    Page,
    Photo,
    Progress,
    Sort,
    Stored,
    Trash,
)
from tui.clients.failure import Failure, Step
from tui.screens.photos.archive_messages import Listed, Marked, Unreachable
from tui.screens.photos.archive_view import ArchiveView

FIRST = datetime(2024, 8, 17, 14, 57, tzinfo=UTC)


def photos(count: int) -> list[Photo]:
    """Photos as a camera names them, the later ones larger."""
    return [
        Photo(
            f"IMG_{number:05}.jpg",
            size=1_000_000 + number,
            modified=FIRST + timedelta(minutes=number),
            sha256=f"{number:064x}",
            width=4000 if number % 3 else 3000,
            height=3000 if number % 3 else 4000,
            type="image/jpeg",
            by="manu" if number % 2 else "bruno",
        )
        for number in range(count)
    ]


def picture(number: int, width: int, height: int) -> bytes:
    """A thumbnail of one colour, another one for each number."""
    file = BytesIO()
    colour = (37 * number % 256, 91 * number % 256, 151 * number % 256)
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


@dataclass
class FakeArchive:
    """Answers from `held`; with `gate` cleared nobody gets a page, with `failure` a refusal."""

    held: list[Photo]
    can: frozenset[Ability] = frozenset(Ability)
    failure: Failure | None = None
    pages: list[tuple[str | None, int, Sort, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Names whose thumbnails or bytes were asked for, in order."""
    cancelled: list[str] = field(default_factory=list)
    waiting: int = 0
    most_waiting: int = 0
    content: Callable[[str, int, int], bytes] | None = None

    def __post_init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.pictures = asyncio.Event()
        self.pictures.set()

    async def page(
        self,
        after: str | None = None,
        *,
        limit: int = PAGE,
        sort: Sort = Sort.NAME,
        match: str = "",
    ) -> Page:
        self.pages.append((after, limit, sort, match))
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        ordered = [photo for photo in self.held if match.casefold() in photo.name.casefold()]
        if sort in (Sort.NEWEST, Sort.LARGEST):
            ordered.reverse()
        names = [photo.name for photo in ordered]
        begin = names.index(after) + 1 if after is not None else 0
        part = tuple(ordered[begin : begin + limit])
        more = begin + limit < len(ordered)
        return Page(part, part[-1].name if more else None, len(ordered))

    async def photo(self, name: str) -> Photo:
        return next(photo for photo in self.held if photo.name == name)

    async def thumbnail(self, name: str, width: int, height: int) -> bytes:
        await self._wait(name)
        return self._content(name, width, height)

    async def fetch(
        self,
        name: str,
        sink: Callable[[bytes], object],
        *,
        offset: int = 0,
        sha256: str | None = None,
        progress: Progress | None = None,
    ) -> Fetched:
        await self._wait(name)
        data = self._content(name, 60, 40)
        sink(data)
        return Fetched(len(data), verified=False)

    async def head(self, name: str, size: int) -> bytes:
        await self._wait(name)
        return self._content(name, 60, 40)[:size]

    async def _wait(self, name: str) -> None:
        self.asked.append(name)
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        try:
            await self.pictures.wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        finally:
            self.waiting -= 1
        if self.failure is not None:
            raise self.failure

    def _content(self, name: str, width: int, height: int) -> bytes:
        if self.content is not None:
            return self.content(name, width, height)
        return picture(sum(name.encode()), width, height)

    async def store(self, name: str, path: Path, **_ways: object) -> Stored:
        raise NotImplementedError

    async def remove(self, name: str) -> None:
        raise NotImplementedError

    async def rename(self, name: str, new: str) -> None:
        raise NotImplementedError

    async def trash(self) -> Trash:
        raise NotImplementedError

    async def restore(self, id: str) -> str:  # noqa: A002 - the protocol's word
        raise NotImplementedError

    async def discard(self, id: str) -> None:  # noqa: A002 - the protocol's word
        raise NotImplementedError

    async def aclose(self) -> None:
        pass


def nobody() -> Failure:
    return Failure(Step.CONNECT, "nothing listens there", peer="127.0.0.1:1", code="ECONNREFUSED")


class Shown(App[None]):
    """A view of an archive, alone on the terminal; it keeps what the view says."""

    CSS = "ArchiveView { border: round $primary; }"

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self.view = ArchiveView(archive, id="archive")
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.focus()

    @on(Listed)
    @on(Unreachable)
    @on(Marked)
    def keep(self, event: Message) -> None:
        self.said.append(event)

    def lines(self) -> list[str]:
        """What the photos look like, line by line."""
        rows = self.view.shown
        return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]
