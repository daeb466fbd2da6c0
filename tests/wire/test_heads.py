"""Heads of requests, heard strictly: what they say, and what is refused."""

import h11
import pytest
from cutting import byte_by_byte, cut, pieces
from hypothesis import given
from hypothesis import strategies as st

from protocol.chunks import Chunks
from protocol.errors import LocalProtocolError
from protocol.heads import HEAD_LIMIT, LINE_LIMIT, Head, Heads, Refused, render_head

PUT = b"PUT /photos/a.jpg HTTP/1.1\r\nHost: lab.local:7788\r\nContent-Length: 3\r\n\r\n"
GET = b"GET / HTTP/1.1\nhost: [::1]\n\n"
CHUNKED = b"3;name=value\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"


def heard(parts: list[bytes]) -> list[Head]:
    heads, found = Heads(), []
    for part in parts:
        heads.receive(part)
        while head := heads.next():
            found.append(head)
            heads.receive(heads.take()[head.length or 0 :])
    return found


def feed(chunks: Chunks, data: bytes) -> None:
    for part in cut(data, *range(1000, len(data), 1000)):
        chunks.receive(part)
        list(chunks.blocks())


def refusal(data: bytes) -> int:
    with pytest.raises(Refused) as caught:
        heard([data])
    return caught.value.status


def request(*fields: bytes, line: bytes = b"PUT /photos/a.jpg HTTP/1.1") -> bytes:
    return b"\r\n".join([line, *fields, b"", b""])


def test_a_head_says_what_is_asked() -> None:
    fields = {"host": "lab.local:7788", "content-length": "3"}
    assert [Head("PUT", "/photos/a.jpg", fields, 3, keeps=True)] == heard([PUT])


@given(pieces(st.just(GET + GET + b"\r\n" + GET)))
def test_heads_are_the_same_however_they_are_cut(parts: list[bytes]) -> None:
    assert [Head("GET", "/", {"host": "[::1]"}, 0, keeps=True)] * 3 == heard(parts)
    assert heard(byte_by_byte(PUT)) == heard([PUT])


@given(st.binary(max_size=300))
def test_garbage_is_refused_or_nothing(data: bytes) -> None:
    for begun in (data, b"GET / HTTP/1.1\r\nHost: x\r\n" + data + b"\r\n\r\n"):
        heads = Heads()
        heads.receive(begun)
        try:
            heads.next()
        except Refused as error:
            if error.status not in (400, 501, 505):
                raise


@pytest.mark.parametrize(
    "fields",
    [
        (b"Host: x", b"Content-Length: 3", b"Transfer-Encoding: chunked"),
        (b"Host: x", b"Transfer-Encoding: chunked", b"Content-Length: 3"),
        (b"Host: x", b"Content-Length: 3", b"Content-Length: 4"),
        (b"Host: x", b"Content-Length: 3", b"Content-Length: 3"),
        (b"Host: x", b"Content-Length: 3, 4"),
        (b"Host: x", b"Content-Length: +3"),
        (b"Host: x", b"Content-Length: -1"),
        (b"Host: x", b"Content-Length: 0x3"),
        (b"Host: x", b"Content-Length: 1_0"),
        (b"Host: x", b"Content-Length:"),
        (b"Host: x", b"Content-Length: " + b"9" * 19),
        (b"Host: x", b"Content-Length : 3"),
        (b"Host: x", b" Content-Length: 3"),
        (b"Host: x", b"X: y", b"\tfolded"),
        (b"Host: x", b"X: a\rb"),
        (b"Host: x\r", b"X: y"),
        (b"Host: x", b"X: a\0b"),
        (b"Host: x", b"no colon"),
        (b"Host: x", b": no name"),
        (b"Host: x", b"Range: bytes=0-1", b"Range: bytes=2-3"),
        (b"Host: x", b"Host: y"),
        (b"Host: a b",),
        (b"Host: x/y",),
        (b"Host: user@x",),
        (b"X: no host",),
        (),
    ],
)
def test_what_could_be_understood_in_two_ways_is_refused(fields: tuple[bytes, ...]) -> None:
    assert 400 == refusal(request(*fields))


@pytest.mark.parametrize(
    "coding",
    [b"gzip", b"gzip, chunked", b"chunked, chunked", b"identity", b"xchunked", b"chunked;q"],
)
def test_an_unknown_coding_is_not_implemented(coding: bytes) -> None:
    assert 501 == refusal(request(b"Host: x", b"Transfer-Encoding: " + coding))


@pytest.mark.parametrize(
    "line",
    [
        b"GET  / HTTP/1.1",
        b"GET /a b HTTP/1.1",
        b"GET /\xc3\xa9 HTTP/1.1",
        b"GET / HTTP/1.1 ",
        b"GET / HTTP/11",
        b"GET /",
        b"GET / http/1.1",
    ],
)
def test_a_request_line_that_is_none_is_refused(line: bytes) -> None:
    assert 400 == refusal(request(b"Host: x", line=line))


