"""What bytes mean as HTTP/1: every part has its place, and whatever is wrong is said."""

import pickle
from collections.abc import Iterable

import pytest
from cutting import byte_by_byte, pieces
from hypothesis import example, given
from hypothesis import strategies as st

from tui.reading.http1 import Asked, Heard, Reader
from tui.reading.marks import Mark, Odd, What

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PARTS = st.sampled_from(
    [
        *(
            HEAD,
            CHUNKED,
            b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n",
            b"HTTP/1.0 204 No\r\n\r\n",
        ),
        *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"0\r\nDigest: a\r\n\r\n", b"1;a=b\r\nx\r\n", b"zz\r\n"),
        *(b"hello", b"\n", b"\r", b"\r\n", b" folded\r\n", b"Name : x\r\n", b": x\r\n", b"\0\x1b"),
        *(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"),
        b"Content-Length: 4, 5\r\n",
    ]
)
SAID = st.one_of(st.lists(PARTS, max_size=8).map(b"".join), st.binary(max_size=200))
READERS = st.sampled_from([Asked, lambda: Reader("GET"), lambda: Reader("HEAD", "GET"), Reader])


def marks(reader: Heard, data: Iterable[bytes]) -> list[Mark]:
    found = [mark for piece in data for mark in reader.feed(piece)]
    return found + reader.close()


def answer(data: bytes, method: str = "GET") -> list[tuple[object, bytes]]:
    """Read an answer after whose end they hang up: what is where."""
    return [(mark.what, data[mark.start : mark.end]) for mark in marks(Reader(method), [data])]


def odds(data: bytes, method: str = "GET") -> list[Odd]:
    return [what for what, _data in answer(data, method) if isinstance(what, Odd)]


