"""A thousand photos over a line of 1 Mbit/s and 50 ms: what is asked of it, and what never waits.

Nothing here is measured by a clock: bytes, requests and their order are counted.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hosting import hosting
from PIL import Image
from screens.archives import Shown
from slow_line import Line, slow_line
from waiting import until_async

from protocol.config import Config
from tui.clients.archive.dialect import open_archive
from tui.clients.archive.photo import Archive
from tui.clients.wire import Wire
from tui.screens.photos.thumbs import AT_ONCE

PHOTOS = 1000


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A host with a thousand small photos, each of its own colour."""
    data = tmp_path_factory.mktemp("host")
    directory = data / "photos"
    directory.mkdir()
    for number in range(PHOTOS):
        colour = (37 * number % 256, 91 * number % 256, 151 * number % 256)
        Image.new("RGB", (120, 80), colour).save(directory / f"IMG_{number:04}.jpg", "JPEG")
    with hosting(data) as config:
        yield config


class Watched(Shown):
    """Keeps the names whose thumbnails were asked for, in order, and who came when."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.asked: list[str] = []
        self.outstanding = 0
        self.most = 0
        self._thumbnail = archive.thumbnail
        archive.thumbnail = self.thumbnail  # type: ignore[method-assign] # counted on its way

    async def thumbnail(self, name: str, width: int, height: int) -> bytes:
        self.asked.append(name)
        self.outstanding += 1
        self.most = max(self.most, self.outstanding)
        try:
            return await self._thumbnail(name, width, height)
        finally:
            self.outstanding -= 1

    @property
    def drawn(self) -> bool:
        """Whether every photo on the screen is drawn."""
        first, last = self.view.grid.seen()
        there = [self.view.album.at(index) for index in range(first, min(last + 1, PHOTOS))]
        return all(photo and self.view.grid.thumbs.known(photo) for photo in there)

    def names(self) -> list[str]:
        first, last = self.view.grid.seen()
        return [f"IMG_{index:04}.jpg" for index in range(first, min(last + 1, PHOTOS))]


async def test_a_slow_line_carries_what_is_seen_and_no_key_waits_for_it(host: Config) -> None:
    with slow_line(host.archive.port) as line:
        archive = open_archive(replace(host.archive, port=line.port), Wire())
        app = Watched(archive)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_async(lambda: app.view.photo and app.drawn, seconds=30)
            screen = len(app.names())
            assert sorted(app.asked[:screen]) == app.names(), "what is seen comes first"
            first = line.down
            assert first < 60_000, "more than half a second of this line for one screen"

            await pilot.press("pagedown", "down")
            assert app.view.cursor == screen + 4, "a key waited"
            for _page in range(12):
                app.view.grid.action_page(1)
            flown_to = app.names()
            assert app.view.cursor == 13 * screen + 4, "a key waited"
            await until_async(lambda: app.drawn, seconds=30)
            assert app.names() == flown_to
            await _settled(line)
            assert len(app.asked) <= 7 * screen, "what flew by was asked for"
            assert app.most == AT_ONCE
            assert line.most <= AT_ONCE + 2, "connections beside those for thumbnails and lists"
            assert line.down < 250_000, "two lists of 100 names and some screens of pictures"
        await archive.aclose()


async def _settled(line: Line) -> None:
    """Wait until nothing more comes."""
    count = -1
    while count != line.down:
        count = line.down
        await asyncio.sleep(0.3)
