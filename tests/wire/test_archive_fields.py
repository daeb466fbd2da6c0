"""What stands in the head of an archive's answer: understood, or a failure in words."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import web
from tui.clients.archive import receiving, tus
from tui.clients.failure import Failure, Step

DIGEST = "ab" * 32


@dataclass
class Said:
    """An answer's head, whose body is empty."""

    status: int
    fields: Mapping[str, str]
    peer: str = "here"

    async def read(self, _limit: int) -> bytes:
        return b""

    async def finish(self) -> None:
        pass


def size(status: int, offset: int, **fields: str) -> int | None:
    said = Said(status, {name.replace("_", "-"): value for name, value in fields.items()})
    return asyncio.run(receiving._size(said, offset))


def test_a_size_is_that_of_the_whole_photo() -> None:
    assert 5 == size(200, 0, content_length="5")
    assert 5 == size(206, 3, content_length="2", content_range="bytes 3-4/5")
    assert size(416, 5, content_range="bytes */5") is None


@pytest.mark.parametrize(
    ("status", "code"), [(200, "change"), (416, "change"), (206, "HTTP"), (404, "introuvable")]
)
def test_a_part_is_exactly_the_one_asked_for(status: int, code: str) -> None:
    with pytest.raises(Failure) as failure:
        size(status, 3, content_length="2", content_range="bytes 2-4/5")
    assert code == failure.value.code


NUMBERS = st.integers(0, 9).map(str) | st.text(max_size=3)


@given(
    st.sampled_from([200, 204, 206, 302, 304, 404, 416, 500]), st.integers(0, 5), NUMBERS, NUMBERS
)
def test_whatever_a_head_says_a_size_holds_or_it_fails(
    status: int, offset: int, length: str, whole: str
) -> None:
    part = f"bytes {offset}-{int(whole) - 1 if whole.isdecimal() else whole}/{whole}"
    try:
        found = size(status, offset, content_length=length, content_range=part)
    except Failure as failure:
        assert failure.step in (Step.BODY, Step.HEADERS, Step.REFUSED)  # noqa: PT017 - or it holds
    else:
        assert found is None or found >= offset


@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_a_digest_is_promised_by_either_field(digest: str) -> None:
    for fields in ({"etag": web.etag(digest)}, {"repr-digest": web.repr_digest(digest)}):
        assert digest == receiving.promised_digest(Said(200, fields))


def test_a_tag_that_is_no_digest_promises_nothing() -> None:
    for tag in ("", '"5-abc"', f'W/"{DIGEST}"', f'"{DIGEST.upper()}"', DIGEST):
        assert receiving.promised_digest(Said(200, {"etag": tag})) is None


def test_the_digest_field_stands_above_the_tag() -> None:
    fields = {"etag": web.etag("0" * 64), "repr-digest": web.repr_digest(DIGEST)}
    assert DIGEST == receiving.promised_digest(Said(200, fields))


def test_a_token_is_the_id_of_an_upload_wherever_that_is_said_to_be() -> None:
    for location in ("/uploads/3f9c", "http://elsewhere.example/uploads/3f9c"):
        assert "3f9c" == tus._token_in(Said(201, {"location": location}))


@given(st.text(max_size=20))
def test_what_is_no_token_is_never_a_part_of_a_path(text: str) -> None:
    if tus._is_token(text):
        assert web.Upload(text) == web.route(f"/uploads/{text}")
        assert text.isascii()
        assert text.isprintable()
        assert not set(text) & set("/?#% ")
