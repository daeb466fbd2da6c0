"""What an archive says in JSON: read to the letter, or refused in words."""

import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RemoteProtocolError
from tui.clients.archive import replies
from tui.clients.archive.photo import Page, Photo, Trashed

NOON = datetime(2017, 8, 22, 12, tzinfo=UTC)
ROW = {
    "name": "l'été.jpg",
    "size": 3,
    "modified": "2017-08-22T14:00:00+02:00",
    "sha256": "ab" * 32,
    "width": 4000,
    "height": 3000,
    "type": "image/jpeg",
    "taken": "2017-08-21T10:11:12",
    "camera": "Canon",
    "by": "127.0.0.1",
}


def page(*rows: object, following: object = None, total: object = 7) -> bytes:
    return json.dumps({"photos": rows, "next": following, "total": total}).encode()


def test_all_that_is_said_of_a_photo_is_read() -> None:
    photo = Photo(
        "l'été.jpg",
        3,
        NOON,
        "ab" * 32,
        4000,
        3000,
        "image/jpeg",
        datetime(2017, 8, 21, 10, 11, 12),  # noqa: DTZ001 - a camera's time has no zone
        "Canon",
        "127.0.0.1",
    )
    for following in ("m.jpg", "-7/m.jpg"):
        assert Page((photo,), following, 7) == replies.read_page(page(ROW, following=following))


def test_what_is_not_known_is_none() -> None:
    row = {"name": "a", "size": 0, "modified": "2017-08-22T12:00:00Z", "sha256": None}
    assert Page((Photo("a", 0, NOON),), None, 7) == replies.read_page(page(row))


@pytest.mark.parametrize(
    "name", ["../a", "", ".a", "a\x1b[2J", "e\u0301", "a/b", "a\ud800", "x" * 256]
)
def test_a_name_that_breaks_the_rule_is_left_out_and_counted(name: str) -> None:
    found = replies.read_page(page(ROW, ROW | {"name": name}))
    assert (["l'été.jpg"], 1) == ([photo.name for photo in found.photos], found.left_out)


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"size": -1},
        {"size": "3"},
        {"size": True},
        {"size": 3.5},
        {"size": 2**63},
        {"modified": "yesterday"},
        {"modified": None},
        {"modified": "0001-01-01T00:00:00+14:00"},
        {"sha256": "AB" * 32},
        {"sha256": ["ab" * 32]},
        {"width": "4000"},
        {"type": {}},
    ],
)
def test_a_photo_of_the_wrong_types_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        replies.read_page(page(ROW | change))
    assert "forme" == refused.value.code


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'"photos"',
        b"\xff",
        page(total=-1),
        page(total=None),
        page(following=3),
        page(following="../x"),
        page(following="x/m.jpg"),
        page("a.jpg"),
        page(*[{}] * 1001),
        page(total=float("nan")),
        b'{"photos": ' + b"[" * 100_000,
        b'{"photos": [], "next": null, "total": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_page_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        replies.read_page(data)
    assert "forme" == refused.value.code


def test_a_page_leads_on_to_photos_after_those_that_it_came_after() -> None:
    data = page(ROW, following="m.jpg")
    assert "m.jpg" == replies.read_page(data, "l.jpg").next
    with pytest.raises(RemoteProtocolError):
        replies.read_page(data, "m.jpg")


def test_texts_are_cut_where_nobody_reads_on_and_half_characters_replaced() -> None:
    (photo,) = replies.read_page(page(ROW | {"camera": "\ud800" + "x" * 10_000})).photos
    assert "?" + "x" * (replies.TEXT - 1) == photo.camera


def test_a_camera_that_does_not_know_the_time_is_forgiven() -> None:
    (photo,) = replies.read_page(page(ROW | {"taken": "0000:00:00 00:00:00"})).photos
    assert photo.taken is None


def test_a_picture_of_no_pixels_is_one_whose_pixels_are_not_known() -> None:
    (photo,) = replies.read_page(page(ROW | {"width": 0, "height": 0})).photos
    assert (None, None) == (photo.width, photo.height)


def test_an_item_of_the_trash_has_an_id_that_a_path_can_hold() -> None:
    row = {"id": "2017-a", "name": "a.jpg", "size": 3, "deleted": "2017-08-22T12:00:00Z"}
    said = {"trash": [row, row | {"name": "../a"}], "total": 2}
    assert (Trashed("2017-a", "a.jpg", 3, NOON),) == replies.read_trash(
        json.dumps(said).encode()
    ).items
    for wrong in ("", "../photos/a.jpg", "a/restore", "a?b", "a b", "%2e"):
        said = {"trash": [row | {"id": wrong}], "total": 1}
        with pytest.raises(RemoteProtocolError):
            replies.read_trash(json.dumps(said).encode())


def test_a_problem_says_its_detail_or_nothing() -> None:
    assert "No room." == replies.read_problem(b'{"status": 507, "detail": "No room."}')
    for data in (b"", b"<html>", b'{"detail": 3}', b"[]"):
        assert "" == replies.read_problem(data)


@given(st.binary(max_size=2000))
def test_what_was_packed_is_unpacked(data: bytes) -> None:
    assert data == replies.unpack(gzip.compress(data), 2000)


def test_no_more_is_unpacked_than_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(RemoteProtocolError) as refused:
        replies.unpack(bomb, 1_000_000)
    assert "longueur" == refused.value.code


@given(st.binary(max_size=200), st.integers(1, 20))
def test_what_is_packed_wrongly_is_refused(garbage: bytes, end: int) -> None:
    whole = gzip.compress(b"photos" * 100, mtime=0)
    for data in (garbage, whole[:-end], whole + garbage + b"x"):
        with pytest.raises(RemoteProtocolError):
            replies.unpack(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["photos", "next", "total", *ROW]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_json_says_is_a_page_or_refused(said: object) -> None:
    data = json.dumps(said).encode()
    for read in (replies.read_page, replies.read_trash, replies.read_name):
        with suppress(RemoteProtocolError):
            read(data)


@given(st.binary(max_size=200))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        replies.read_page(data)
