"""What bytes mean as HTTP/2: every frame in words, in both directions."""

from collections.abc import Iterable

import pytest
from cutting import byte_by_byte, pieces
from h2.config import H2Configuration
from h2.connection import H2Connection
from hypothesis import given
from hypothesis import strategies as st

from tui.reading.conversation import PREFACE, Conversation
from tui.reading.http2 import Agreed, Frames
from tui.reading.marks import Mark, Odd, What

FIELDS = [(":method", "GET"), (":path", "/"), (":scheme", "http"), (":authority", "localhost")]


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


SETTINGS = frame(4, 0, 0)


def spoken() -> tuple[bytes, bytes]:
    """Return what two machines say, of which one asks and the other answers."""
    client = H2Connection(H2Configuration(client_side=True))
    server = H2Connection(H2Configuration(client_side=False))
    client.initiate_connection()
    server.initiate_connection()
    client.send_headers(1, FIELDS, end_stream=True)
    asked = client.data_to_send()
    server.receive_data(asked)
    server.send_headers(1, [(":status", "200"), ("x-text", "caf\u00e9")])
    server.send_data(1, b"hello\n", pad_length=3)
    server.send_data(1, b"world", end_stream=True)
    server.close_connection(2, b"bye")
    answered = server.data_to_send()
    client.receive_data(answered[: len(answered) - 20])
    return asked + client.data_to_send(), answered


ASKED, ANSWERED = spoken()
KINDS = st.builds(
    frame,
    st.one_of(st.integers(0, 16), st.integers(0, 255)),
    st.integers(0, 255),
    st.integers(0, 3),
    st.binary(max_size=20),
)
PARTS = st.one_of(
    KINDS, st.binary(max_size=30), st.just(ANSWERED), st.just(ASKED), st.just(PREFACE)
)
SAID = st.lists(PARTS, max_size=6).map(b"".join)


def marks(said: Iterable[bytes], *, client: bool) -> list[Mark]:
    frames = Frames(Agreed(), client=client)
    return [mark for piece in said for mark in frames.feed(piece)] + frames.close()


@given(pieces(st.one_of(SAID, SAID.map(SETTINGS.__add__))), st.booleans())
def test_any_cut_gives_the_same_marks(said: list[bytes], client: bool) -> None:
    whole = b"".join(said)
    expected = marks([whole], client=client)
    assert expected == marks(said, client=client)
    assert expected == marks(byte_by_byte(whole), client=client)


@given(st.one_of(SAID, SAID.map(SETTINGS.__add__)))
def test_marks_cover_what_was_said_in_order(said: bytes) -> None:
    end = 0
    for mark in marks([said], client=False):
        assert 0 <= mark.start <= mark.end <= len(said)
        assert mark.end >= end
        end = mark.end


def rows(said: bytes, *, client: bool) -> list[str]:
    return [
        row for mark in marks([said], client=client) for row in (*mark.lines, mark.words) if row
    ]


def test_a_client_is_told_frame_by_frame() -> None:
    told = rows(ASKED, client=True)
    assert "the preface: HTTP/2 begins" == told[0]
    assert "SETTINGS" == told[1]
    assert "    HEADER_TABLE_SIZE = 4,096" == told[2]
    start = told.index("HEADERS stream 1 · END_STREAM END_HEADERS")
    assert [f"    {name}: {value}" for name, value in FIELDS] == told[start + 1 : start + 5]
    assert "SETTINGS · ACK" in told


