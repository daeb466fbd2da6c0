"""Photos that nobody took: drawn, the same ones every time."""

import math
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps
from PIL.ExifTags import Base

Colour = tuple[int, int, int]
SIZE = (960, 640)
FIRST = datetime(2017, 8, 1, 10, tzinfo=UTC)
"""When the first was taken; one follows each day."""


def draw_all(here: Path, archive: Path) -> None:
    """Put photos into a directory of this machine and into the archive."""
    archive.mkdir(parents=True, exist_ok=True)
    for year in ("2015", "2016", "2017"):
        (here / year).mkdir(exist_ok=True)
    for name in ("plage.jpg", "montagne.jpg"):
        _save(_PHOTOS[name](), here / name, FIRST)
    (here / "liste des élèves.txt").write_text("éloïse\nmanu\nbruno\n", encoding="utf-8")
    day = FIRST
    for words, vary in _VARIETIES.items():
        for name, drawn in _PHOTOS.items():
            path = archive / f"{Path(name).stem}{words}{Path(name).suffix}"
            _save(vary(drawn()), path, day)
            day += timedelta(days=1)


def _save(image: Image.Image, path: Path, taken: datetime) -> None:
    """Save with the date that a camera would give."""
    exif = Image.Exif()
    exif[Base.DateTime] = exif[Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif[Base.Model] = "Vasistas 1"
    image.save(path, exif=exif)
    os.utime(path, (taken.timestamp(), taken.timestamp()))


def _portrait(image: Image.Image) -> Image.Image:
    return image.crop((270, 0, 690, SIZE[1]))


def _evening(image: Image.Image) -> Image.Image:
    return ImageChops.multiply(image, Image.new("RGB", image.size, (255, 190, 150)))


def _morning(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(ImageEnhance.Color(image).enhance(0.5)).enhance(1.25)


def _sky(top: Colour, bottom: Colour) -> Image.Image:
    """Draw a sky, from above to below."""
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    for y in range(SIZE[1]):
        part = y / SIZE[1]
        colour = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        draw.line([(0, y), (SIZE[0], y)], fill=colour)
    return image


def _hills(
    draw: ImageDraw.ImageDraw, base: float, height: float, colour: Colour, seed: int
) -> None:
    """Draw a line of hills up to the lower edge."""
    random = Random(seed)
    waves = [(random.uniform(0.5, 3), random.uniform(0, 6), random.uniform(0.3, 1)) for _ in "123"]
    top = [
        (x, base - height * sum(w * math.sin(x / SIZE[0] * f * 6 + p) for f, p, w in waves) / 2)
        for x in range(0, SIZE[0] + 8, 8)
    ]
    draw.polygon([*top, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=colour)


def _beach() -> Image.Image:
    image = _sky((255, 140, 90), (255, 225, 160))
    draw = ImageDraw.Draw(image)
    draw.ellipse([560, 150, 700, 290], fill=(255, 245, 200))
    draw.rectangle([0, 330, 960, 520], fill=(40, 110, 150))
    for step in range(14):
        y, half = 336 + step * 13, 40 + step * 9
        draw.line([(630 - half, y), (630 + half, y)], fill=(255, 215, 150), width=4)
    draw.polygon([(0, 500), (400, 470), (960, 540), (960, 640), (0, 640)], fill=(225, 190, 130))
    draw.polygon([(180, 410), (270, 410), (250, 440), (200, 440)], fill=(90, 40, 30))
    draw.polygon([(222, 300), (222, 404), (290, 404)], fill=(250, 245, 235))
    return image.filter(ImageFilter.GaussianBlur(1.5))


def _mountain() -> Image.Image:
    image = _sky((80, 140, 215), (215, 235, 250))
    draw = ImageDraw.Draw(image)
    for left, peak, right, top in ((60, 330, 640, 130), (420, 690, 960, 200), (-120, 90, 380, 260)):
        draw.polygon([(left, 470), (peak, top), (right, 470)], fill=(95, 100, 125))
        snow = [(peak - 75, top + 90), (peak, top), (peak + 85, top + 90), (peak + 20, top + 70)]
        draw.polygon([*snow, (peak - 20, top + 105)], fill=(248, 250, 255))
    _hills(draw, 450, 30, (70, 120, 80), 4)
    _hills(draw, 540, 30, (100, 160, 80), 9)
    return image.filter(ImageFilter.GaussianBlur(1.5))


def _forest() -> Image.Image:
    image = _sky((190, 215, 200), (240, 240, 215))
    draw = ImageDraw.Draw(image)
    random = Random(12)
    for row in range(3):
        for _ in range(16):
            x, base = random.randint(0, 960), 420 + row * 80
            height = random.randint(150, 260) + row * 40
            green = (30 + row * 12, 85 + row * 22 + random.randint(0, 20), 60)
            for part in range(3):
                top, half = base - height + part * height // 4, (part + 2) * 16
                draw.polygon([(x, top), (x - half, top + 110), (x + half, top + 110)], fill=green)
    _hills(draw, 560, 18, (85, 125, 60), 2)
    return image.filter(ImageFilter.GaussianBlur(1.2))


def _night() -> Image.Image:
    image = _sky((8, 12, 45), (60, 45, 95))
    draw = ImageDraw.Draw(image)
    random = Random(5)
    for _ in range(160):
        x, y, r = random.randint(0, 960), random.randint(0, 400), random.choice((1, 1, 2, 3))
        draw.ellipse([x - r, y - r, x + r, y + r], fill=(255, 250, 220))
    draw.ellipse([120, 70, 230, 180], fill=(250, 240, 205))
    draw.ellipse([155, 55, 260, 165], fill=(17, 19, 53))
    for x in range(0, 960, 80):
        top = random.randint(320, 480)
        draw.rectangle([x, top, x + 70, 640], fill=(15, 14, 35))
        for window in range(12):
            if random.random() < 0.4:
                wx, wy = x + 12 + window % 3 * 20, top + 20 + window // 3 * 36
                draw.rectangle([wx, wy, wx + 11, wy + 18], fill=(255, 205, 105))
    return image.filter(ImageFilter.GaussianBlur(0.8))


def _cat() -> Image.Image:
    image = _sky((235, 200, 170), (200, 140, 110))
    draw = ImageDraw.Draw(image)
    dark = (45, 40, 45)
    draw.ellipse([250, 400, 710, 800], fill=dark)
    draw.polygon([(330, 280), (350, 90), (470, 210)], fill=dark)
    draw.polygon([(630, 280), (610, 90), (490, 210)], fill=dark)
    draw.ellipse([320, 170, 640, 470], fill=dark)
    for x in (415, 545):
        draw.ellipse([x - 36, 270, x + 36, 340], fill=(235, 205, 70))
        draw.ellipse([x - 9, 272, x + 9, 338], fill=(10, 10, 10))
    draw.polygon([(465, 375), (495, 375), (480, 395)], fill=(230, 130, 140))
    return image.filter(ImageFilter.GaussianBlur(1.2))


_PHOTOS: dict[str, Callable[[], Image.Image]] = {
    "chat noir.jpg": _cat,
    "forêt.jpg": _forest,
    "montagne.jpg": _mountain,
    "nuit.png": _night,
    "plage.jpg": _beach,
}
_VARIETIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "": lambda image: image,
    " 2": ImageOps.mirror,
    " debout": _portrait,
    " le soir": _evening,
    " au matin": _morning,
}
