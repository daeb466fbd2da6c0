"""Sentences of daytime services, ours and everybody's."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol import daytime
from protocol.errors import RemoteProtocolError

MOMENT = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)
NIST = b"\n57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *\n"
ASCII = st.characters(codec="ascii")
MOMENTS = st.datetimes(
    datetime(2000, 1, 2),  # noqa: DTZ001 - Hypothesis wants the bounds naive
    datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)


def test_our_sentence_is_what_nist_would_say() -> None:
    assert b"\n57987 17-08-22 14:57:08 50 0 0 0.0 UTC(VASI) *\n" == daytime.render(MOMENT)


def test_every_field_of_nist_is_read() -> None:
    assert daytime.Sentence(
        text="57987 17-08-22 14:57:08 50 0 0 587.9 UTC(NIST) *",
        moment=MOMENT,
        mjd=57987,
        dst=50,
        leap=0,
        health=0,
        advance=587.9,
        scale="UTC(NIST)",
        on_time=True,
    ) == daytime.parse(NIST)


def test_the_old_client_finds_date_and_time_where_it_looks() -> None:
    fields = daytime.render(MOMENT).decode().split(" ")
    assert ("17-08-22", "14:57:08") == (fields[1], fields[2])


def test_health_leap_and_a_missing_mark_are_told() -> None:
    sentence = daytime.parse(b"60000 23-02-25 00:00:00 00 1 2 50.0 UTC(X)")
    assert (1, 2, False) == (sentence.leap, sentence.health, sentence.on_time)
    assert b" 00 1 4 0.0 " in daytime.render(datetime(2023, 2, 25, tzinfo=UTC), health=4, leap=1)


@given(MOMENTS, st.integers(0, 4), st.integers(0, 2))
def test_what_is_said_is_what_is_understood(moment: datetime, health: int, leap: int) -> None:
    data = daytime.render(moment, health=health, leap=leap)
    sentence = daytime.parse(data)
    assert moment.replace(microsecond=0) == sentence.moment
    assert (health, leap, True, True) == (
        sentence.health,
        sentence.leap,
        sentence.on_time,
        sentence.zone_known,
    )
    assert daytime.modified_julian_date(sentence.moment.date()) == sentence.mjd
    assert len(data) <= daytime.LIMIT


@pytest.mark.parametrize(
    "said",
    [
        b"22 AUG 2017 14:57:08 UTC\r\n",
        b"22 Aug 2017, 14:57:08 GMT",
        b"22-Aug-2017 14:57:08-UTC\n",
        b"22 AUG 17 14:57:08 UTC\r\n",
        b"Tuesday, August 22, 2017 14:57:08-UTC\r\n",
        b"Tue Aug 22 14:57:08 UTC 2017\n",
        b"2017-08-22 14:57:08Z",
        b"2017-08-22T16:57:08+02:00\r\n",
        b"2017-08-22 16:57:08 +0200\r\n",
    ],
)
def test_other_services_sentences_are_read(said: bytes) -> None:
    sentence = daytime.parse(said)
    assert (MOMENT, True) == (sentence.moment, sentence.zone_known)
    assert sentence.health is sentence.advance is sentence.mjd is None


@pytest.mark.parametrize(
    "said",
    [
        b"Tue Aug 22 14:57:08 2017\n\r",
        b"Tue Aug 22 14:57:08 CEST 2017\n",
        b"22 AUG 2017 14:57:08 CEST\r\n",
        b"2017-08-22 14:57:08",
    ],
)
def test_a_sentence_with_no_zone_that_we_know_says_so(said: bytes) -> None:
    sentence = daytime.parse(said)
    assert (MOMENT, False) == (sentence.moment, sentence.zone_known)


def test_two_digits_of_a_year_are_of_this_century_or_the_last() -> None:
    assert 1982 == daytime.parse(b"22 FEB 82 17:37:43 PST").moment.year
    assert 2068 == daytime.parse(b"22 FEB 68 17:37:43 UTC").moment.year


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"hello",
        b"57987 17-13-22 14:57:08 50 0 0 587.9 UTC(NIST) *",
        b"57987 17-08-22 25:57:08 50 0 0 587.9 UTC(NIST) *",
        b"31 FEB 2017 14:57:08 UTC",
        b"22 XXX 2017 14:57:08 UTC",
        b"0001-01-01 00:00:00 +14:00",
        b"2017-08-22 14:57:08 +99:99",
        "22 AOÛ 2017 14:57:08 UTC".encode(),
        b"22 AUG 2017 14:57:08 UTC\x1b[2J",
    ],
)
def test_what_is_no_moment_is_refused(said: bytes) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        daytime.parse(said)
    assert "forme" == refused.value.code


@given(st.datetimes(timezones=st.just(UTC)), st.booleans())
@example(datetime.min.replace(tzinfo=UTC), True)
@example(datetime.max.replace(tzinfo=UTC), False)
@example(datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), False)
@example(datetime(1900, 1, 1, tzinfo=UTC), False)
@example(datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC), True)
@example(datetime(2201, 1, 1, tzinfo=UTC), True)
def test_a_clock_says_a_year_from_1900_to_2200(moment: datetime, iso: bool) -> None:
    whole = moment.replace(microsecond=0)
    said = f"{whole:%a %b %d %X UTC} {whole.year:04d}"
    data = (whole.isoformat() if iso else said).encode()
    if 1900 <= whole.year <= 2200:
        assert whole == daytime.parse(data).moment
        return
    with pytest.raises(RemoteProtocolError, match="forme"):
        daytime.parse(data)


@given(st.binary(min_size=4, max_size=4))
def test_four_bytes_are_never_of_another_year(data: bytes) -> None:
    assert daytime.parse_seconds(data).year in daytime.YEARS


def test_a_sentence_has_at_most_256_bytes() -> None:
    assert MOMENT == daytime.parse(NIST.ljust(256)).moment
    with pytest.raises(RemoteProtocolError, match="longueur"):
        daytime.parse(NIST.ljust(257))


def test_a_leap_second_is_the_next_day_s_first() -> None:
    sentence = daytime.parse(b"57753 16-12-31 23:59:60 00 1 0 0.0 UTC(NIST) *")
    assert datetime(2017, 1, 1, tzinfo=UTC) == sentence.moment
    with pytest.raises(RemoteProtocolError):
        daytime.parse(b"57753 16-12-31 22:59:60 00 1 0 0.0 UTC(NIST) *")


def test_a_sentence_that_contradicts_itself_is_no_time() -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        daytime.parse(NIST.replace(b"57987", b"57988"))


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text("0123456789-: ADGUJANTCZ+()*", max_size=60).map(str.encode),
        st.from_regex(daytime._NIST, alphabet=ASCII).map(str.encode),
        st.from_regex(daytime._ISO, alphabet=ASCII).map(str.encode),
        st.from_regex(daytime._WORDS, alphabet=ASCII).map(str.encode),
    )
)
def test_garbage_is_refused_or_understood(said: bytes) -> None:
    try:
        sentence = daytime.parse(said)
    except RemoteProtocolError:
        return
    assert sentence.moment.utcoffset() == timedelta()
    assert sentence.text.isprintable()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 1, 15), 0),
        (date(2017, 2, 28), 0),
        (date(2017, 3, 1), 62),
        (date(2017, 3, 11), 52),
        (date(2017, 3, 12), 51),
        (date(2017, 3, 13), 50),
        (date(2017, 8, 22), 50),
        (date(2017, 10, 31), 50),
        (date(2017, 11, 1), 5),
        (date(2017, 11, 4), 2),
        (date(2017, 11, 5), 1),
        (date(2017, 11, 6), 0),
        (date(2026, 3, 8), 51),
        (date(2026, 11, 1), 1),
    ],
)
def test_the_daylight_saving_code_counts_down_to_the_change(day: date, code: int) -> None:
    assert code == daytime.daylight_saving(day)


@pytest.mark.parametrize(
    ("data", "moment"),
    [
        ("83aa7e80", datetime(1970, 1, 1, tzinfo=UTC)),
        ("dd472d34", datetime(2017, 8, 22, 22, 22, 44, tzinfo=UTC)),
        ("ffffffff", datetime(2036, 2, 7, 6, 28, 15, tzinfo=UTC)),
        ("00000000", datetime(2036, 2, 7, 6, 28, 16, tzinfo=UTC)),
    ],
)
def test_four_bytes_are_seconds_since_1900_or_of_the_next_era(data: str, moment: datetime) -> None:
    assert moment == daytime.parse_seconds(bytes.fromhex(data))
    assert bytes.fromhex(data) == daytime.render_seconds(moment)


@pytest.mark.parametrize("data", [b"", b"123", b"12345", b"SSH-2.0-OpenSSH\r\n"])
def test_what_is_not_four_bytes_is_no_time(data: bytes) -> None:
    with pytest.raises(RemoteProtocolError, match="longueur"):
        daytime.parse_seconds(data)
