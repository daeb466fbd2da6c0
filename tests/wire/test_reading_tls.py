"""What bytes mean below TLS: records in words, nothing deciphered."""

from cutting import byte_by_byte, pieces
from hypothesis import given
from hypothesis import strategies as st

from tui.reading.marks import Mark, Odd
from tui.reading.tls import Records


def record(kind: int, payload: bytes) -> bytes:
    return bytes((kind, 3, 3)) + len(payload).to_bytes(2) + payload


RECORD = st.builds(record, st.integers(19, 24), st.binary(max_size=30))


def marks(said: list[bytes]) -> list[Mark]:
    records = Records()
    return [mark for piece in said for mark in records.feed(piece)]


@given(pieces(st.lists(st.one_of(RECORD, st.binary(max_size=4)), max_size=5).map(b"".join)))
def test_any_cut_gives_the_same_marks(said: list[bytes]) -> None:
    whole = b"".join(said)
    assert marks([whole]) == marks(said) == marks(byte_by_byte(whole))


def test_records_are_told_in_a_row_each() -> None:
    said = record(22, b"hello") + record(20, b"\1") + record(23, b"")
    assert [mark.lines for mark in marks([said])] == [
        ("TLS · handshake · 5 bytes",),
        ("TLS · change_cipher_spec · 1 byte",),
        ("TLS · application_data · 0 bytes",),
    ]


def test_what_is_no_tls_is_said_once() -> None:
    assert [Odd.NO_TLS] == [mark.what for mark in marks([b"HTTP/1.1 400 No\r\n\r\n"])]
