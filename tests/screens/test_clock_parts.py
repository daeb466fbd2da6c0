"""What the clock's screen is made of: seconds, zones, spans, a watch, a log, and words for them."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.daytime import daylight_saving, parse
from protocol.places import Place, place
from tui import words
from tui.clients.failure import Failure, Step
from tui.clocks import Clocks
from tui.screens.clock import almanac, kept_zones, local, logbook, verdicts, zone_table, zones
from tui.screens.clock.keeper import Keeper
from tui.screens.clock.logbook import Logbook
from tui.screens.clock.meaning import explain, fields, summer_time
from tui.screens.clock.spans import amount, difference, duration, measured
from tui.screens.clock.stopwatch import Watch, face, span
from tui.screens.clock.tables import table
from tui.screens.clock.ticker import Ticker
from tui.screens.clock.zone_dialog import place as searched
from tui.screens.clock.zone_dialog import plain
from tui.timekeeping import Judgement, Sample, Track, Verdict
from tui.timekeeping import Step as ClockStep
from tui.trust import word
from tui.widgets.plot import Dots, Point, bounds

PARIS = ZoneInfo("Europe/Paris")
AUGUST = datetime(2017, 8, 24, 14, 55, 51, tzinfo=UTC)
HERE = place("daytime://127.0.0.1:1313")
THERE = place("sntp://box")
BEYOND = place("time://lab")


class Bench:
    """A ticker on a bench: its clock, what it drew, and when it wants to look again."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.drawn: list[int] = []
        self.delay = 0.0
        self.ticker = Ticker(self, lambda: self.now, self.drawn.append)  # type: ignore[arg-type] # all it asks of a pump

    def set_timer(self, delay: float, callback: Callable[[], None]) -> SimpleNamespace:
        self.delay = delay
        return SimpleNamespace(stop=lambda: None)

    def look(self, now: float) -> None:
        self.now = now
        self.ticker.tick()


@given(st.floats(0, 1e6), st.lists(st.floats(0.0, 0.2), max_size=60))
def test_no_second_is_skipped_or_shown_twice_however_late_the_timers_are(
    start: float, lates: list[float]
) -> None:
    bench = Bench(start)
    bench.ticker.tick()
    for late in lates:
        bench.look(bench.now + bench.delay + late)
    assert bench.drawn == list(range(bench.drawn[0], bench.drawn[0] + len(bench.drawn)))
    assert len(bench.drawn) >= len(lates) * 0.7


def test_a_clock_that_is_put_back_a_little_holds_the_second() -> None:
    bench = Bench(10.2)
    for now in (10.2, 9.9, 10.05, 11.01):
        bench.look(now)
    assert bench.drawn == [10, 11]
    bench.look(3.0)
    assert bench.drawn[-1] == 3


def test_the_next_look_is_at_the_next_second() -> None:
    bench = Bench(10.25)
    bench.ticker.tick()
    assert bench.delay == 0.75


def test_summer_time_is_explained_on_every_day_of_the_year() -> None:
    assert summer_time(daylight_saving(date(2026, 3, 1))).endswith("begins in 7 days")
    assert summer_time(daylight_saving(date(2026, 3, 7))).endswith("begins in 1 day")
    assert summer_time(daylight_saving(date(2026, 3, 8))).endswith("begins today")
    assert summer_time(daylight_saving(date(2026, 11, 1))).endswith("ends today")
    assert summer_time(50) == "summer time in the United States"
    assert summer_time(0) == "standard time in the United States"


def test_a_sentence_of_words_alone_explains_what_it_has() -> None:
    rows = fields(parse(b"22 AUG 2017 14:57:08 CEST\r\n"))
    assert [row.name for row in rows] == ["date"]
    assert "taken for universal time" in rows[0].meaning


