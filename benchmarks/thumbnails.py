"""Thumbnails of a 12-megapixel JPEG, beside vipsthumbnail: `python -m benchmarks.thumbnails`.

Both make 320 × 240 pixels of the same file, one after the other on one thread; vipsthumbnail gets
all files in one call, so that its start counts once, as ours does. Ratios are of processor time,
which a busy machine changes less than the clock.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from PIL import Image

from servers.photos.thumbnail_workers import Workers

COUNT = 60
"""Thumbnails of one run: a few seconds."""

BOX = (320, 240)


def draw(path: Path) -> None:
    """Draw a photo of 4000 × 3000 pixels, as full of detail as a camera's."""
    coarse = Image.merge(
        "RGB", [Image.effect_noise((500, 375), 90).resize((4000, 3000)) for _ in range(3)]
    )
    fine = Image.merge("RGB", [Image.effect_noise((4000, 3000), 40)] * 3)
    Image.blend(coarse, fine, 0.35).save(path, "JPEG", quality=90)


def ours(photo: Path) -> None:
    """Make them in one process of ours."""
    workers = Workers(1)
    with FileIO(photo) as file:
        for _ in range(COUNT):
            workers.ask(BOX, file)
    workers.stop()


def theirs(photo: Path) -> None:
    """Make them in one process of vipsthumbnail, on one thread."""
    links = [photo.with_name(f"{number}.jpg") for number in range(COUNT)]
    for link in links:
        if not link.is_symlink():
            link.symlink_to(photo)
    size = f"{BOX[0]}x{BOX[1]}"
    command = ["vipsthumbnail", "--vips-concurrency=1", "--size", size, "-o", "small-%s.jpg[Q=82]"]
    subprocess.run([*command, *map(str, links)], check=True)


def measure(name: str, make: Callable[[Path], None], photo: Path) -> float:
    """Run and print; return milliseconds of processor for one thumbnail."""
    started, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
    make(photo)
    seconds, after = time.perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:14} {COUNT / seconds:6.1f} a second {used / COUNT * 1000:8.1f} ms of processor")
    return used / COUNT * 1000


def main() -> int:
    """Measure both, and print the ratio."""
    if shutil.which("vipsthumbnail") is None:
        print("vipsthumbnail is missing (apt install libvips-tools)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpeg"
        draw(photo)
        print(f"12 megapixels, {photo.stat().st_size / 1e6:.1f} MB, {COUNT} times")
        here, there = measure("ours", ours, photo), measure("vipsthumbnail", theirs, photo)
    print(f"for one of theirs, {there / here:.2f} of ours")
    return 0


if __name__ == "__main__":
    sys.exit(main())
