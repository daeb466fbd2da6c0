"""The host's time between its answers: true bounds, and a second hand that never stumbles."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.daytime import daylight_saving, parse, render
from tui.screens.clock.condition import difference, duration
from tui.screens.clock.local import locale, zone
from tui.screens.clock.meaning import fields, summer_time
from tui.screens.clock.ticker import Ticker
from tui.timekeeping import DRIFT, Bounds, Sample, learn
from tui.timekeeping.sample import from_sentence

TRUE_OFFSET = 1_503_413_000.0
"""What the host's clock is ahead of the monotonic one, in truth."""


def reading(asked: float, there: float, back: float) -> Sample:
    """Ask a host whose clock is right: it looks at it after `there` seconds, we hear after both."""
    moment = datetime.fromtimestamp(math.floor(asked + there + TRUE_OFFSET), UTC)
    return from_sentence(parse(render(moment)), asked, asked + there + back)


journeys = st.tuples(st.floats(0.001, 300), st.floats(0.0001, 2), st.floats(0.0001, 2))


@given(st.lists(journeys, min_size=1, max_size=30))
def test_the_truth_lies_within_the_error_that_is_claimed(steps: list[tuple[float, ...]]) -> None:
    known, now = None, 50.0
    for pause, there, back in steps:
        now += pause
        known = learn(known, reading(now, there, back))
        now += there + back
        assert known.error(now) <= 0.5 + (0.5 + DRIFT) * (there + back) + 1e-6
        assert abs(known.at(now) - (now + TRUE_OFFSET)) <= known.error(now) + 1e-6


def test_answers_at_different_moments_of_a_second_narrow_it() -> None:
    known = None
    for asked in (10.0, 74.1, 138.2, 202.3, 266.4, 330.5, 394.6, 458.7, 522.8, 586.9):
        known = learn(known, reading(asked, 0.001, 0.001))
    assert known is not None
    assert known.error(586.9) < 0.12


def test_an_answer_that_contradicts_wins() -> None:
    known = learn(None, reading(10.0, 0.0, 0.0))
    moved = learn(known, from_sentence(parse(b"22 AUG 2017 14:57:08 UTC"), 74.0, 74.0))
    moment = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC).timestamp()
    assert moved.at(74.0) == moment + 0.5


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


@pytest.mark.parametrize(
    ("span", "words"),
    [(0.9, "0 s"), (64, "64 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (90000, "1 d 1 h")],
)
def test_a_span_is_told_in_two_units_at_most(span: float, words: str) -> None:
    assert duration(span) == words


def test_a_difference_is_claimed_only_where_it_is_larger_than_the_error() -> None:
    assert difference(0.4, 0.5) == "agrees with the host’s, as far as one can tell (± 0.5 s)"
    assert difference(-0.7, 0.5) == "is 0.7 s behind the host’s (± 0.5 s)"
    assert difference(4000, 0.5) == "is 1 h 6 min ahead of the host’s (± 0.5 s)"


def test_dates_are_written_as_the_environment_says_where_it_speaks_that_language() -> None:
    assert locale("en", {"LANG": "en_GB.UTF-8"}) == "en_GB"
    assert locale("fr", {"LANG": "en_GB.UTF-8"}) == "fr"
    assert locale("en", {"LC_ALL": "en_../../etc"}) == "en"


def test_a_zone_is_named_once() -> None:
    assert zone(datetime(2017, 8, 24, tzinfo=UTC)) == "UTC"
    from zoneinfo import ZoneInfo

    assert zone(datetime(2017, 8, 24, tzinfo=ZoneInfo("Europe/Paris"))) == "CEST, UTC+2"
    assert zone(datetime(2017, 8, 24, tzinfo=ZoneInfo("Asia/Kolkata"))) == "IST, UTC+5:30"
    assert zone(datetime(2017, 8, 24, tzinfo=ZoneInfo("America/Sao_Paulo"))) == "UTC-3"


def test_what_is_known_ages() -> None:
    known = Bounds(low=0.0, high=1.0, learned=10.0)
    assert known.error(10.0) == 0.5
    assert known.error(1010.0) == pytest.approx(0.6)