def test_four_bytes_are_explained_too() -> None:
    [row] = explain(Sample(0.0, 1.0, 5.0, 5.1, words="2017-08-22T14:57:08Z"))
    assert row.value == "2017-08-22T14:57:08Z"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.9, "0 s"),
        (64, "64 s"),
        (200, "3 min 20 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (90000, "1 d 1 h"),
    ],
)
def test_a_span_is_told_in_two_units_at_most(seconds: float, told: str) -> None:
    assert duration(seconds) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.000354, "0.35 ms"),
        (0.0123, "12 ms"),
        (-0.0021, "-2.1 ms"),
        (0.5, "0.50 s"),
        (1.04, "1.0 s"),
        (75.2, "75 s"),
        (3600, "1 h"),
        (0, "0 ms"),
    ],
)
def test_a_small_span_is_told_in_the_unit_that_suits_it(seconds: float, told: str) -> None:
    assert amount(seconds) == told


def test_an_offset_has_no_more_digits_than_are_known() -> None:
    assert measured(1.0345, 0.53) == "+1.0 ± 0.5 s"
    assert measured(-0.01234, 0.0012) == "-12.3 ± 1.2 ms"
    assert measured(0.0001234, 0.0001) == "+0.12 ± 0.10 ms"
    assert measured(3600.2, 0.5) == "+1 h ± 0.50 s"
    words.use("fr")
    assert measured(1.0345, 0.53) == "+1,0 ± 0,5 s"


def test_a_difference_is_claimed_only_where_it_is_larger_than_the_error() -> None:
    assert "agrees with universal time" in difference(0.4, 0.5)
    assert difference(-0.7, 0.5) == "It is behind universal time by 0.7 ± 0.5 s."
    assert difference(4000, 0.5) == "It is ahead of universal time by 1 h 6 min ± 0.50 s."


def test_dates_are_written_as_the_environment_says_where_it_speaks_that_language() -> None:
    assert local.locale("en", {"LANG": "en_GB.UTF-8"}) == "en_GB"
    assert local.locale("fr", {"LANG": "en_GB.UTF-8"}) == "fr"
    assert local.locale("en", {"LC_ALL": "en_../../etc"}) == "en"


def test_a_zone_is_named_once() -> None:
    assert local.zone(AUGUST) == "UTC"
    assert local.zone(AUGUST.astimezone(PARIS)) == "CEST, UTC+2"
    assert local.zone(AUGUST.astimezone(ZoneInfo("Asia/Kolkata"))) == "IST, UTC+5:30"
    assert local.zone(AUGUST.astimezone(ZoneInfo("America/Sao_Paulo"))) == "UTC-3"


def test_a_format_has_the_codes_of_strftime_in_the_persons_language() -> None:
    moment = AUGUST.astimezone(PARIS)
    words.use("fr")
    assert local.written(moment) == "jeudi 24 août 2017 – 16:55:51"
    lesson = "Date = %d-%m-%y, Heure = %H:%M:%S"
    assert local.written(moment, form=lesson) == "Date = 24-08-17, Heure = 16:55:51"
    assert local.formatted(moment, "%A %-d %B, %j %% %c") == (
        "jeudi 24 août, 236 % jeudi 24 août 2017 16:55:51"
    )
    words.use("en")
    assert local.written(moment, hours="12").endswith("– 4:55:51 PM")


def test_a_day_has_a_week_a_number_and_two_counts() -> None:
    told = almanac.line(AUGUST)
    assert told == "Week 2017-W34-4 · day 236 · MJD 57989.62211 · Unix 1503586551"
    assert almanac.week(datetime(2021, 1, 1, tzinfo=UTC)) == "2020-W53-5"


@pytest.mark.parametrize(
    ("name", "at", "by"),
    [
        ("Europe/Paris", datetime(2017, 10, 29, 1, 0, tzinfo=UTC), -3600),
        ("America/New_York", datetime(2017, 11, 5, 6, 0, tzinfo=UTC), -3600),
        ("Australia/Lord_Howe", datetime(2017, 9, 30, 15, 30, tzinfo=UTC), 1800),
    ],
)
def test_the_next_change_of_summer_time_is_known_to_the_second(
    name: str, at: datetime, by: int
) -> None:
    zone = ZoneInfo(name)
    change = zones.coming_change(zone, AUGUST)
    assert change == zones.Change(int(at.timestamp()), by)
    following = zones.coming_change(zone, at)
    assert following is not None
    assert following.by == -by, "the moment it happens the next one is another"


