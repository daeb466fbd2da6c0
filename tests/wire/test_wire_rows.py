"""Rows of a wire: nothing is lost, doubled, dangerous or wider than the window."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.clients.wire import Direction, Piece, Wire
from tui.printable import printable_bytes
from tui.widgets.wire_rows import FOLD, HexRows, Reading, Row, Shape, TextRows

START = datetime(2017, 8, 24, 14, 55, 51, tzinfo=UTC)
DATA = st.one_of(
    st.binary(min_size=1, max_size=400),
    st.text("aé漢\u0301🙂\r\n\t\x1b\u202e", min_size=1, max_size=300).map(str.encode),
)
GAPS = st.sampled_from([0.0, 0.05, 1.0])
COLUMNS = st.sampled_from([None, 2, 3, 8, 64])
FROM_HERE = st.sampled_from(Direction)


def pieces(*said: tuple[Direction, bytes, float]) -> list[Piece]:
    """Make pieces, each so many seconds after the one before."""
    made, moment = [], START
    for direction, data, gap in said:
        moment += timedelta(seconds=gap)
        made.append(Piece(moment, direction, data))
    return made


def received(*data: bytes, gap: float = 0.0) -> list[Piece]:
    return pieces(*((Direction.RECEIVED, one, gap) for one in data))


def text_rows(given_pieces: list[Piece], columns: int | None = None) -> TextRows:
    rows = TextRows(columns)
    for piece in given_pieces:
        rows.add(piece)
    rows.trim()
    return rows


def drawn(rows: TextRows | HexRows) -> list[Row]:
    return [rows.row(index) for index in range(rows.stack.height)]


def words(rows: TextRows | HexRows) -> list[str]:
    return ["".join(text for text, _faint in row.parts) for row in drawn(rows)]


def rejoined(rows: TextRows) -> str:
    return "".join(
        text for row in drawn(rows) for text, faint in row.parts if (text, faint) != ("»", True)
    )


@given(st.lists(st.tuples(st.just(Direction.SENT), DATA, GAPS), max_size=8), COLUMNS)
@example([(Direction.SENT, b"\xe2\x82", 0), (Direction.SENT, b"\xac", 1.0)], None)
@example([(Direction.SENT, b"\xe2\x82", 0), (Direction.SENT, b"\n\xac", 1.0)], None)
@example([(Direction.SENT, "漢".encode() * 900, 0), (Direction.SENT, b"\r\n", 0)], 3)
def test_text_rows_rejoin_to_what_was_said_wherever_it_was_cut(
    said: list[tuple[Direction, bytes, float]], columns: int | None
) -> None:
    whole = b"".join(data for _direction, data, _gap in said)
    assert rejoined(text_rows(pieces(*said), columns)) == printable_bytes(whole)


@given(st.lists(st.tuples(FROM_HERE, DATA, GAPS), max_size=8), COLUMNS)
def test_no_row_is_wider_than_the_window_or_has_what_a_terminal_obeys(
    said: list[tuple[Direction, bytes, float]], columns: int | None
) -> None:
    rows = text_rows(pieces(*said), columns)
    for text in words(rows):
        assert text.isprintable()
        assert cell_len(text) <= (columns or rows.width)


@given(st.lists(st.tuples(FROM_HERE, DATA, GAPS), max_size=8), COLUMNS, COLUMNS)
def test_wrapping_anew_is_as_wrapping_from_the_start(
    said: list[tuple[Direction, bytes, float]], before: int | None, after: int | None
) -> None:
    rows = text_rows(pieces(*said), before)
    rows.wrap(after, 0)
    assert drawn(rows) == drawn(text_rows(pieces(*said), after))


@given(st.lists(st.tuples(FROM_HERE, DATA, GAPS), max_size=8))
def test_hex_rows_have_every_byte_once_and_in_order(
    said: list[tuple[Direction, bytes, float]],
) -> None:
    rows = HexRows()
    for piece in pieces(*said):
        rows.add(piece)
    digits = "".join(row.parts[1][0] for row in drawn(rows) if len(row.parts) == 3)
    assert bytes.fromhex(digits) == b"".join(
        data for direction, data, _gap in said if direction is not Direction.NOTE
    )


def test_a_line_ends_with_the_mark_of_how_it_ended() -> None:
    assert words(text_rows(received(b"a\r\nb\nc"))) == ["a␍␊", "b␊", "c"]


def test_a_row_of_hex_is_offset_bytes_and_text() -> None:
    rows = HexRows()
    rows.add(received(b"GET / HTTP/1.1\r\nHost")[0])
    assert words(rows) == [
        "20 bytes",
        "000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..",
        "000010  48 6f 73 74                                       Host",
    ]


def test_messages_of_old_clients_that_only_a_pause_ended_have_a_row_each() -> None:
    said = received(b"manu", b"bruno@salut", gap=0.2)
    rows = text_rows(said)
    assert words(rows) == ["manu", "bruno@salut"]
    assert [row.moment for row in drawn(rows)] == [piece.moment for piece in said]


def test_what_dribbles_is_one_line_with_the_time_of_its_beginning() -> None:
    rows = text_rows(received(*(bytes([byte]) for byte in b"hello\r\nyou"), gap=0.1))
    assert words(rows) == ["hello␍␊", "you"]
    assert [row.moment for row in drawn(rows)] == [
        START + timedelta(seconds=0.1),
        START + timedelta(seconds=0.8),
    ]


def test_both_directions_and_notes_never_share_a_line() -> None:
    note, sent, came = Direction.NOTE, Direction.SENT, Direction.RECEIVED
    rows = text_rows(pieces((note, b"a", 0), (note, b"b", 0), (sent, b"c", 0), (came, b"d", 0)))
    assert [(row.direction, row.parts[0][0]) for row in drawn(rows)] == [
        (note, "a"),
        (note, "b"),
        (sent, "c"),
        (came, "d"),
    ]


def test_a_line_without_end_is_folded_and_says_so() -> None:
    rows = text_rows(received(b"x" * (4 << 20)))
    assert rows.stack.height == (4 << 20) // FOLD
    assert rows.row(0).parts == (("x" * FOLD, False), ("»", True))
    assert rows.lost == 0


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_lines_beyond_the_limit_fall_away_and_are_counted(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.LINES", 10)
    data = b"".join(b"%02d\n" % number for number in range(50))
    cut = [data[start : start + size] for start in range(0, len(data), size)]
    rows = text_rows(received(*cut))
    assert words(rows) == [f"{number}␊" for number in range(40, 50)]
    assert rows.lost == 40 * 3


def test_bytes_beyond_the_limit_fall_away_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.KEPT", 10)
    monkeypatch.setattr("tui.widgets.wire_rows.hex.KEPT", 10)
    said = received(b"1234\n", b"5678\n", b"9\n", gap=1)
    as_text, as_hex = TextRows(), HexRows()
    for rows in (as_text, as_hex):
        for piece in said:
            rows.add(piece)
        rows.trim()
        assert rows.lost == 5
    assert words(as_text) == ["5678␊", "9␊"]
    assert len(words(as_hex)) == 4


def test_catching_up_a_little_at_a_time_misses_nothing() -> None:
    wire = Wire(lambda: START)
    for number in range(100):
        wire.received(b"%02d\n" % number)
    reading = Reading(wire)
    reading.begin(None, Shape.TEXT)
    while reading.unseen:
        reading.catch_up(0.0)
    assert words(reading.rows) == [f"{number:02}␊" for number in range(100)]
    assert reading.head == 0


def test_what_fell_away_unseen_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.wire_rows.text.LINES", 10)
    monkeypatch.setattr("tui.clients.wire.PIECES", 30)
    wire = Wire(lambda: START)
    reading = Reading(wire)
    for number in range(50):
        wire.received(b"%02d\n" % number)
    reading.catch_up(10.0)
    assert words(reading.rows)[-10:] == [f"{number}␊" for number in range(40, 50)]
    assert reading.unseen == 0
    assert reading.rows.lost == 3 * (50 - len(words(reading.rows)))
    assert reading.head == 1


@pytest.mark.parametrize("data", [b"\n" * 200_000, b"line\n" * 30_000, bytes(range(256)) * 1000])
def test_a_large_piece_becomes_rows_in_small_steps(data: bytes) -> None:
    rows, before = TextRows(), 0
    for _turn in rows.adding(received(data)[0]):
        assert len(rows.stack.items) - before <= 40
        before = len(rows.stack.items)
    rows.trim()
    assert rows.stack.end == len(data)
