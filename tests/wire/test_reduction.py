"""Photos made small: upright, in sRGB, without transparency; whatever is no picture is said."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from protocol import pictures
from protocol.pictures import NotAPicture
from servers.photos import reduction

RED, BLUE, GREEN = (220, 20, 20), (20, 20, 220), (20, 180, 20)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def flag(width: int = 80, height: int = 40) -> Image.Image:
    """A red picture whose upper left quarter is blue."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=BLUE)
    return image


def small(data: bytes, box: tuple[int, int] = (40, 40)) -> Image.Image:
    image = Image.open(BytesIO(reduction.reduce(BytesIO(data), box)), formats=["JPEG"])
    image.load()
    assert "RGB" == image.mode
    return image


def near(wanted: tuple[int, int, int], found: object) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(wanted, found, strict=True))


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_every_allowed_format_becomes_a_jpeg_that_fits(kind: str) -> None:
    picture = small(encoded(flag(), kind))
    assert (40, 20) == picture.size
    assert near(BLUE, picture.getpixel((5, 5)))
    assert near(RED, picture.getpixel((35, 15)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_is_turned_as_its_camera_was_held(kind: str, orientation: int) -> None:
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = flag().transpose(back[orientation]) if orientation > 1 else flag()
    exif = Image.Exif()
    exif[274] = orientation
    picture = small(encoded(lying, kind, exif=exif))
    assert (40, 20) == picture.size
    assert near(BLUE, picture.getpixel((5, 5)))
    assert near(RED, picture.getpixel((35, 15)))


def test_a_colour_profile_is_followed() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, table = profile[:128], profile[128:].replace(b"rXYZ", b"tmp!")
    swapped = head + table.replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")
    red = Image.new("RGB", (8, 8), (255, 0, 0))
    assert near((255, 0, 0), small(encoded(red, icc_profile=profile)).getpixel((4, 4)))
    assert near((0, 0, 255), small(encoded(red, icc_profile=swapped)).getpixel((4, 4)))


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_damaged_profile_leaves_the_colours_as_they_are(profile: bytes) -> None:
    red = Image.new("RGB", (8, 8), RED)
    assert near(RED, small(encoded(red, icc_profile=profile)).getpixel((4, 4)))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_is_transparent_has_a_neutral_ground(kind: str) -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 39, 19), fill=(*GREEN, 255))
    picture = small(encoded(image, kind))
    assert near(GREEN, picture.getpixel((20, 5)))
    assert near(pictures.GROUND, picture.getpixel((20, 35)))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_shown(kind: str) -> None:
    first, second = (Image.new("RGB", (20, 20), colour) for colour in (GREEN, RED))
    data = encoded(first, kind, save_all=True, append_images=[second], duration=100)
    assert near(GREEN, small(data).getpixel((10, 10)))


def test_deep_greys_are_spread_over_what_a_screen_shows() -> None:
    image = Image.new("I;16", (40, 40), 1000)
    image.paste(3000, (0, 0, 20, 40))
    picture = small(encoded(image))
    assert near((255, 255, 255), picture.getpixel((5, 20)))
    assert near((0, 0, 0), picture.getpixel((35, 20)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_mode_becomes_colour(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    white = Image.new("RGBA", (20, 20), "white").convert("RGB").convert(mode)
    assert near((255, 255, 255), small(encoded(white, kind)).getpixel((10, 10)))


def test_a_small_picture_keeps_its_size_and_a_thin_one_is_a_pixel_thick() -> None:
    assert (8, 4) == small(encoded(flag(8, 4))).size
    assert (1, 40) == small(encoded(flag(2, 1000))).size


def png(width: int, height: int, data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


NO_PICTURES = {
    "nothing": b"",
    "words": b"hello, I am a photo\n",
    "a format that is not allowed": encoded(flag(), "PPM"),
    "another format that is not allowed": encoded(flag(), "ICO"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\n",
    "a PNG of 3,600 million pixels": png(60_000, 60_000, zlib.compress(bytes(100_000))),
    "a PNG that is not as large as it says": png(5_000, 5_000, zlib.compress(bytes(1_000))),
    "a PNG with a bomb for a profile": png(
        8, 8, b"", (b"iCCP", b"x\0\0" + zlib.compress(bytes(100_000_000)))
    ),
    "a GIF of 4,294 million pixels": b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6)
    + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;",
    "a BMP that says more than it has": encoded(flag(), "BMP")[:18]
    + struct.pack("<ii", 30_000, 30_000) + encoded(flag(), "BMP")[26:],
    "a TIFF that leads nowhere": b"II*\0\xff\xff\xff\x7f",
}  # fmt: skip


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_or_lies_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        reduction.reduce(BytesIO(data), (40, 40))


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_picture_that_is_cut_short_is_refused(kind: str) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(noise, kind)
    for length in (len(data) // 2, 40, 12):
        with pytest.raises(NotAPicture):
            reduction.reduce(BytesIO(data[:length]), (40, 40))


@given(st.data())
def test_damage_gives_a_picture_or_a_refusal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(pictures.FORMATS))
    broken = bytearray(encoded(flag(24, 16), kind))
    places = st.integers(0, len(broken) - 1)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=8)):
        broken[place] = byte
    try:
        picture = small(bytes(broken))
    except NotAPicture:
        return
    assert max(picture.size) <= 40
