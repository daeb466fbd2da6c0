"""The archive's page in a real browser: pictures are seen, at both widths, and the style passes."""

import os
import signal
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from hosting import hosting
from PIL import Image

from protocol.config import Config

pytestmark = pytest.mark.interop

COLOURS = {
    "rouge.jpg": (200, 30, 30),
    "été <b>&amp;.png": (30, 160, 40),
    "bleu.webp": (30, 60, 210),
}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def fill(photos: Path) -> None:
    photos.mkdir(parents=True)
    for name, colour in COLOURS.items():
        kind = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}[Path(name).suffix]
        Image.new("RGB", (1200, 900), colour).save(photos / name, kind)


def screenshot(chromium: str, address: str, place: Path, width: int, height: int) -> Image.Image:
    picture = place / "page.png"
    command = [
        chromium, *FLAGS, f"--user-data-dir={place / 'profile'}", f"--screenshot={picture}",
        f"--window-size={width},{height}", address,
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as browser:
        try:
            _, said = browser.communicate(timeout=90)
        finally:
            if browser.poll() is None:
                os.killpg(browser.pid, signal.SIGKILL)
    assert picture.is_file(), said.decode(errors="replace")[-2000:]
    return Image.open(BytesIO(picture.read_bytes())).convert("RGB")


def pixels_near(image: Image.Image, colour: tuple[int, int, int]) -> int:
    bands = [
        band.point(lambda value, wanted=wanted: 255 if abs(value - wanted) < 12 else 0)
        for band, wanted in zip(image.split(), colour, strict=True)
    ]
    together = Image.merge("RGB", bands).tobytes()
    return sum(
        together[start : start + 3] == b"\xff\xff\xff" for start in range(0, len(together), 3)
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_pictures_are_seen_on_the_page(program, tmp_path: Path, width: int, height: int) -> None:
    chromium = program("chromium")
    fill(tmp_path / "data" / "photos")
    with hosting(tmp_path / "data") as config:
        address = f"http://127.0.0.1:{config.archive.port}/"
        image = screenshot(chromium, address, tmp_path, width, height)
    assert (width, height) == image.size
    for name, colour in COLOURS.items():
        assert pixels_near(image, colour) > 10_000, f"{name} is not seen"


def test_the_style_passes_the_policy(program, host: Config, tmp_path: Path) -> None:
    chromium = program("chromium")
    address = f"http://127.0.0.1:{host.archive.port}/"
    image = screenshot(chromium, address, tmp_path, 800, 600)
    assert (255, 255, 255) != image.getpixel((5, 590)), "the ground is the browser's own"
