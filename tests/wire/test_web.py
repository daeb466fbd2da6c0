"""The photo archive over HTTP as text: targets, ranges, dates, digests, conditions."""

from calendar import day_name
from datetime import UTC, datetime, timedelta
from time import asctime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol import names, web
from protocol.errors import RemoteProtocolError

NOW = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)
NAMES = st.text(min_size=1, max_size=60).filter(names.photo_is_valid)
MOMENTS = st.datetimes(min_value=NOW.replace(year=1970, tzinfo=None), timezones=st.just(UTC))
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
NEARLY_FIFTY_YEARS = timedelta(days=50 * 365)
TAG = '"5f"'


@given(NAMES)
def test_the_target_of_a_photo_means_that_photo(name: str) -> None:
    assert web.Photo(name) == web.route(web.target(name))
    assert web.Photo(name) == web.route(f"http://lab.local:7788{web.target(name)}")
    assert web.Thumbnail(name, 9, 256) == web.route(f"{web.target(name)}/thumbnail?width=9")
    assert name == web.destination(web.target(name), "")
    assert name == web.destination(f"HTTP://LAB.local:7788{web.target(name)}", "lab.local:7788")


@given(NAMES, st.none() | st.integers(-(10**21) + 1, 10**21 - 1))
def test_a_cursor_is_read_as_it_was_written(name: str, place: int | None) -> None:
    cursor = web.Cursor(name, place)
    assert cursor == web.parse_cursor(web.render_cursor(cursor))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
def test_any_target_means_something_or_is_refused(text: str) -> None:
    for target in (text, f"/{text}", f"/photos/{text}", f"/photos?{text}"):
        try:
            route = web.route(target)
        except RemoteProtocolError as error:
            if error.code not in ("introuvable", "nom", "forme"):
                raise
        else:
            if isinstance(route, web.Photo | web.Thumbnail):
                assert names.photo_is_valid(route.name)


@pytest.mark.parametrize(
    ("target", "route"),
    [
        ("/", web.Page()),
        ("/?after=b&match=plage+d%27hiver&sort=newest", web.Page("b", "plage d'hiver", "newest")),
        ("/photos", web.Photos()),
        ("/photos?limit=1000&after=%C3%A9t%C3%A9.jpg&unknown=1", web.Photos("été.jpg", 1000)),
        ("/photos?after=-17%2Fe%CC%81te%CC%81.jpg", web.Photos("-17/été.jpg")),
        ("/photos?match=", web.Photos()),
        ("/photos?match=e%CC%81te%CC%81", web.Photos(match="été")),
        ("/?match=e%CC%81te%CC%81", web.Page(match="été")),
        ("/photos/e%CC%81t%C3%A9.jpg", web.Photo("été.jpg")),
        ("/photos/a%2541.jpg", web.Photo("a%41.jpg")),
        ("/photos/a+b.jpg", web.Photo("a+b.jpg")),
        ("/photos/thumbnail", web.Photo("thumbnail")),
        ("http://x", web.Page()),
        ("http://x?match=a", web.Page(match="a")),
        ("/photos?sort=largest", web.Photos(sort="largest")),
        ("/trash", web.TrashList()),
        ("/trash?after=2017T14.12Z-9f3c&limit=7", web.TrashList("2017T14.12Z-9f3c", 7)),
        ("/trash/2017T14.12Z-9f3c/restore", web.Restore("2017T14.12Z-9f3c")),
        ("/trash/2017T14.12Z-9f3c", web.TrashItem("2017T14.12Z-9f3c")),
        ("/uploads", web.Uploads()),
        ("/uploads/9f3c", web.Upload("9f3c")),
        ("/health", web.Health()),
    ],
)  # fmt: skip
def test_a_target_means(target: str, route: web.Route) -> None:
    assert route == web.route(target)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("gzip", True), ("deflate, GZIP", True), ("gzip;q=0.5", True), ("gzip; q=0.001", True),
        ("*", True), ("*;q=0.1, gzip;q=1", True), ("gzip;q=0", False), ("gzip; Q=0.000", False),
        ("*, gzip;q=0", False), ("*;q=0", False), ("", False), ("br", False), ("identity", False),
        ("gzip2, x gzip", False),
    ],
)  # fmt: skip
def test_gzip_is_wanted(value: str, wanted: bool) -> None:
    assert wanted == web.accepts(value, "gzip")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/photos/..%2F..%2Fetc%2Fpasswd", "nom"),
        ("/photos/..", "nom"),
        ("/photos/.vasistas", "nom"),
        ("/photos/%2e%2e", "nom"),
        ("/photos/a%00.jpg", "nom"),
        ("/photos/a%5Cb.jpg", "nom"),
        ("/photos/a%0D%0Ab.jpg", "nom"),
        ("/photos/%FF.jpg", "nom"),
        ("/photos/%C0%AE%C0%AE", "nom"),
        ("/photos/%zz.jpg", "nom"),
        ("/photos/a%2", "nom"),
        ("/photos/", "nom"),
        ("/photos/" + "a" * 256, "nom"),
        ("/photos/../photos/a.jpg", "introuvable"),
        ("/photos/a.jpg/../b.jpg", "introuvable"),
        ("//photos", "introuvable"),
        ("/photos/a.jpg/thumbnail/", "introuvable"),
        ("/trash/..", "introuvable"),
        ("/uploads/a%2Fb", "introuvable"),
        ("/nothing", "introuvable"),
        ("*", "forme"),
        ("photos", "forme"),
        ("file:///etc/passwd", "forme"),
        ("/photos?limit=0", "forme"),
        ("/photos?limit=1001", "forme"),
        ("/photos?limit=%C2%B2", "forme"),
        ("/photos?limit=1&limit=2", "forme"),
        ("/photos?sort=size", "forme"),
        ("/trash?after=..%2F", "forme"),
        ("/photos?match=%FF", "forme"),
        ("/photos?after=..%2Fa", "nom"),
        ("/photos?after=1%2F..", "nom"),
        ("/photos?after=" + "1" * 22 + "%2Fa", "nom"),
        ("/photos?" + "&".join(f"{n}=" for n in range(17)), "forme"),
        ("/photos/a.jpg/thumbnail?width=1025", "forme"),
    ],
)
def test_a_target_is_refused(target: str, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        web.route(target)
    assert code == caught.value.code


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_range_is_the_slice_that_it_says(first: int, last: int, size: int) -> None:
    photo = bytes(range(size))
    expected = photo[first : last + 1]
    if last < first:
        assert web.parse_range(f"bytes={first}-{last}", size) is None
    elif not expected:
        with pytest.raises(web.Unsatisfiable):
            web.parse_range(f"bytes={first}-{last}", size)
    else:
        assert (first, len(expected)) == web.parse_range(f"bytes={first}-{last}", size)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("bytes=-3", (7, 3)),
        ("bytes=-99", (0, 10)),
        ("bytes=4-", (4, 6)),
        ("BYTES = 4-4", (4, 1)),
        ("bytes=0-999999999999999999", (0, 10)),
        ("bytes=0-9999999999999999999", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("bytes=", None),
        ("bytes=a-b", None),
        ("bytes=1", None),
        ("bytes=+1-2", None),
        ("rows=1-2", None),
        ("", None),
    ],
)
def test_of_ten_bytes_a_range_takes(value: str, part: tuple[int, int] | None) -> None:
    assert part == web.parse_range(value, 10)


