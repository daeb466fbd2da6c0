"""SNTP, byte by byte: what is asked, what is understood, and what is not believed."""

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import UNIVERSAL, packet

from protocol.errors import RemoteProtocolError
from protocol.sntp import LIMIT, parse, request, seconds, timestamp
from tui.timekeeping.sample import from_sntp

NONCE = 0x9B1FC402775E10A8

REAL = bytes.fromhex(
    "1c0203e8 00000d92 00000497 c0a80001 dd43a8e2 5f5f5f5f 9b1fc402 775e10a8"
    "dd43a8f4 80000000 dd43a8f4 80001000".replace(" ", "")
)
"""Version 3, stratum 2, precision 2^-24, received at half past a second in August 2017."""

moments = st.floats(0, 4_000_000_000)


def test_a_question_tells_nothing_but_its_nonce() -> None:
    assert bytes([0x23]) + bytes(39) + NONCE.to_bytes(8, "big") == request(NONCE)


def test_an_answer_is_understood_field_by_field() -> None:
    answer = parse(REAL, NONCE)
    assert (0, 3, 2, 3, -24) == (
        answer.leap,
        answer.version,
        answer.stratum,
        answer.poll,
        answer.precision,
    )
    assert (0x0D92 / 65536, 0x0497 / 65536) == (answer.root_delay, answer.root_dispersion)
    assert ("192.168.0.1", "") == (answer.source, answer.kiss)
    assert datetime(2017, 8, 20, 6, 21, 40, 500000, UTC).timestamp() == answer.received
    assert answer.transmitted == pytest.approx(answer.received + 2**-20, abs=1e-6)
    assert "stratum 2, precision 2^-24 s, root delay 0.053" in answer.described


def test_the_error_is_half_the_way_and_half_the_root_s_and_what_it_spreads() -> None:
    sample = from_sntp(parse(REAL, NONCE), 100.0, 100.5)
    root = 0x0D92 / 65536 / 2 + 0x0497 / 65536 + 2**-24
    assert (sample.high - sample.low) / 2 == pytest.approx(0.25 + root, abs=1e-5)
    assert (0.5, 0, 2, True) == (sample.delay, sample.leap, sample.stratum, sample.healthy)


@given(st.floats(0, 1e8), st.floats(0, 5), st.floats(0, 5), st.floats(0, 1))
def test_the_truth_lies_within_the_bounds_of_an_honest_server(
    asked: float, there: float, back: float, thinks: float
) -> None:
    received = asked + there + UNIVERSAL
    data = packet(NONCE, received, received + thinks)
    sample = from_sntp(parse(data, NONCE), asked, asked + there + thinks + back)
    assert sample.low - 1e-5 <= UNIVERSAL <= sample.high + 1e-5


@given(moments)
def test_a_moment_survives_its_timestamp_in_either_era(moment: float) -> None:
    assert seconds(timestamp(moment)) == pytest.approx(moment, abs=1e-6)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        (0x80000000 << 32, datetime(1968, 1, 20, 3, 14, 8, tzinfo=UTC)),
        (2_208_988_800 << 32, datetime(1970, 1, 1, tzinfo=UTC)),
        (0xFFFFFFFF << 32, datetime(2036, 2, 7, 6, 28, 15, tzinfo=UTC)),
        (0, datetime(2036, 2, 7, 6, 28, 16, tzinfo=UTC)),
        (0x7FFFFFFF << 32, datetime(2104, 2, 26, 9, 42, 23, tzinfo=UTC)),
    ],
)
def test_the_first_bit_tells_the_era(stamp: int, moment: datetime) -> None:
    assert moment.timestamp() == seconds(stamp)


@pytest.mark.parametrize("kiss", ["RATE", "DENY", "RSTR", "INIT", "STEP"])
def test_a_kiss_of_death_is_read_by_its_letters(kiss: str) -> None:
    code = int.from_bytes(kiss.encode(), "big")
    answer = parse(packet(NONCE, 1e9, 1e9, first=0xE4, stratum=0, reference=code), NONCE)
    assert (kiss, 3, 0) == (answer.kiss, answer.leap, answer.stratum)
    assert not from_sntp(answer, 1.0, 2.0).healthy


def test_letters_of_a_server_are_safe_to_draw() -> None:
    answer = parse(packet(NONCE, 1e9, 1e9, stratum=1, reference=0x1B5D9B41), NONCE)
    assert "]A" == answer.source


def test_a_server_that_refuses_needs_no_time_of_its_own() -> None:
    bare = bytes([0xE4, 0]) + bytes(10) + b"DENY" + bytes(8) + NONCE.to_bytes(8, "big") + bytes(16)
    assert "DENY" == parse(bare, NONCE).kiss


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (REAL[:47], "longueur"),
        (REAL + bytes(LIMIT), "longueur"),
        (b"", "longueur"),
        (bytes([0x1B]) + REAL[1:], "forme"),
        (bytes([0x04]) + REAL[1:], "forme"),
        (bytes([0x2C]) + REAL[1:], "forme"),
        (REAL[:31] + b"\0" + REAL[32:], "jeton"),
        (REAL[:32] + bytes(8) + REAL[40:], "heure"),
        (REAL[:40] + bytes(8), "heure"),
        (REAL[:32] + REAL[40:48] + REAL[32:40], "heure"),
        (REAL[:3] + b"\x01" + REAL[4:], "heure"),
    ],
)
def test_what_is_no_answer_to_us_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse(data, NONCE)
    assert code == refused.value.code


def test_what_follows_an_answer_is_not_read() -> None:
    assert parse(REAL, NONCE) == parse(REAL + bytes(20), NONCE)


@given(st.binary(max_size=80), st.booleans())
def test_garbage_is_refused_or_read_and_nothing_else(data: bytes, ours: bool) -> None:
    if ours and len(data) >= 48:
        data = struct.pack("!B", 0x24) + data[1:24] + NONCE.to_bytes(8, "big") + data[32:]
    try:
        answer = parse(data, NONCE)
    except RemoteProtocolError:
        return
    assert from_sntp(answer, 1.0, 2.0).words.isprintable()
