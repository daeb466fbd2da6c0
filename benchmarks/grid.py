"""The first page of the archive's view: seconds and bytes, directly and over a slow line.

    python -m benchmarks.grid [PHOTOS]

A host of its own, a directory of so many photos (1,000 if not said), and the real view at 80 × 24
without a terminal. The line is 1 Mbit/s with 25 ms each way. The photos of the first two screens
have 12 megapixels, the others are small; no two are the same. Thumbnails are made for the first
look and are at hand for the others, as they are for whoever looks second. Seconds are until the
list, or every picture on the screen, is drawn. "Directly" passes a line without limits too, since
bytes are counted there. 1,000 photos take half a minute, 100,000 three and 1 GiB of disk.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from textual.app import App, ComposeResult

from protocol.config import Config
from protocol.sections import Archive, Chat, Clock, Echo, Limits
from servers.host import Host
from tests.slow_line import slow_line
from tui.clients.archive.dialect import open_archive
from tui.clients.wire import Wire
from tui.screens.photos.archive_view import ArchiveView

PHOTOS = 1000
PICTURES = 24
LINE = {"bits": 1_000_000.0, "delay": 0.025}
FAST = {"bits": 1e12, "delay": 0.0}
PATIENCE = 120.0
"""Seconds after which whatever is measured is broken, not slow."""

ANY = Config(
    clock=Clock(port=0),
    echo=Echo(port=0),
    chat=Chat(port=0),
    archive=Archive(port=0),
    limits=Limits(free_mebibytes=0),
)


class Looking(App[None]):
    """The view, and nothing else."""

    def __init__(self, view: ArchiveView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.view

    @property
    def drawn(self) -> bool:
        """Whether all that is seen is drawn."""
        view = self.view
        first, last = view.shown.seen()
        there = [view.album.at(index) for index in range(first, min(last + 1, len(view.album)))]
        if view.shown is view.columns:
            return bool(there) and all(there)
        return bool(there) and all(photo and view.grid.thumbs.known(photo) for photo in there)


def fill(directory: Path, count: int) -> None:
    """Make the photos: noise does not compress, so it is a smooth picture that is turned."""
    from PIL import Image

    directory.mkdir(parents=True)
    ground = Image.radial_gradient("L").resize((4000, 3000))
    for number in range(min(PICTURES, count)):
        turned = ground.rotate(15 * number)
        picture = Image.merge("RGB", (turned, ground, turned.transpose(Image.Transpose.ROTATE_180)))
        picture.save(directory / f"IMG_{number:06}.jpg", "JPEG", quality=85)
    file = BytesIO()
    ground.resize((120, 80)).save(file, "JPEG")
    for number in range(PICTURES, count):
        unique = number.to_bytes(4, "big")  # what comes after a picture's end is not looked at
        (directory / f"IMG_{number:06}.jpg").write_bytes(file.getvalue() + unique)


async def look(port: int, kind: str, line: dict[str, float], keys: tuple[str, ...] = ()) -> str:
    """Open the view, press keys, and say what it took."""
    async with AsyncExitStack() as stack:
        slow = stack.enter_context(slow_line(port, **line))
        archive = open_archive(Archive(port=slow.port), Wire())
        stack.push_async_callback(archive.aclose)
        view = ArchiveView(archive, id="archive")
        view.shown = view.columns if kind == "list" else view.grid
        app = Looking(view)
        began = time.perf_counter()
        pilot = await stack.enter_async_context(app.run_test(size=(80, 24)))
        view.focus()
        if keys:
            await _until(lambda: app.drawn)
            slow_before, began = slow.down, time.perf_counter()
            await pilot.press(*keys)
        else:
            slow_before = 0
        await _until(lambda: app.drawn)
        seconds, came = time.perf_counter() - began, slow.down - slow_before
        await asyncio.sleep(1.5)
        return f"{seconds:7.2f} s {came:9} bytes, {slow.down - slow_before - came} ahead after that"


async def _until(condition: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while not (callable(condition) and condition()):
            await asyncio.sleep(0.005)


async def measure(port: int, count: int) -> None:
    """Say one line for each look."""
    await look(port, "list", FAST)  # the host reads the directory once
    await asyncio.sleep(min(60.0, count / 1500))  # and the digests
    for name, kind, line, keys in (
        ("list, directly", "list", FAST, ()),
        ("grid, directly, thumbnails not made yet", "grid", FAST, ()),
        ("grid, directly", "grid", FAST, ()),
        ("list, slow line", "list", LINE, ()),
        ("grid, slow line", "grid", LINE, ()),
        ("grid, slow line, next screen (fetched ahead)", "grid", LINE, ("pagedown",)),
        ("list, directly, End", "list", FAST, ("end",)),
        ("list, slow line, End", "list", LINE, ("end",)),
    ):
        print(f"{count:7} {name:46} {await look(port, kind, line, keys)}", flush=True)


def main() -> None:
    """Measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PHOTOS
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name) / "photos", count)
        config = replace(ANY)
        with Host(config, Path(name), only=("archive",)) as host:
            asyncio.run(measure(host.ports["archive"], count))


if __name__ == "__main__":
    main()
