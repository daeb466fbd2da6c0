"""A position is gone from the copy, and nothing else is; what a photo says of itself is read."""

import struct
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD, Base
from taken import KINDS, XMP, description, photo

from tui import exif
from tui.exif import Exif, PositionStays


def known(data: bytes) -> dict[int, object]:
    """All that the EXIF of a photo says, but for positions and where in the file things are."""
    with Image.open(BytesIO(data)) as image:
        found = image.getexif()
        told = dict(found) | dict(found.get_ifd(IFD.Exif))
    elsewhere = (IFD.GPSInfo, IFD.Exif, Base.StripOffsets, 700)
    return {tag: value for tag, value in told.items() if tag not in elsewhere}


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.tobytes()


def places(data: bytes) -> dict[int, object]:
    with Image.open(BytesIO(data)) as image:
        return dict(image.getexif().get_ifd(IFD.GPSInfo))


@pytest.mark.parametrize("kind", KINDS)
@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
@settings(max_examples=15, deadline=None)
def test_the_position_goes_and_all_the_rest_stays(
    kind: str, latitude: float, longitude: float
) -> None:
    whole = photo(kind, description(latitude, longitude))
    assert places(whole)
    copy = exif.without_position(whole)
    assert places(copy) == {}
    assert known(copy) == known(whole)
    assert pixels(copy) == pixels(whole)
    assert exif.without_position(copy) == copy
    for trace in (b"GPS", b"48,51.5N", b"2,17.6E", b"2017:08:22\0"):
        assert trace not in copy.replace(b"2017:08:22 14:57:08", b"")
    assert b"<dc:title>Plage</dc:title>" in copy


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_on_the_disk_is_left_alone(kind: str, tmp_path: Path) -> None:
    path, whole = tmp_path / "photo", photo(kind)
    path.write_bytes(whole)
    assert exif.without_position(path) == exif.without_position(whole)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_a_photo_without_a_position_stays_byte_for_byte(kind: str) -> None:
    file = BytesIO()
    Image.effect_noise((48, 36), 80).convert("RGB").save(file, kind)
    assert exif.without_position(file.getvalue()) == file.getvalue()


def test_each_picture_of_a_file_of_several_is_cleared_and_a_film_behind_them_is_cut() -> None:
    first, second = photo("JPEG"), photo("JPEG")
    film = b"\0\0\0\x18ftypmp42" + b"\xff\xd8\xff\xa9xyz+48.8583+002.2944/" * 3
    copy = exif.without_position(first + bytes(3) + second + film)
    assert len(copy) == len(first) + 3 + len(second)
    assert places(copy[len(first) + 3 :]) == {}
    assert pixels(copy[len(first) + 3 :]) == pixels(second)


def test_a_packet_that_tells_a_place_in_a_way_of_its_own_goes_whole() -> None:
    strange = XMP.replace(b"exif:GPSLatitude=", b"exif:GPSLatitude")
    assert b"Plage" not in exif.without_position(photo("JPEG", xmp=strange))


def test_in_a_gif_the_xmp_is_cleared() -> None:
    file = BytesIO()
    Image.effect_noise((48, 36), 80).save(file, "GIF")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    block = b"\x21\xff\x0bXMP DataXMP" + XMP + trailer
    whole = file.getvalue()[:-1] + block + b";"
    copy = exif.without_position(whole)
    assert len(copy) == len(whole)
    assert b"GPS" not in copy
    assert pixels(copy) == pixels(whole)


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0\x20ftypheic" + bytes(90), b"II*\0" + bytes(4) + b"\xff" * 9, b"RIFF"]
)
def test_what_cannot_be_done_is_said_and_not_pretended(data: bytes) -> None:
    if data.startswith(b"II"):
        data = struct.pack("<4sI", b"II*\0", 4000)
    with pytest.raises(PositionStays, match=r"(format|description)"):
        exif.without_position(data)


@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=20),
    st.floats(0.2, 1),
)
@settings(max_examples=300, deadline=None)
def test_of_a_damaged_photo_there_is_a_copy_without_a_position_or_none(
    kind: str, changes: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(DAMAGED[kind])
    for place, byte in changes:
        data[int(place * min(len(data), 900))] = byte
    try:
        copy = exif.without_position(bytes(data[: int(kept * len(data))]))
    except PositionStays:
        return
    assert not exif.read(copy).placed


DAMAGED = {kind: photo(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_photo_says_of_itself_is_read(kind: str) -> None:
    found = exif.read(photo(kind))
    assert found.position == pytest.approx((48.85837, 2.29448), abs=1e-5)
    assert exif.words(found.position) == "48.85837° N, 2.29448° E"
    assert (
        Exif(
            taken=datetime.fromisoformat("2017-08-22T14:57:08"),
            camera="Canon EOS 80D",
            lens="EF-S 35mm",
            exposure="1/250 s  f/2.8  ISO 100  35 mm",
            position=found.position,
            placed=True,
        )
        == found
    )


def test_the_first_part_of_a_photo_says_it_too() -> None:
    whole = photo("JPEG")
    assert exif.read(whole[: whole.index(b"\xff\xda") + 20]) == exif.read(whole)


def test_strangers_words_in_it_are_harmless() -> None:
    found = description()
    found[Base.Make], found[Base.Model] = "\x1b[31mMake", "M\u202eodel\0hidden" + "x" * 999
    assert "␛[31mMake" in exif.read(photo("JPEG", found)).camera
    assert "hidden" not in exif.read(photo("JPEG", found)).camera


@pytest.mark.parametrize("data", [b"", b"Bonjour", b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0"])
def test_what_says_nothing_says_nothing(data: bytes) -> None:
    assert exif.read(data) == Exif()