def test_other_versions_are_refused() -> None:
    assert 505 == refusal(request(line=b"PRI * HTTP/2.0"))
    assert 505 == refusal(request(b"Host: x", line=b"GET / HTTP/3.0"))


def test_an_old_client_has_no_chunks_and_needs_no_host() -> None:
    assert 400 == refusal(request(b"Transfer-Encoding: chunked", line=b"PUT / HTTP/1.0"))
    old = heard([request(b"Expect: 100-continue", b"Content-Length: 1", line=b"PUT / HTTP/1.0")])
    assert [Head("PUT", "/", {"content-length": "1"}, 1, keeps=False)] == old


@pytest.mark.parametrize("value", [b"close", b"Keep-Alive, CLOSE", b"close,x"])
def test_who_says_close_does_not_go_on(value: bytes) -> None:
    assert [False] == [one.keeps for one in heard([request(b"Host: x", b"Connection: " + value)])]


def test_lists_said_twice_are_one_list() -> None:
    (head,) = heard([request(b"Host: x", b'If-None-Match: "a"', b'If-None-Match: "b"')])
    assert '"a", "b"' == head.fields["if-none-match"]


def test_heads_that_are_too_long_are_refused_before_they_end() -> None:
    assert 414 == refusal(b"GET /" + b"a" * LINE_LIMIT)
    flood = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 2000
    assert 431 == refusal(flood[: HEAD_LIMIT + 1])


@given(pieces(st.just(CHUNKED + GET)))
def test_chunks_are_the_same_however_they_are_cut(parts: list[bytes]) -> None:
    chunks, body, behind = Chunks(), b"", b""
    for part in parts:
        if chunks.done:
            behind += part
            continue
        chunks.receive(part)
        body += b"".join(chunks.blocks())
        behind = chunks.rest() if chunks.done else b""
    assert (b"abc0123456789", GET) == (body, behind)


@pytest.mark.parametrize(
    "data",
    [
        b"3\r\nabcd\r\n0\r\n\r\n",
        b"-1\r\n",
        b"+3\r\nabc\r\n",
        b"0x3\r\nabc\r\n",
        b"g\r\n",
        b"\r\n",
        b"3\nabc\n0\n\n" + b"a" * HEAD_LIMIT,
        b"3;" + b"x" * HEAD_LIMIT,
        b"f" * 21 + b"\r\n",
        b"0\r\n" + b"X: y\r\n" * 8000,
    ],
)
def test_wrong_chunks_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        feed(Chunks(), data)
    assert 400 == caught.value.status


def test_chunks_that_end_early_are_refused() -> None:
    chunks = Chunks()
    chunks.receive(b"3\r\nab")
    assert [b"ab"] == list(chunks.blocks())
    chunks.receive(b"")
    with pytest.raises(Refused):
        list(chunks.blocks())


def test_an_answer_cannot_be_split() -> None:
    assert b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n" == render_head(204, {"A": "b"})
    for value in ("a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "€"):
        with pytest.raises(LocalProtocolError):
            render_head(200, {"A": value})


def opinion(data: bytes) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Return what h11 reads in a head, or None where it refuses it."""
    reader = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
    try:
        reader.receive_data(data)
        event = reader.next_event()
    except h11.RemoteProtocolError:
        return None
    assert isinstance(event, h11.Request)
    fields = [(name.decode(), value.decode("latin-1")) for name, value in event.headers]
    return event.method.decode(), event.target.decode(), fields


FIELDS = [
    b"Content-Length:3\r\n", b"TRANSFER-encoding: Chunked\n", b"X-Y_Z:\r\n", b'!: "a"\n',
    b"Connection: a\r\n", b"connection:\tclose\n", b"a: \xe9 \t,b\t\r\n",
]  # fmt: skip
LINES = [b"GET /photos HTTP/1.1\r\n", b"x!y * HTTP/1.1\n", b"PUT /(%e9) HTTP/1.1\r\n"]
BREAKS = [b""] * 12 + [bytes([one]) for one in b"\r\n \t\0\x01\x0b\x7f\xe9:,1"]


@given(
    st.data(), st.sampled_from(LINES), st.lists(st.sampled_from(FIELDS), unique=True, max_size=3)
)
def test_what_is_taken_means_the_same_to_h11(
    draw: st.DataObject, line: bytes, fields: list[bytes]
) -> None:
    whole = line + b"".join(fields) + b"Host: x\r\n\r\n"
    place = draw.draw(st.integers(0, len(whole)))
    data = whole[:place] + draw.draw(st.sampled_from(BREAKS)) + whole[place:]
    heads = Heads()
    heads.receive(data)
    try:
        head = heads.next()
    except Refused:
        return
    if head is None:
        return
    expected = opinion(data[: len(data) - len(heads.take())].lstrip(b"\r\n"))
    assert expected is not None
    together: dict[str, str] = {}
    for name, value in expected[2]:
        together[name] = f"{together[name]}, {value}" if name in together else value
    said = dict(head.fields)
    if "transfer-encoding" in said:
        said["transfer-encoding"] = said["transfer-encoding"].lower()
    assert (*expected[:2], together) == (head.method, head.target, said)