@given(pieces(SAID), READERS)
@example(
    [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r", b"\n0\r\n\r\n"], Reader
)
def test_any_cut_gives_the_same_marks(said: list[bytes], reader: type[Reader]) -> None:
    whole = b"".join(said)
    expected = marks(reader(), [whole])
    assert expected == marks(reader(), said)
    assert expected == marks(reader(), byte_by_byte(whole))


@given(pieces(SAID), READERS)
def test_marks_lie_in_what_was_said_and_have_words(said: list[bytes], reader: type[Reader]) -> None:
    size, end = sum(map(len, said)), 0
    for mark in marks(reader(), said):
        assert 0 <= mark.start <= mark.end <= size
        assert mark.end >= end or mark.odd
        end = max(end, mark.end)
        assert mark.words.isprintable()
        assert mark.words or not mark.odd


def test_every_part_of_an_answer_with_a_length_has_its_place() -> None:
    assert answer(HEAD + b"hello") == [
        (What.START, b"HTTP/1.1 200 OK\r\n"),
        (What.FIELD, b"Content-Length: 5\r\n"),
        (What.HEAD, HEAD),
        (What.BODY, b"hello"),
    ]


def test_every_part_of_an_answer_in_chunks_has_its_place() -> None:
    body = b"5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nDigest: a\r\n\r\n"
    assert answer(CHUNKED + body)[3:] == [
        (What.CHUNK_SIZE, b"5;x=y\r\n"),
        (What.CHUNK, b"hello"),
        (What.CHUNK_END, b"\r\n"),
        (What.CHUNK_SIZE, b"1\r\n"),
        (What.CHUNK, b"!"),
        (What.CHUNK_END, b"\r\n"),
        (What.LAST_CHUNK, b"0\r\n"),
        (What.TRAILER, b"Digest: a\r\n"),
        (What.BODY, body),
    ]
    assert (
        marks(Reader("GET"), [CHUNKED + body])[-1].words
        == "the body ends here · 6 bytes in 2 chunks"
    )


def test_heads_before_the_answer_s_own_are_told_apart() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
    found = answer(early + HEAD + b"hello")
    assert (What.INFORMED, early) in found
    assert (What.HEAD, HEAD) in found


def test_a_body_without_a_length_ends_when_they_hang_up() -> None:
    assert answer(b"HTTP/1.0 200 OK\r\n\r\nall of it")[-1] == (What.STREAM, b"all of it")


def test_answers_follow_one_another_on_one_connection() -> None:
    reader = Reader("HEAD", "GET")
    found = marks(reader, [HEAD + HEAD + b"hello"])
    assert [What.HEAD, What.HEAD, What.BODY] == [
        mark.what for mark in found if mark.what in (What.HEAD, What.BODY)
    ]
    assert not any(mark.odd for mark in found)


def test_after_another_protocol_was_agreed_on_nothing_is_read() -> None:
    upgraded = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
    assert answer(upgraded + b"\x81\x05hello\n")[-1] == (What.SWITCHED, b"")
    assert answer(b"HTTP/1.1 200 OK\r\n\r\n\x16\x03", "CONNECT")[-1] == (What.TUNNEL, b"")


def field(line: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + line + b"Content-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("odd", "data"),
    [
        (Odd.BARE_LF, b"HTTP/1.1 204 No Content\n\n"),
        (Odd.BARE_CR, field(b"A: b\rc\r\n")),
        (Odd.FOLDED, field(b"A: b\r\n c\r\n")),
        (Odd.SPACE_FIRST, field(b" A: b\r\n")),
        (Odd.SPACE_BEFORE_COLON, field(b"A : b\r\n")),
        (Odd.NO_COLON, field(b"nothing\r\n")),
        (Odd.NO_NAME, field(b": b\r\n")),
        (Odd.BAD_NAME, field(b"A(b): c\r\n")),
        (Odd.CONTROL, field(b"A: b\0c\r\n")),
        (Odd.CONTROL, field(b"A: \x1b[31m\r\n")),
        (Odd.EMPTY_LINE, b"\r\n" + HEAD + b"hello"),
        (Odd.NO_HTTP, b"220 mail ready\r\n"),
        (Odd.NO_HTTP, b"SSH-2.0"),
        (Odd.NO_STATUS, b"HTTP/1.1 2xx OK\r\nContent-Length: 0\r\n\r\n"),
        (Odd.VERSION, b"HTTP/3.0 204 No\r\n\r\n"),
        (Odd.LENGTH_TWICE, field(b"Content-Length: 0\r\n")),
        (Odd.LENGTH_NO_NUMBER, b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n"),
        (Odd.LENGTHS_DIFFER, b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello"),
        (Odd.LENGTH_FORBIDDEN, b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n"),
        (Odd.NOT_CHUNKED, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"),
        (Odd.CODING_IN_1_0, CHUNKED.replace(b"1.1", b"1.0") + b"0\r\n\r\n"),
        (Odd.LENGTH_AND_CODING, CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n0\r\n\r\n"),
        (Odd.CHUNK_NO_NUMBER, CHUNKED + b"hello\r\n"),
        (Odd.CHUNK_TOO_LONG, CHUNKED + b"4\r\nhello\r\n0\r\n\r\n"),
        (Odd.BARE_LF, CHUNKED + b"1\r\na\n0\r\n\r\n"),
        (Odd.AFTER_END, HEAD + b"hello and more"),
        (Odd.SHORT_HEAD, HEAD[:-3]),
        (Odd.SHORT_BODY, HEAD + b"hell"),
        (Odd.SHORT_CHUNKS, CHUNKED + b"5\r\nhel"),
        (Odd.NO_ANSWER, b""),
    ],
    ids=lambda value: value.name if isinstance(value, Odd) else "",
)
def test_what_is_wrong_is_said_and_nothing_else(odd: Odd, data: bytes) -> None:
    assert [odd] == odds(data)


@pytest.mark.parametrize(
    ("method", "head", "words"),
    [
        ("GET", b"HTTP/1.1 204 No\r\n\r\n", "a body, where 204 has none"),
        ("GET", b"HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\n", "a body, where 304 has none"),
        ("HEAD", HEAD, "a body, where HEAD has none"),
    ],
)
def test_a_body_where_none_may_be_is_said(method: str, head: bytes, words: str) -> None:
    assert not odds(head, method)
    assert words in [mark.words for mark in marks(Reader(method), [head + b"hello"])]


def test_an_answer_that_nobody_asked_for_is_said() -> None:
    assert Odd.NOT_ASKED in [mark.what for mark in marks(Reader(), [HEAD + b"hello"])]


def test_requests_are_read_like_answers() -> None:
    asked: list[str] = []
    reader = Asked(asked.append)
    said = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
    said += b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    found = [(mark.what, mark.number) for mark in marks(reader, [said])]
    assert ["POST", "GET"] == asked
    assert (What.BODY, 2) in found
    assert not any(isinstance(what, Odd) for what, _number in found)


@pytest.mark.parametrize(
    ("odd", "data"),
    [
        (Odd.NO_HOST, b"GET / HTTP/1.1\r\n\r\n"),
        (Odd.HOST_TWICE, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        (Odd.NO_REQUEST, b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        (Odd.NO_HTTP, b"hello there\r\n"),
    ],
    ids=lambda value: value.name if isinstance(value, Odd) else "",
)
def test_requests_that_are_wrong_on_purpose_are_seen_through(odd: Odd, data: bytes) -> None:
    assert [odd] == [mark.what for mark in Asked().feed(data) if mark.odd]


SMALL = 200_000
"""Bytes of a reader: a line, and what a head said of its body."""


def endless(kind: str) -> Iterable[bytes]:
    block = 64 * 1024
    if kind == "fields":
        yield HEAD[:17]
        yield from [b"Name: value\r\n" * 1000] * 50
    elif kind == "a line of 50 MB":
        yield HEAD[:17] + b"Name: "
        yield from [b"x" * block] * 800
    elif kind == "a body":
        yield HEAD.replace(b"5", b"999999999999")
        yield from [b"x" * block] * 800
    else:
        yield CHUNKED
        yield from [b"1\r\nx\r\n" * 1000] * 50


@pytest.mark.parametrize("kind", ["fields", "a line of 50 MB", "a body", "chunks"])
def test_whatever_comes_a_reader_stays_small(kind: str) -> None:
    reader, largest = Reader("GET"), 0
    for piece in endless(kind):
        reader.feed(piece)
        largest = max(largest, len(pickle.dumps(reader)))
    assert largest < SMALL