def test_a_server_is_told_frame_by_frame_and_its_data_are_found() -> None:
    told = rows(ANSWERED, client=False)
    start = told.index("HEADERS stream 1 · END_HEADERS")
    assert told[start:] == [
        "HEADERS stream 1 · END_HEADERS",
        "    :status: 200",
        "    x-text: café",
        "DATA stream 1 · 6 bytes · PADDED",
        "DATA stream 1 · 5 bytes · END_STREAM",
        "GOAWAY · last stream 1 · INTERNAL_ERROR",
        "    bye",
    ]
    data = [mark for mark in marks([ANSWERED], client=False) if mark.what is What.DATA]
    assert [b"hello\n", b"world"] == [
        ANSWERED[mark.start : mark.end][-size:] for mark, size in zip(data, (6, 5), strict=True)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("WINDOW_UPDATE stream 1 · +65,535", frame(8, 0, 1, b"\0\0\xff\xff")),
        ("RST_STREAM stream 1 · CANCEL", frame(3, 0, 1, b"\0\0\0\x08")),
        ("RST_STREAM stream 1 · 0xff", frame(3, 0, 1, b"\0\0\0\xff")),
        ("PING · 00 01 02 03 04 05 06 07 · ACK", frame(6, 1, 0, bytes(range(8)))),
        ("PRIORITY stream 3 · depends on 1, weight 16", frame(2, 0, 3, b"\0\0\0\x01\x0f")),
        ("frame of type 0xbe stream 1 · 2 bytes", frame(0xBE, 0, 1, b"ab")),
        ("PUSH_PROMISE stream 1 · promises stream 2", frame(5, 0, 1, b"\0\0\0\x02")),
        ("CONTINUATION stream 1", SETTINGS),
    ],
)
def test_other_frames_are_told_in_one_row(words: str, said: bytes) -> None:
    if "CONTINUATION" in words:
        said = frame(1, 0, 1, b"\x88") + frame(9, 4, 1, b"\x88")
        told = rows(SETTINGS + said, client=False)
        assert ["HEADERS stream 1", "CONTINUATION stream 1 · END_HEADERS"] == told[1:3]
        assert ["    :status: 200"] * 2 == told[3:]
    else:
        assert [words] == rows(SETTINGS + said, client=False)[1:]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (Odd.NO_PREFACE, b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        (Odd.LARGE_FRAME, SETTINGS + frame(0, 0, 1, bytes(16385))),
        (Odd.LARGE_FRAME, SETTINGS + frame(1, 4, 1, bytes(200_000))),
        (Odd.BAD_FRAME, SETTINGS + frame(8, 0, 1, b"\0")),
        (Odd.BAD_FRAME, SETTINGS + frame(0, 8, 1, b"\x09abc")),
        (Odd.BAD_FRAME, SETTINGS + frame(4, 0, 1)),
        (Odd.BAD_FIELDS, SETTINGS + frame(1, 4, 1, b"\xff\xff\xff")),
        (Odd.BAD_FIELDS, SETTINGS + frame(9, 4, 1, b"\x88")),
        (Odd.SHORT_FRAME, SETTINGS + frame(0, 0, 1, b"hello")[:-2]),
        (Odd.SHORT_FRAME, SETTINGS[:5]),
    ],
    ids=lambda value: value.name if isinstance(value, Odd) else "",
)
def test_what_is_wrong_is_said_and_nothing_else(odd: Odd, said: bytes) -> None:
    assert [odd] == [mark.what for mark in marks([said], client=False) if mark.odd]


def test_a_small_block_that_says_much_is_not_unpacked() -> None:
    stored = b"\x40\x01a\x7f\x81\x1f" + b"x" * 4000
    bomb = frame(1, 4, 1, stored + b"\xbe" * 100)
    found = marks([SETTINGS + bomb], client=False)
    assert Odd.BAD_FIELDS in [mark.what for mark in found]


def test_a_larger_frame_may_be_agreed_on() -> None:
    talk = Conversation()
    setting = b"\0\x05" + (1 << 17).to_bytes(4)
    talk.sent(PREFACE + frame(4, 0, 0, setting))
    assert not any(mark.odd for mark in talk.received(SETTINGS + frame(0, 0, 1, bytes(1 << 17))))


def test_the_first_bytes_sent_say_what_is_spoken() -> None:
    for said in ([ASKED], byte_by_byte(ASKED)):
        talk = Conversation()
        sent = [mark for piece in said for mark in talk.sent(piece)]
        assert What.PREFACE is sent[0].what
        assert What.FRAME in {mark.what for mark in talk.received(ANSWERED)}
    plain = Conversation()
    assert What.START is plain.sent(b"PRIVATE / HTTP/1.1\r\n")[0].what


def test_another_exchange_begins_another_reading() -> None:
    talk = Conversation()
    talk.sent(ASKED)
    talk.received(ANSWERED[:-3])
    talk.begin()
    talk.sent(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert [What.START, What.HEAD] == [
        mark.what for mark in talk.received(b"HTTP/1.1 204 No\r\n\r\n")
    ]


def test_through_a_proxy_s_tunnel_it_begins_anew() -> None:
    talk = Conversation()
    head = b"HTTP/1.1 200 Connected\r\n\r\n"
    talk.sent(b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert What.TUNNEL is talk.received(head)[-1].what
    talk.sent(ASKED)
    assert len(head) == talk.received(ANSWERED)[0].start


@pytest.mark.parametrize("part", [frame(0, 0, 1, bytes(9000)), frame(1, 0, 1, b"\x88" * 9000)])
def test_whatever_comes_a_reader_stays_small(part: bytes) -> None:
    frames = Frames(Agreed(), client=False)
    frames.feed(SETTINGS)
    for _number in range(500):
        frames.feed(part)
        assert len(frames._blocks._gathered or b"") <= 300_000
        assert len(frames._gathered) <= 300_000
