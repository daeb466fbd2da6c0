"""Pictures of every kind, whole and damaged: drawn upright and in proportion, or said why not."""

import math
import os
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from tui import picture
from tui.picture import Facts, NoPicture

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (250, 250, 250)
ORIENTATION = 0x0112


def quarters(width: int, height: int) -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), GREEN)
    draw.rectangle((0, height // 2, width // 2, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), WHITE)
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned(kind: str, orientation: int, width: int = 400, height: int = 300) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return saved(quarters(width, height), kind, exif=exif)


def corners(image: Image.Image) -> list[tuple[int, int, int]]:
    """The colour in the middle of each quarter, in the order of `quarters`, as pure as it was."""
    width, height = image.size
    places = [(1, 1), (3, 1), (1, 3), (3, 3)]
    found = [image.getpixel((x * width // 4, y * height // 4)) for x, y in places]
    return [min((RED, GREEN, BLUE, WHITE), key=lambda pure: math.dist(pure, it)) for it in found]


def test_a_photo_of_12_megapixels_is_drawn_upright_and_in_proportion() -> None:
    shown = picture.load(turned("JPEG", 6, 4032, 3024))
    assert shown.facts == Facts("JPEG", 3024, 4032)
    assert corners(shown.image) == [BLUE, RED, WHITE, GREEN]
    cells = picture.fit(shown, columns=80, rows=20)
    assert cells.size == (30, 40)
    assert corners(cells) == [BLUE, RED, WHITE, GREEN]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_every_format_that_can_say_which_side_is_up_is_heeded(
    kind: str, orientation: int, seen: list[tuple[int, int, int]]
) -> None:
    shown = picture.load(turned(kind, orientation))
    assert corners(shown.image) == seen
    upright = (400, 300) if orientation in (1, 3) else (300, 400)
    assert shown.image.size == (shown.facts.width, shown.facts.height) == upright


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_header_alone_says_format_and_size(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(saved(quarters(123, 45), kind))
    assert picture.measure(path) == Facts(kind, 123, 45)


@given(st.integers(1, 700), st.integers(1, 700), st.integers(1, 120), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_whatever_the_area_a_picture_fits_it_in_proportion(
    width: int, height: int, columns: int, rows: int
) -> None:
    image = Image.new("RGB", (width, height))
    small = picture.fit(picture.Picture(image, Facts("PNG", width, height)), columns, rows)
    assert small.width <= columns
    assert small.height <= 2 * rows
    assert small.height % 2 == 0
    wanted = width * small.height / height
    assert abs(small.width - wanted) <= 0.5 or small.width in (1, columns)


@given(
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(1, 120),
    st.integers(1, 60),
    st.floats(1, 1000),
    st.tuples(st.floats(-1, 2), st.floats(-1, 2)),
)
@settings(max_examples=100, deadline=None)
def test_whatever_the_view_it_fits_its_area(
    width: int, height: int, columns: int, rows: int, zoom: float, centre: tuple[float, float]
) -> None:
    shown = picture.Picture(Image.new("RGB", (width, height), RED), Facts("PNG", width, height))
    part = picture.view(shown, columns, rows, zoom, centre)
    assert 1 <= part.width <= columns
    assert 2 <= part.height <= 2 * rows
    assert part.height % 2 == 0
    assert part.getextrema() == tuple((value, value) for value in RED)
    assert picture.scale(shown.facts, columns, rows, zoom) <= picture.GREATEST


def test_a_view_shows_the_part_around_its_centre() -> None:
    image = quarters(400, 200)
    shown = picture.Picture(image, Facts("PNG", 400, 200))
    centres = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    for centre, colour in zip(centres, (RED, GREEN, BLUE, WHITE), strict=True):
        part = picture.view(shown, 40, 10, 4, centre)
        assert (40, 20) == part.size
        assert part.getextrema() == tuple((value, value) for value in colour)


def test_near_enough_one_sees_the_pixels_themselves() -> None:
    image = Image.new("RGB", (100, 100))
    image.putdata([WHITE if (x + y) % 2 else RED for y in range(100) for x in range(100)])
    shown = picture.Picture(image, Facts("PNG", 100, 100))
    part = picture.view(shown, 40, 20, 1000)
    assert picture.scale(shown.facts, 40, 20, 1000) == picture.GREATEST
    assert {RED, WHITE} == {colour for _count, colour in part.getcolors()}


def test_what_a_view_wants_is_what_load_keeps() -> None:
    data = saved(quarters(4000, 3000), "JPEG")
    facts = picture.measure(data)
    for zoom in (1, 8, 30):
        side = picture.side(facts, 200, 50, zoom)
        assert max(picture.load(data, side).image.size) >= side
    assert picture.side(facts, 200, 50, 1000) == 4000
    assert picture.load(data, 4000).image.size == (4000, 3000)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16", "CMYK"])
def test_a_picture_of_any_kind_is_kept_as_large_as_was_asked(mode: str) -> None:
    image = quarters(2000, 1000)
    wide = Image.new("I;16", image.size, 30_000) if mode == "I;16" else image.convert(mode)
    data = saved(wide, "JPEG" if mode == "CMYK" else "PNG")
    for side in (1, 300, 900, 1999, 2000, 5000):
        kept = picture.load(data, side).image
        assert kept.mode == "RGB"
        assert min(side, 2000) <= kept.width <= max(2 * side, 800)
        assert kept.width == pytest.approx(2 * kept.height, abs=1)


def test_half_of_the_light_is_no_dark_grey() -> None:
    dots = Image.new("L", (1600, 1200))
    dots.putdata([255 * ((x + y) % 2) for y in range(1200) for x in range(1600)])
    shown = picture.load(saved(dots, "PNG"))
    cells = picture.fit(shown, 40, 15)
    assert cells.size == (40, 30)
    assert cells.getpixel((20, 15)) == pytest.approx((188, 188, 188), abs=1)


def test_a_colour_profile_is_followed() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    wide = saved(quarters(40, 30), "PNG", icc_profile=rotated_profile())
    assert corners(picture.load(wide).image) == [BLUE, RED, GREEN, WHITE]
    for broken in (b"no profile", swapped.tobytes()):
        data = saved(quarters(40, 30), "PNG", icc_profile=broken)
        assert corners(picture.load(data).image) == [RED, GREEN, BLUE, WHITE]


def rotated_profile() -> bytes:
    """A profile of sRGB in which red means blue, green red and blue green."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    places = [profile[entries[name] + 4 : entries[name] + 12] for name in COLORANTS]
    for name, place in zip(COLORANTS, (places[2], places[0], places[1]), strict=True):
        profile[entries[name] + 4 : entries[name] + 12] = place
    return bytes(profile)


COLORANTS = (b"rXYZ", b"gXYZ", b"bXYZ")


def test_a_bomb_is_refused_by_its_header() -> None:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    assert picture.measure(bomb) == Facts("PNG", 50_000, 50_000)
    with pytest.raises(NoPicture, match="50000 × 50000 pixels are more than the 100 million"):
        picture.load(bomb)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_file_that_is_cut_short_is_said_to_be_no_picture(kind: str) -> None:
    noise = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3))
    whole = saved(noise, kind)
    with pytest.raises(NoPicture):
        picture.load(whole[: len(whole) // 2])


def test_a_cut_photo_is_said_to_be_cut() -> None:
    whole = saved(Image.effect_noise((300, 300), 90), "JPEG")
    with pytest.raises(NoPicture, match="the file is cut short"):
        picture.load(whole[: len(whole) // 2])


@pytest.mark.parametrize("data", [b"", b"Bonjour !\n" * 50, b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_a_text_is_no_picture_whatever_its_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(data)
    for attempt in (picture.measure, picture.load):
        with pytest.raises(NoPicture, match="none of JPEG, PNG, WEBP, GIF, BMP, TIFF"):
            attempt(path)


def test_what_is_not_a_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in [("pipe", "not a file"), (".", "not a file"), ("none", "No such file")]:
        with pytest.raises(NoPicture, match=words):
            picture.load(tmp_path / name)


def test_of_an_animation_the_first_picture_is_drawn() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, GREEN, BLUE)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert set(corners(picture.load(data).image)) == {RED}


def test_what_is_transparent_shows_a_neutral_ground() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((*WHITE, 255), (0, 0, 20, 40))
    for image in (clear, clear.quantize()):
        shown = picture.load(saved(image, "PNG")).image
        assert shown.mode == "RGB"
        assert shown.getpixel((5, 20)) == pytest.approx(WHITE, abs=12)
        assert shown.getpixel((35, 20)) == pytest.approx((118, 118, 118), abs=2)


def test_deep_greys_are_not_all_white() -> None:
    row = struct.pack("<64H", *[20_000] * 32, *[40_000] * 32)
    deep = Image.frombytes("I;16", (64, 64), row * 64)
    shown = picture.load(saved(deep, "PNG")).image
    assert shown.getpixel((8, 32)) == pytest.approx((0, 0, 0), abs=30)
    assert shown.getpixel((56, 32)) == pytest.approx((255, 255, 255), abs=30)


def test_a_very_large_picture_keeps_its_corners() -> None:
    shown = picture.load(saved(quarters(6000, 3000).quantize(8), "PNG"))
    assert picture.KEPT <= shown.image.width < 2 * picture.KEPT
    assert shown.image.width == 2 * shown.image.height
    assert corners(shown.image) == [RED, GREEN, BLUE, WHITE]


def test_a_damaged_tiff_prints_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    whole = bytearray(saved(quarters(40, 30), "TIFF", compression="tiff_lzw"))
    whole[8:60] = bytes(52)
    with pytest.raises(NoPicture):
        picture.load(bytes(whole))
    assert capfd.readouterr() == ("", "")


WHOLE = {kind: saved(quarters(24, 18), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP")} | {
    "EXIF": turned("JPEG", 6, 24, 18)
}


@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
)
@settings(max_examples=300, deadline=None)
def test_a_damaged_picture_is_drawn_or_said_to_be_none(
    kind: str, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(WHOLE[kind])
    for place, byte in changes:
        data[int(place * len(data))] = byte
    with suppress(NoPicture):
        assert picture.load(bytes(data)).image.mode == "RGB"
