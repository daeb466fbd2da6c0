"""From a key to the picture on the terminal, beside chafa: `python -m benchmarks.viewer`.

The program runs on a terminal of its own, of 200 × 50 cells, in another process; a host with the
same photos runs in a third. We are the terminal: we write a key and read what is drawn, up to a
mark that the program sends behind the paint that shows the photo as sharp as the cells can. chafa
draws the same file for as many cells, in turns, and is timed from its start to its end. Each photo
is 4000 × 3000 pixels, as full of detail as a camera's, and is seen for the first time.

At most 0.6 times chafa's time; under 50 ms for a neighbour that was fetched ahead.
"""

import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw
from rich.console import RenderableType
from textual.screen import Screen
from textual.strip import Strip

from benchmarks.rivals import host
from benchmarks.terminal import drain, running, until
from protocol.config import Config
from protocol.sections import Archive, Clock
from tui.app import VasistasApp
from tui.clients.archive.dialect import open_archive
from tui.clients.wire import Wire
from tui.screens.photos.looking import Looker
from tui.screens.photos.stage import Stage
from tui.screens.photos.subject import Subject
from tui.screens.photos.viewer import Viewer

COLUMNS, ROWS = 200, 50
PHOTOS = 10
REST = 1.5
"""Seconds in which the neighbours are fetched ahead before a key asks for one."""

CASES = {
    "here": "file of this machine",
    "here-ahead": "the same, fetched ahead",
    "there": "photo of the archive",
    "there-ahead": "the same, fetched ahead",
}


def draw(folder: Path) -> None:
    """Draw one photo, and write it under many names, each with bytes of its own."""
    coarse = Image.merge(
        "RGB", [Image.effect_noise((500, 375), 90).resize((4000, 3000)) for _ in range(3)]
    )
    ImageDraw.Draw(coarse).ellipse((800, 600, 3200, 2400), (230, 190, 60))
    fine = Image.merge("RGB", [Image.effect_noise((4000, 3000), 40)] * 3)
    photo = folder / "photo.jpg"
    Image.blend(coarse, fine, 0.2).save(photo, "JPEG", quality=88)
    data = photo.read_bytes()
    for number in range(PHOTOS):
        words = f"photo {number}".encode()
        comment = b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words
        (folder / f"photo {number:02}.jpg").write_bytes(data[:2] + comment + data[2:])
    photo.unlink()


def chafa(photo: Path) -> float:
    """Return the seconds that chafa takes, from its start to its end."""
    began = time.perf_counter()
    command = ["chafa", "-f", "symbols", "-c", "full", "-s", f"{COLUMNS}x{ROWS}", str(photo)]
    subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - began


class Reel(list[Subject]):
    """The photos, and a cursor that nobody sees."""

    def at(self, index: int) -> Subject | None:
        """Return a photo."""
        return self[index]

    def go(self, _index: int) -> None:
        """Do nothing."""


class Unhurried(Looker):
    """Looks at nothing ahead."""

    def ahead(self, subjects: Sequence[Subject], columns: int, rows: int) -> None:
        """Do nothing."""


class Told(Stage):
    """A stage that knows what it drew last."""

    drawn: object = None

    def render_line(self, y: int) -> Strip:
        """Draw a line as ever."""
        self.drawn = self.picture
        return super().render_line(y)


class Program(VasistasApp):
    """The program, open on its photos; says behind a paint that a photo is drawn sharp."""

    def __init__(self, case: str, folder: Path, port: int) -> None:
        super().__init__(Config(clock=Clock(port=port)))
        self._case, self._folder = case, folder
        self._archive = open_archive(Archive(port=port), Wire())
        self._looker = Looker(self._archive) if case.endswith("ahead") else Unhurried(self._archive)
        self._viewer: Viewer | None = None
        self._said = -1

    def on_ready(self) -> None:
        """Do as ever, and then look at the photos."""
        super().on_ready()
        self.call_later(self._look)

    async def _look(self) -> None:
        if self._case.startswith("here"):
            paths = sorted(self._folder.glob("*.jpg"))
            reel = Reel(Subject(path.name, path) for path in paths)
        else:
            page = await self._archive.page()
            reel = Reel(Subject(photo.name, photo=photo) for photo in page.photos)
        self._viewer = Viewer(reel, 0, self._looker)
        self._viewer.stage = Told(self._looker)
        self.push_screen(self._viewer)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if self._viewer is not None and self._driver is not None and self._is_seen(self._viewer):
            self._said = self._viewer.index
            self._driver.write(f"\x1b]2;seen {self._said}\x07")

    def _is_seen(self, viewer: Viewer) -> bool:
        stage = viewer.stage
        if not isinstance(stage, Told) or stage.subject is None or self._said == viewer.index:
            return False
        seen = self._looker.sharp(stage.subject, *stage.size)
        return seen is not None and seen.picture is not None and seen.picture is stage.drawn


def keys(case: str, folder: Path, port: int) -> Iterator[float]:
    """Press a key for each photo; yield the seconds until it was drawn."""
    given = case, str(folder), str(port)
    with running("benchmarks.viewer", *given, columns=COLUMNS, rows=ROWS) as terminal:
        until(terminal, b"\x1b]2;seen 0\x07")
        for number in range(1, PHOTOS):
            drain(terminal, REST if case.endswith("ahead") else 0.3)
            began = time.perf_counter()
            os.write(terminal, b"n")
            until(terminal, f"\x1b]2;seen {number}\x07".encode())
            yield time.perf_counter() - began


def measure(folder: Path, data: Path) -> None:
    """Time chafa and ourselves, and print the ratios."""
    photos = sorted(folder.glob("*.jpg"))
    print(f"12 megapixels, {photos[0].stat().st_size / 1e6:.1f} MB, {COLUMNS} × {ROWS} cells")
    with host("archive", data, {"VASISTAS_ARCHIVE__PHOTOS": str(folder)}) as server:
        server.settle()  # it reads the photos, which costs a core
        for case, name in CASES.items():
            ours, theirs = [], []
            for photo, seconds in zip(photos[1:], keys(case, folder, server.port), strict=True):
                ours.append(seconds)
                theirs.append(chafa(photo))
            print(f"{name:<26} {said(ours)}   chafa {said(theirs)}   {ratio(ours, theirs)}")


def said(times: list[float]) -> str:
    """Say the median and the extremes, in milliseconds."""
    middle, best, worst = statistics.median(times), min(times), max(times)
    return f"{middle * 1000:4.0f} ms ({best * 1000:.0f} to {worst * 1000:.0f})"


def ratio(ours: list[float], theirs: list[float]) -> str:
    """Say the ratios of the medians, and of the best, which a busy machine changes less."""
    middle = statistics.median(ours) / statistics.median(theirs)
    return f"ratio {middle:.2f}, of the best {min(ours) / min(theirs):.2f}"


def main() -> int:
    """Be the program, or the terminal that measures it."""
    if len(sys.argv) == 4:
        Program(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])).run()
        return 0
    if shutil.which("chafa") is None:
        print("chafa is missing (apt install chafa)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        data, folder = Path(temporary) / "data", Path(temporary) / "photos"
        data.mkdir()
        folder.mkdir()
        draw(folder)
        measure(folder, data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