@pytest.mark.parametrize("value", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_satisfied(value: str) -> None:
    with pytest.raises(web.Unsatisfiable):
        web.parse_range(value, 10)


@given(MOMENTS)
def test_a_date_is_read_as_it_was_written(moment: datetime) -> None:
    expected = moment.replace(microsecond=0)
    assert expected == web.parse_http_date(web.http_date(moment), NOW)
    assert expected == web.parse_http_date(asctime(moment.timetuple()), NOW)


@given(
    st.datetimes(NOW.replace(year=1970, tzinfo=None), NOW.replace(year=9900, tzinfo=None)),
    st.timedeltas(-NEARLY_FIFTY_YEARS, NEARLY_FIFTY_YEARS),
)
def test_a_year_of_two_digits_is_read_as_it_was_written(moment: datetime, since: timedelta) -> None:
    written = f"{day_name[moment.weekday()]}, {moment:%d-%b-%y %H:%M:%S} GMT"
    expected = moment.replace(microsecond=0, tzinfo=UTC)
    assert expected == web.parse_http_date(written, expected + since)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Sunday, 06-Nov-94 08:49:37 GMT", 1994),
        ("Sunday, 06-Nov-16 08:49:37 GMT", 2016),
        ("Tuesday, 22-Aug-67 14:57:08 GMT", 2067),
        ("Tuesday, 22-Aug-67 14:57:09 GMT", 1967),
        ("Sun Nov  6 08:49:37 1994", 1994),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 1994),
    ],
)
def test_dates_come_in_three_forms(text: str, year: int) -> None:
    date = web.parse_http_date(text, NOW)
    assert date
    assert year == date.year


@given(st.text(max_size=40))
@example("Sunday, 31-Feb-94 08:49:37 GMT")
@example("Sun, 06-Nov-94 08:49:37 GMT")
@example("Sun Nov 06 08:49:37 94")
@example("Sun Nov  6 08:49:37 1994 GMT")
def test_what_is_no_date_is_none(text: str) -> None:
    assert web.parse_http_date(text, NOW) is None


def test_a_date_is_written_as_the_standard_shows_it() -> None:
    assert "Tue, 22 Aug 2017 14:57:08 GMT" == web.http_date(NOW)
    assert web.parse_http_date("Tue, 31 Feb 2017 14:57:08 GMT", NOW) is None


