"""Bytes as people type them, and where they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.hexadecimal import HexError, Wrong, read, write


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", b""),
        ("0d 0a 41", b"\r\nA"),
        ("0x0D0A", b"\r\n"),
        ("de:ad,be ef", b"\xde\xad\xbe\xef"),
        ('"GET /" 0d0a', b"GET /\r\n"),
        ('"été" ff', "été".encode() + b"\xff"),
        (r'"a\"b\\n"', rb'a"b\n'),
    ],
)
def test_hex_and_text_in_quotes_are_read(typed: str, expected: bytes) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "wrong", "place"),
    [
        ("0d zz", Wrong.DIGIT, 3),
        ("0d 0x4g", Wrong.DIGIT, 6),
        ("0d 0", Wrong.HALF, 3),
        ("0x", Wrong.HALF, 1),
        ('41 "abc', Wrong.QUOTE, 3),
        ("٤٢", Wrong.DIGIT, 0),
        ('"\ud800"', Wrong.TEXT, 0),
    ],
)
def test_what_is_wrong_is_said_with_its_place(typed: str, wrong: Wrong, place: int) -> None:
    with pytest.raises(HexError) as error:
        read(typed)
    assert (error.value.wrong, error.value.place) == (wrong, place)


@given(st.binary(max_size=40))
def test_whatever_hex_shows_is_read_back(data: bytes) -> None:
    assert read(data.hex(" ")) == read(data.hex()) == data


@given(st.text(max_size=40))
def test_anything_typed_is_bytes_or_a_mistake_inside_it(text: str) -> None:
    def place() -> int:
        try:
            read(text)
        except HexError as error:
            return error.place
        return -1

    assert place() < max(1, len(text))


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_text_that_is_written_as_hex_is_read_back_with_its_end(text: str) -> None:
    assert read(write(text, "\r\n")) == text.encode() + b"\r\n"