def test_a_zone_without_summer_time_has_no_change() -> None:
    assert zones.coming_change(ZoneInfo("Asia/Tokyo"), AUGUST) is None
    assert zones.find("Mars/Olympus") is None
    assert zones.find("../../etc/passwd") is None
    assert zones.find("Europe") is None


def test_zones_are_listed_with_their_day_and_change() -> None:
    late = datetime(2017, 8, 24, 23, 30, tzinfo=PARIS)
    told = zone_table.rows(("Asia/Tokyo", "America/New_York", "Mars/Olympus"), late, "24")
    tokyo, york, mars = told.plain.splitlines()
    assert "06:30:00 +1 d" in tokyo
    assert "no change" in tokyo
    assert "Nov 5, 2017: -1 h" in york
    assert "UTC-4" in york
    assert "This system knows no such zone." in mars
    assert [tokyo, york, mars] == [row.rstrip() for row in (tokyo, york, mars)]
    assert tokyo.index("06:30:00") == york.index("17:30:00")


def test_a_last_column_of_numbers_ends_at_one_place() -> None:
    rows = [[("a", ""), ("1", "")], [("bb", ""), ("200", "")]]
    assert "a     1\nbb  200" == table(rows, frozenset({1})).plain
    assert "a   1\nbb  200" == table(rows).plain
    assert "" == table([]).plain


def test_a_zone_is_found_by_town_and_country_without_accents() -> None:
    words.use("fr")
    assert plain("Égypte") in searched("Africa/Cairo").words
    assert plain("le caire") in searched("Africa/Cairo").words
    assert "africa/cairo" in searched("Africa/Cairo").words
    assert {"Europe/Paris", "UTC"} < set(zones.available())
    assert "Factory" not in zones.available()


def test_zones_are_kept_as_changes_to_config_ini(tmp_path: Path) -> None:
    path = tmp_path / "state" / "zones.json"
    chosen = kept_zones.load(("UTC", "Asia/Tokyo"), path)
    chosen = chosen.with_zone("Europe/Paris").without("UTC")
    assert chosen.names == ("Asia/Tokyo", "Europe/Paris")
    kept_zones.save(chosen, path)
    assert kept_zones.load(("UTC", "Asia/Tokyo"), path) == chosen
    assert kept_zones.load(("UTC", "Asia/Seoul"), path).names == ("Asia/Seoul", "Europe/Paris")
    assert chosen.with_zone("UTC").names == ("UTC", "Asia/Tokyo", "Europe/Paris")


@pytest.mark.parametrize(
    "said", [b"[]", b"{", b'{"added": [1, "x/\xc3\xa9"]}', b"[" * 9999, b"\xff"]
)
def test_a_file_of_zones_that_is_none_counts_as_empty(said: bytes, tmp_path: Path) -> None:
    path = tmp_path / "zones.json"
    path.write_bytes(said)
    assert kept_zones.load(("UTC",), path).names == ("UTC",)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("5:00", 300),
        ("1:30:00", 5400),
        ("10 min", 600),
        ("1 h 30", 5400),
        ("1h30m", 5400),
        ("90 s", 90),
        ("", None),
        ("0", None),
        ("soon", None),
        ("999999", None),
    ],
)
def test_how_long_is_said_in_many_ways(text: str, seconds: float | None) -> None:
    assert span(text) == seconds


def test_a_stopwatch_adds_up_what_it_ran() -> None:
    watch = Watch()
    watch.toggle(10.0)
    watch.toggle(12.5)
    watch.toggle(100.0)
    assert watch.shown(101.0) == 3.5
    assert face(watch.shown(101.0), fine=True) == "00:03.5"
    watch.reset()
    assert not watch.used


def test_a_countdown_rings_once_and_goes_on_to_count() -> None:
    watch = Watch()
    watch.count_down(60.0, 10.0)
    assert not watch.rings(69.9)
    assert watch.rings(70.0)
    assert not watch.rings(71.0)
    assert face(watch.shown(3670.0)) == "-1:00:00"