@given(DIGESTS)
def test_a_digest_is_read_as_it_was_written(digest: str) -> None:
    assert digest == web.parse_repr_digest(web.repr_digest(digest))
    assert digest == web.parse_repr_digest(f"md5=:AAAA:, {web.repr_digest(digest)}")
    for parameters in (";a=1", "; a;b=?0", ';a="x, sha-256=\\"",md5=:AAAA:'):
        assert digest == web.parse_repr_digest(web.repr_digest(digest) + parameters)


@pytest.mark.parametrize(
    "value",
    [
        "sha-256=",
        "sha-256=:AAAA:",
        "sha-256=AAAA",
        f"sha-256=:{'A' * 43}=:a",
        f"sha-256=:{'A' * 43}=:, sha-256=:{'B' * 42}A=:",
    ],
)
def test_a_digest_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(RemoteProtocolError):
        web.parse_repr_digest(value)


def test_other_digests_are_ignored() -> None:
    assert web.parse_repr_digest("") is None
    assert web.parse_repr_digest("sha-512=:AAAA:") is None


BEFORE, AFTER = "Tue, 22 Aug 2017 14:57:07 GMT", "Tue, 22 Aug 2017 14:57:08 GMT"


@pytest.mark.parametrize(
    ("method", "fields", "status"),
    [
        ("GET", {"if-none-match": TAG}, 304),
        ("GET", {"if-none-match": f'"1", W/{TAG}'}, 304),
        ("GET", {"if-none-match": '"1"'}, None),
        ("GET", {"if-none-match": '"1"', "if-modified-since": AFTER}, None),
        ("HEAD", {"if-modified-since": AFTER}, 304),
        ("GET", {"if-modified-since": BEFORE}, None),
        ("GET", {"if-modified-since": "yesterday"}, None),
        ("PUT", {"if-modified-since": AFTER}, None),
        ("PUT", {"if-none-match": "*"}, 412),
        ("PUT", {"if-match": TAG}, None),
        ("PUT", {"if-match": f"W/{TAG}"}, 412),
        ("DELETE", {"if-match": '"1"'}, 412),
        ("DELETE", {"if-match": "*"}, None),
        ("GET", {"if-unmodified-since": BEFORE}, 412),
        ("GET", {"if-unmodified-since": AFTER}, None),
        ("DELETE", {"if-unmodified-since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 412),
        ("GET", {"if-modified-since": "Tue Aug 22 14:57:08 2017"}, 304),
        ("GET", {"if-match": TAG, "if-none-match": TAG, "if-unmodified-since": BEFORE}, 304),
    ],
)
def test_a_condition_decides(method: str, fields: dict[str, str], status: int | None) -> None:
    assert status == web.failed(method, fields, web.Current(TAG, NOW), NOW)


def test_conditions_on_what_is_not_there() -> None:
    assert web.failed("PUT", {"if-none-match": "*"}, None, NOW) is None
    assert 412 == web.failed("PUT", {"if-match": "*"}, None, NOW)
    assert 412 == web.failed("PUT", {"if-unmodified-since": AFTER}, None, NOW)


@pytest.mark.parametrize(
    ("method", "more", "part"),
    [
        ("GET", {}, (1, 2)),
        ("HEAD", {}, None),
        ("GET", {"if-range": TAG}, (1, 2)),
        ("GET", {"if-range": '"old"'}, None),
        ("GET", {"if-range": f"W/{TAG}"}, None),
        ("GET", {"if-range": AFTER}, None),
    ],
)
def test_a_part_is_given(method: str, more: dict[str, str], part: tuple[int, int] | None) -> None:
    current = web.Current(TAG, NOW)
    assert part == web.part(method, {"range": "bytes=1-2", **more}, current, 10)


@pytest.mark.parametrize(
    ("data", "http"),
    [
        (b"", None),
        (b"G", None),
        (b"GET", None),
        (b"GET ", None),
        (b"GET h", None),
        (b"GET /", True),
        (b"OPTIONS *", True),
        (b"VERSION-CONTROL /", True),
        (b"GET http", True),
        (b"HELO you", False),
        (b"Get /", False),
        (b" GET /", False),
        (b"GET\n", False),
        (b"lister", False),
        (b"archiver@a.jpg@3", False),
        ("récupérer@GET /".encode(), False),
        (b"A" * 24, False),
        (b"\x16\x03\x01", False),
    ],
)
def test_the_first_bytes_say_the_dialect(data: bytes, http: bool | None) -> None:
    assert http is web.is_request_line_start(data)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_what_is_decided_stays_decided(data: bytes, more: bytes) -> None:
    decided = web.is_request_line_start(data)
    if decided is not None:
        assert decided is web.is_request_line_start(data + more)
    assert web.is_request_line_start(data + b" " * 24) is not None or data.rstrip(b" ")