def test_the_scale_of_a_plot_holds_every_point_with_its_bounds() -> None:
    assert bounds([Point(0, 0.3, 0.0, 0.9)]) == (0.0, 1.0)
    low, high = bounds([Point(0, 5, 5, 5)])
    assert low <= 5 <= high
    assert low < high


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(0, 1e3)), min_size=1, max_size=20))
def test_any_points_have_a_scale(values: list[tuple[float, float]]) -> None:
    points = [Point(0, y, y - error, y + error) for y, error in values]
    low, high = bounds(points)
    step = (high - low) / 1e6
    assert low < high
    assert all(low - step <= point.low and point.high <= high + step for point in points)


def test_dots_become_braille_or_half_cells() -> None:
    dots, halves = Dots(1, 1), Dots(1, 1, braille=False)
    for field in (dots, halves):
        field.set(0, 0)
        field.set(99, 99)
    dots.set(1, 3)
    halves.set(0, 1)
    assert dots.character(dots.cells[0][0]) == "⢁"
    assert halves.character(halves.cells[0][0]) == "█"


class Hands:
    """A keeper by clocks that go when they are told to, and what its sources say."""

    def __init__(self, *places: Place) -> None:
        self.now, self.wall, self.boot = 1000.0, AUGUST.timestamp(), 5000.0
        clocks = Clocks(lambda: self.now, lambda: self.wall, lambda: 0.0, lambda: self.boot)
        self.keeper = Keeper(places or (HERE,), 64, clocks)

    def go(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds
        self.boot += seconds
        self.keeper.look()

    def hear(self, track: int = 0, ahead: float = 0.0, error: float = 0.25) -> Judgement:
        """Have a source answer, `ahead` of what the wall clock said at first."""
        offset = AUGUST.timestamp() - 1000.0 + ahead
        one = self.keeper.tracks[track]
        one.ask(self.now)
        sample = Sample(offset - error, offset + error, self.now, self.now, words="x")
        self.keeper.hear(one, sample)
        return self.keeper.look()

    @property
    def answer(self) -> tuple[Track, Sample]:
        """The first source, and what it said last."""
        track = self.keeper.tracks[0]
        assert track.sample is not None
        return track, track.sample

    @property
    def told(self) -> str:
        judgement, tracks = self.keeper.judgement, self.keeper.tracks
        sentence = verdicts.sentence(judgement, tracks, self.now)
        return f"{word(judgement.verdict)}: {sentence} {verdicts.remedy(judgement, tracks)}"


def test_good_time_is_said_with_its_error() -> None:
    hands = Hands()
    hands.keeper.look()
    assert hands.told == (
        "waiting: Nobody has told the time yet; asking daytime://127.0.0.1:1313. "
    )
    hands.hear()
    assert hands.told == (
        "synchronised: daytime://127.0.0.1:1313 answers; the time is good to ± 0.25 s. "
    )
    assert hands.keeper.universal() == pytest.approx(AUGUST.timestamp())


def test_the_falseticker_is_named() -> None:
    hands = Hands(HERE, THERE, BEYOND)
    for track, ahead in enumerate((0.0, 0.0, -30.0)):
        hands.hear(track, ahead)
    assert hands.told == "disagreement: time://lab is wrong by -30 s; the other 2 agree. "
    assert hands.keeper.judgement.good


def test_two_that_disagree_need_a_third() -> None:
    hands = Hands(HERE, THERE)
    hands.hear(0)
    hands.hear(1, 30.0)
    assert "29 s apart at least, and no majority agrees. A third source" in hands.told
    assert not hands.keeper.judgement.good


@pytest.mark.parametrize("hours", [1, -1])
def test_a_wall_clock_that_was_set_moves_nothing_and_is_said(hours: int) -> None:
    hands = Hands()
    hands.hear()
    shown = hands.keeper.universal()
    hands.wall += 3600 * hours
    hands.go(1)
    assert hands.keeper.universal() == pytest.approx((shown or 0) + 1)
    way = "forward" if hours > 0 else "back"
    assert f"stepped: This machine’s clock was put {way} by 1 h, 0 s ago." in hands.told
    assert hands.keeper.ahead() == pytest.approx(3600 * hours)
    assert hands.keeper.tracks[0].due_in(hands.now) <= 4, "the sources are asked anew"


def test_after_a_sleep_the_clock_goes_on_from_the_right_time_and_says_so() -> None:
    hands = Hands()
    hands.hear()
    shown = hands.keeper.universal()
    hands.wall += 7200
    hands.boot += 7200
    hands.go(1)
    assert hands.keeper.universal() == pytest.approx((shown or 0) + 7201)
    assert "This machine slept for 2 h, 0 s ago. The sources are asked again." in hands.told
    assert not hands.keeper.judgement.good
    assert hands.keeper.correction == 0.0


def test_a_program_that_was_stopped_notices() -> None:
    hands = Hands()
    hands.hear()
    hands.go(1)
    assert hands.keeper.stood_still == 0.0
    hands.go(600)
    assert hands.keeper.stood_still == 600
    assert hands.told.startswith("out of date: The last answer is 10 min 1 s old")


def test_a_source_that_changes_its_mind_moves_the_display_and_that_is_said() -> None:
    hands = Hands()
    hands.hear()
    hands.go(10)
    hands.hear(ahead=3600.0)
    assert hands.keeper.correction == pytest.approx(3600)
    assert "jumped by +1 h; the next answers will show who is right" in hands.told


def test_nobody_answering_is_told_with_why_since_when_and_what_to_do() -> None:
    hands = Hands()
    track = hands.keeper.tracks[0]
    track.ask(hands.now)
    hands.keeper.miss(track, Failure(Step.CONNECT, "", peer="127.0.0.1:1313", code="ECONNREFUSED"))
    hands.go(90)
    assert hands.told.startswith(
        "no answer: Nothing listens at 127.0.0.1:1313. No answer for 90 s."
    )
    assert "python -m servers" in hands.told


def test_every_verdict_has_a_word_and_a_shape_of_its_own() -> None:
    assert len({word(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({sign for sign, _colour in verdicts.SIGNS.values()}) == len(Verdict)


def test_a_step_that_may_be_a_sleep_is_said_to_be_either() -> None:
    told = verdicts.step(ClockStep(1000.0, wall=3600.0, certain=False), 1000.0)
    assert "slept for 1 h, or its clock was put forward" in told


async def test_every_answer_is_a_line_of_the_log(tmp_path: Path) -> None:
    log, hands = Logbook(str(tmp_path / "logs" / "clock.csv")), Hands()
    for _answer in range(2):
        hands.hear()
        log.add(*hands.answer, hands.keeper)
        hands.go(64)
    assert await log.write() == ""
    with log.path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["time"] for line in lines] == [
        "2017-08-24T14:55:51.000+00:00",
        "2017-08-24T14:56:55.000+00:00",
    ]
    assert {line["source"] for line in lines} == {"daytime://127.0.0.1:1313"}
    assert float(lines[0]["offset"]) == pytest.approx(0, abs=1e-3)
    assert lines[0]["verdict"] == "synchronised"


async def test_a_log_that_is_large_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbook, "LARGEST", 300)
    log, hands = Logbook(str(tmp_path / "clock.csv")), Hands()
    hands.hear()
    for _answer in range(20):
        log.add(*hands.answer, hands.keeper)
        await log.write()
    assert {"clock.csv", "clock.csv.1"} == {path.name for path in tmp_path.iterdir()}
    assert all(path.stat().st_size <= 300 for path in tmp_path.iterdir())


async def test_a_log_that_cannot_be_written_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log, hands = Logbook(str(tmp_path / "file" / "clock.csv")), Hands()
    hands.hear()
    said = []
    for _answer in range(3):
        log.add(*hands.answer, hands.keeper)
        said.append(await log.write())
    assert "cannot be written" in said[0]
    assert said[1:] == ["", ""]
