"""What time it is by what several sources said: true bounds, and the right word about them."""

import gc
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from math import inf
from types import FunctionType, ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import UNIVERSAL, Desk, Service, place

from protocol.daytime import render
from protocol.places import Kind
from tui.clients.failure import Failure
from tui.clients.failure import Step as Stage
from tui.clocks import Clocks
from tui.timekeeping import (
    FLOORS,
    Doubt,
    Judgement,
    Manners,
    Standing,
    Step,
    Steps,
    Track,
    Verdict,
    judge,
)
from tui.timekeeping.agreement import agree

SNTP, DAYTIME, TIME = Kind.SNTP, Kind.DAYTIME, Kind.TIME


def judged(desk: Desk, step: Step | None = None) -> Judgement:
    """Judge what a desk knows now; what is called good must be true."""
    judgement = judge(desk.tracks, desk.now, step)
    if judgement.good:
        assert judgement.time is not None
        error = judgement.time.error(desk.now)
        assert abs(judgement.time.at(desk.now) - UNIVERSAL - desk.now) <= error + 1e-6
    return judgement


def after(seconds: float, *services: Service, interval: float = 64) -> Judgement:
    """Ask services for a while, and judge."""
    desk = Desk(*services, interval=interval)
    desk.run(seconds)
    return judged(desk)


def late(seconds: float, number: int = 1, kind: Kind = DAYTIME) -> Service:
    """A service whose clock is late."""
    return Service(place(kind, number), off=lambda now: -seconds)


@pytest.mark.parametrize("kind", list(Kind))
def test_one_good_source_is_enough(kind: Kind) -> None:
    judgement = after(1, Service(place(kind)))
    assert (Verdict.SYNCHRONISED, True) == (judgement.verdict, judgement.good)
    assert judgement.time is not None
    assert judgement.time.error(51) <= (0.006 if kind is SNTP else 0.51)


def test_before_anything_was_said_there_is_no_time() -> None:
    judgement = judge([Track(place(), 64)], 50.0)
    assert (Verdict.WAITING, False, None) == (judgement.verdict, judgement.good, judgement.time)
    assert Verdict.WAITING is judge([], 50.0).verdict


@pytest.mark.parametrize("kind", [DAYTIME, TIME])
def test_questions_that_meet_the_second_halve_what_is_not_known(kind: Kind) -> None:
    desk = Desk(Service(place(kind)))
    errors = []
    for _ in range(10):
        desk.run(66)
        errors.append(judge(desk.tracks, desk.now).time.error(desk.now))
    assert errors[0] < 0.1
    assert min(errors) < 0.016


def test_a_service_that_waits_for_its_second_is_good_at_once_and_stays_so() -> None:
    desk = Desk(Service(place(), on_time=True))
    for _ in range(100):
        desk.run(7)
        assert Verdict.SYNCHRONISED is judged(desk).verdict


def test_what_is_known_ages() -> None:
    desk = Desk(Service(place()))
    desk.run(600)
    [track] = desk.tracks
    bounds = track.bounds(desk.now)
    assert bounds.error(desk.now + 1000) == pytest.approx(bounds.error(desk.now) + 0.1)


@pytest.mark.parametrize("off", [30.0, -30.0, 3600.0])
def test_one_of_three_that_is_late_or_early_is_named(off: float) -> None:
    judgement = after(300, late(0, 1), late(off, 2), late(0, 3, SNTP))
    assert (Verdict.DISAGREE, True) == (judgement.verdict, judgement.good)
    [wrong] = judgement.falsetickers
    assert "daytime://h2:1313" == wrong.name
    assert -off == pytest.approx(wrong.ahead, abs=0.6)
    assert ("daytime://h1:1313", "sntp://h3:1313") == judgement.chosen


def test_of_two_that_disagree_nobody_is_called_wrong() -> None:
    judgement = after(300, late(0, 1), late(30, 2))
    assert (Verdict.DISAGREE, False, ()) == (
        judgement.verdict,
        judgement.good,
        judgement.falsetickers,
    )
    assert judgement.apart == pytest.approx(30, abs=0.2)


def test_two_pairs_that_disagree_are_not_decided() -> None:
    pairs = [late(30 * (number > 1), number) for number in range(4)]
    assert not after(300, *pairs).good


def test_who_is_between_two_that_disagree_does_not_decide() -> None:
    wide = Service(place(SNTP, 3), packet={"dispersion": 1 << 16})
    judgement = after(20, late(0.8, 1, SNTP), late(-0.8, 2, SNTP), wide)
    assert (Verdict.DISAGREE, False) == (judgement.verdict, judgement.good)


def test_a_source_that_was_stepped_is_believed_when_it_is_borne_out() -> None:
    service = Service(place(), off=lambda now: 3600.0 * (now > 600))
    desk = Desk(service)
    desk.run(540)
    assert Verdict.SYNCHRONISED is judged(desk).verdict
    while not desk.tracks[0].jump:
        desk.run(1)
        assert desk.now < 680
    judgement = judge(desk.tracks, desk.now)
    assert (Verdict.UNSURE, False) == (judgement.verdict, judgement.good)
    assert (Doubt.JUMPED,) == judgement.doubts
    assert judgement.jump == pytest.approx(3600, abs=1)
    assert Standing.JUMPED is desk.tracks[0].standing(desk.now)
    desk.run(60)
    assert Verdict.SYNCHRONISED is judge(desk.tracks, desk.now).verdict


def test_a_source_that_jumps_to_and_fro_is_never_called_good() -> None:
    desk = Desk(Service(place(), off=lambda now: 60.0 * (int(now / 20) % 2)), interval=20)
    desk.run(100)
    for _ in range(40):
        desk.run(20)
        assert not judge(desk.tracks, desk.now).good


def test_a_machine_that_stood_still_unknowingly_waits_until_that_is_borne_out() -> None:
    paused = [Service(place(SNTP, n), off=lambda now: 500.0 * (now > 600)) for n in range(3)]
    desk = Desk(*paused)
    desk.run(560)
    while not all(track.jump for track in desk.tracks):
        desk.run(1)
        assert judge(desk.tracks, desk.now).verdict is not Verdict.STALE
    judgement = judge(desk.tracks, desk.now)
    assert (Verdict.UNSURE, (Doubt.JUMPED,)) == (judgement.verdict, judgement.doubts)
    assert judgement.jump == pytest.approx(500, abs=0.1)
    desk.run(120)
    judgement = judge(desk.tracks, desk.now)
    assert (Verdict.SYNCHRONISED, True) == (judgement.verdict, judgement.good)
    assert judgement.time is not None
    assert judgement.time.offset == pytest.approx(UNIVERSAL + 500, abs=0.05)


honest = st.builds(
    Service,
    st.builds(place, st.sampled_from(list(Kind)), st.integers(1, 99)),
    there=st.floats(0, 2),
    back=st.floats(0, 2),
    on_time=st.booleans(),
    packet=st.fixed_dictionaries({"dispersion": st.integers(0, 65536)}),
)


@given(st.lists(honest, min_size=1, max_size=5), st.floats(-0.9e-4, 0.9e-4), st.integers())
def test_the_truth_is_within_the_bar_however_slow_they_are_and_the_quartz_drifts(
    services: list[Service], rate: float, seed: int
) -> None:
    def true(now: float) -> float:
        return rate * (now - 50)

    for service in services:
        service.off = true
    desk = Desk(*services, seed=seed)
    for pause in (1, 10, 100, 1000, 1000, 7):
        desk.run(pause)
        judgement = judge(desk.tracks, desk.now)
        assert judgement.time is not None
        assert judgement.verdict in (Verdict.SYNCHRONISED, Verdict.UNSURE)
        assert judgement.time.low <= UNIVERSAL + true(desk.now) <= judgement.time.high


@pytest.mark.parametrize("health", [1, 2, 4, 9])
def test_a_service_that_does_not_vouch_for_itself_is_unhealthy(health: int) -> None:
    judgement = after(300, Service(place(), health=health))
    assert (Verdict.UNHEALTHY, False) == (judgement.verdict, judgement.good)
    assert ("daytime://h1:1313",) == judgement.unhealthy


@pytest.mark.parametrize(
    "facts", [{"first": 0xE4}, {"stratum": 0, "reference": 0x494E4954}, {"stratum": 16}]
)
def test_a_server_without_time_is_unhealthy(facts: dict[str, int]) -> None:
    assert Verdict.UNHEALTHY is after(300, Service(place(SNTP), packet=facts)).verdict


def test_who_is_unhealthy_has_no_vote() -> None:
    sick = [Service(place(DAYTIME, n), off=lambda now: 99.0, health=2) for n in (2, 3, 4)]
    judgement = after(300, late(0), *sick)
    assert (Verdict.SYNCHRONISED, True, 3) == (
        judgement.verdict,
        judgement.good,
        len(judgement.unhealthy),
    )


def test_a_host_that_never_answers_is_unreachable_since_the_first_question() -> None:
    judgement = after(1000, Service(place(), silent=lambda now: True))
    assert (Verdict.UNREACHABLE, 50.0, None) == (
        judgement.verdict,
        judgement.since,
        judgement.time,
    )


def test_a_host_that_falls_silent_is_believed_for_three_intervals() -> None:
    desk = Desk(Service(place(), silent=lambda now: now > 600))
    desk.run(700)
    assert (Verdict.SYNCHRONISED, 1) == (judged(desk).verdict, len(judged(desk).silent))
    desk.run(200)
    judgement = judged(desk)
    assert (Verdict.UNREACHABLE, False) == (judgement.verdict, judgement.good)
    assert judgement.since is not None
    assert 600 < judgement.since < 680
    assert judgement.time is not None


def test_a_process_that_was_held_finds_its_answers_stale() -> None:
    desk = Desk(Service(place()))
    desk.run(300)
    desk.now += 3600
    assert (Verdict.STALE, False) == (judged(desk).verdict, judged(desk).good)
    desk.run(1)
    assert Verdict.SYNCHRONISED is judged(desk).verdict


def test_a_slow_service_leaves_too_much_open() -> None:
    judgement = after(1, Service(place(SNTP), there=0.2, back=2.9))
    assert (Verdict.UNSURE, (Doubt.WIDE,)) == (judgement.verdict, judgement.doubts)
    assert judgement.time is not None
    assert judgement.time.low <= UNIVERSAL <= judgement.time.high


def test_a_server_that_is_not_sure_itself_leaves_too_much_open() -> None:
    unsure = Service(place(SNTP), packet={"dispersion": 5 << 16})
    assert (Doubt.WIDE,) == after(300, unsure).doubts


FORMATS = {
    "inetd": b"%d %b %Y %H:%M:%S UTC\r\n",
    "date": b"%a %b %d %H:%M:%S UTC %Y\n",
    "ISO 8601": b"%Y-%m-%dT%H:%M:%SZ\n",
}


@pytest.mark.parametrize("name", FORMATS)
def test_other_formats_are_as_good(name: str) -> None:
    say = FORMATS[name].decode()
    assert after(300, Service(place(), say=lambda m: m.strftime(say).encode())).good


def test_a_sentence_without_a_zone_is_not_believed_alone() -> None:
    words = Service(place(), say=lambda m: m.strftime("%d %b %Y %H:%M:%S").encode())
    judgement = after(300, words)
    assert (Verdict.UNSURE, (Doubt.ZONE,)) == (judgement.verdict, judgement.doubts)
    assert after(300, words, late(0, 2, SNTP)).good


@pytest.mark.parametrize("name", ["NIST", *FORMATS])
def test_a_sentence_cut_anywhere_is_no_wrong_time(name: str) -> None:
    def say(moment: datetime) -> bytes:
        if name == "NIST":
            return render(moment)
        return moment.strftime(FORMATS[name].decode()).encode()

    whole = len(say(datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)))
    for length in range(1, whole):
        judgement = after(30, Service(place(), say=lambda m, cut=length: say(m)[:cut]))
        if judgement.time is None:
            assert Verdict.UNREACHABLE is judgement.verdict
        else:
            assert judgement.time.low <= UNIVERSAL <= judgement.time.high
            assert judgement.good or judgement.doubts == (Doubt.ZONE,)


class TestSteps:
    """A step or a sleep of this machine, by its clocks."""

    @pytest.mark.parametrize("seconds", [3600.0, -3600.0, 0.3, -16461.0])
    def test_a_wall_clock_that_was_set_is_noticed_with_its_amount(self, seconds: float) -> None:
        steps = Steps()
        assert steps.notice(10.0, 1e9, 10.0) is None
        assert steps.notice(11.0, 1e9 + 1, 11.0) is None
        step = steps.notice(12.0, 1e9 + 2 + seconds, 12.0)
        assert step is not None
        assert (step.wall, step.asleep, step.breaks) == (pytest.approx(seconds), 0.0, False)
        assert steps.notice(13.0, 1e9 + 3 + seconds, 13.0) is None
        assert steps.last == step

    def test_a_sleep_is_told_from_a_step(self) -> None:
        steps = Steps()
        steps.notice(10.0, 1e9, 10.0)
        step = steps.notice(11.0, 1e9 + 7201, 7211.0)
        assert step is not None
        assert (step.asleep, step.wall, step.breaks) == (7200.0, 0.0, True)
        step = steps.notice(12.0, 1e9 + 7302, 7312.0 - 40)
        assert step is not None
        assert (step.asleep, step.wall) == (60.0, pytest.approx(40.0))

    def test_where_no_clock_runs_in_sleep_it_was_either(self) -> None:
        steps = Steps()
        steps.notice(10.0, 1e9)
        forward = steps.notice(11.0, 1e9 + 101)
        assert forward is not None
        assert (forward.wall, forward.certain, forward.breaks) == (100.0, False, True)
        back = steps.notice(12.0, 1e9 - 98)
        assert back is not None
        assert (back.certain, back.breaks) == (True, False)

    @given(st.lists(st.tuples(st.floats(0.0, 5000.0), st.floats(-5e-4, 5e-4)), max_size=30))
    def test_a_clock_that_is_pushed_and_a_process_that_is_held_raise_no_alarm(
        self, looks: list[tuple[float, float]]
    ) -> None:
        steps, monotonic, wall = Steps(), 10.0, 1e9
        steps.notice(monotonic, wall, monotonic)
        for passed, pushed in looks:
            monotonic, wall = monotonic + passed, wall + passed * (1 + pushed)
            assert steps.notice(monotonic, wall, monotonic) is None

    def test_a_process_that_is_held_between_two_readings_reads_again(self) -> None:
        moments = iter([10.0, 25.0, 25.0, 25.0])
        walls = iter([1e9, 1e9 + 15])
        clocks = Clocks(lambda: next(moments), lambda: next(walls), boot=lambda: 7.0)
        assert (25.0, 1e9 + 15, 7.0) == clocks.together()

    def test_this_machine_s_clocks_do_not_step_while_they_are_read(self) -> None:
        steps, clocks = Steps(), Clocks()
        steps.notice(*clocks.together())
        assert clocks.steady() > 0
        assert steps.notice(*clocks.together()) is None

    def test_a_step_is_the_news_for_a_minute_and_the_time_stays_good(self) -> None:
        desk = Desk(Service(place()))
        desk.run(300)
        step = Step(desk.now, wall=-3600.0)
        judgement = judged(desk, step)
        assert (Verdict.STEPPED, True, step) == (judgement.verdict, judgement.good, judgement.step)
        desk.run(200)
        assert (Verdict.SYNCHRONISED, None) == (judged(desk, step).verdict, judged(desk, step).step)

    def test_after_a_sleep_what_was_said_before_is_worth_nothing(self) -> None:
        desk = Desk(Service(place()), Service(place(SNTP, 2)))
        desk.run(300)
        step = Step(desk.now, asleep=7200.0)
        for track in desk.tracks:
            track.forget(desk.now)
        judgement = judged(desk, step)
        assert (Verdict.STEPPED, None, False) == (
            judgement.verdict,
            judgement.time,
            judgement.good,
        )
        desk.run(20)
        assert (Verdict.STEPPED, True) == (judged(desk, step).verdict, judged(desk, step).good)

    def test_an_answer_that_slept_on_the_way_is_worth_nothing(self) -> None:
        service = Service(place())
        track = Track(service.place, 64)
        track.ask(50.0)
        sample = service.ask(50.0)
        track.forget(50.005)
        track.hear(sample)
        assert track.bounds(51.0) is None
        assert Standing.WAITING is track.standing(51.0)


class TestManners:
    """No source is asked too often."""

    @given(
        st.sampled_from(list(Kind)),
        st.floats(4, 86400),
        st.lists(st.sampled_from("amshrf"), max_size=60),
        st.randoms(use_true_random=False),
    )
    def test_whatever_happens_the_floor_is_kept(
        self, kind: Kind, interval: float, happens: list[str], chance: object
    ) -> None:
        manners = Manners(kind, interval, chance.random)  # type: ignore[attr-defined] # Hypothesis' Random
        now, last, least = 10.0, -inf, FLOORS[kind]
        for count, what in enumerate(happens):
            now += manners.due_in(now)
            assert now - last >= least - 1e-6
            last = now
            manners.ask(now)
            {
                "a": manners.answered,
                "m": manners.missed,
                "s": manners.spare,
                "h": partial(manners.hurry, now),
                "r": lambda: manners.answered(again=True),
                "f": lambda: manners.meet(UNIVERSAL + 0.37, 0.01),
            }[what]()
            least = manners.interval if "s" in happens[: count + 1] else least
            now += 0.01

    def test_a_silent_source_is_asked_less_and_less(self) -> None:
        service = Service(place(), silent=lambda now: True)
        Desk(service).run(3600)
        pauses = [later - sooner for sooner, later in pairwise(service.asked)]
        assert 4 < pauses[0] < 5
        assert all(256 <= pause < 290 for pause in pauses[8:])
        assert len(service.asked) < 22

    @pytest.mark.parametrize(("kiss", "questions"), [("DENY", 1), ("RSTR", 1)])
    def test_a_server_that_refuses_is_not_asked_again(self, kiss: str, questions: int) -> None:
        desk = Desk(service := Service(place(SNTP), kiss=kiss))
        desk.run(86400)
        assert questions == len(service.asked)
        assert Standing.DENIED is desk.tracks[0].standing(desk.now)
        assert Verdict.UNREACHABLE is judged(desk).verdict
        desk.tracks[0].hurry(desk.now)
        assert inf == desk.tracks[0].due_in(desk.now)

    def test_a_server_that_wants_to_be_spared_is_asked_half_as_often_each_time(self) -> None:
        Desk(service := Service(place(SNTP), kiss="RATE")).run(86400)
        assert len(service.asked) < 12

    def test_a_question_that_somebody_wants_now_waits_for_the_floor(self) -> None:
        track = Track(place(), 64)
        track.ask(50.0)
        track.hear(Service(place()).ask(50.0))
        track.hurry(51.0)
        assert 3 <= track.due_in(51.0) < 3.2


def weight(*roots: object) -> int:
    """Weigh objects with all that they hold, in bytes."""
    seen: dict[int, object] = {}
    waiting = list(roots)
    while waiting:
        held = waiting.pop()
        if id(held) not in seen and not isinstance(held, type | ModuleType | FunctionType):
            seen[id(held)] = held
            waiting += gc.get_referents(held)
    return sum(map(sys.getsizeof, seen.values()))


def test_twenty_sources_for_a_day_are_asked_politely_and_take_no_more_memory() -> None:
    kinds = [DAYTIME, TIME, SNTP]
    services = [
        Service(place(kinds[number % 3], number), silent=lambda now, n=number: n % 5 == 4)
        for number in range(20)
    ]
    desk = Desk(*services)
    weights = []
    for _ in range(24):
        desk.run(3600)
        assert judged(desk).good
        for service in services:
            assert all(
                later - sooner >= FLOORS[service.place.kind]
                for sooner, later in pairwise(service.asked)
            )
            assert len(service.asked) <= 3600 / 64 + 4
            service.asked[:] = service.asked[-1:]
        weights.append(weight(*desk.tracks))
    assert weights[-1] < 20 * 170_000
    assert weights[-1] < 1.001 * weights[17]


spans = st.tuples(st.floats(0, 5), st.floats(0, 5))


@given(st.lists(spans, min_size=1, max_size=9), st.lists(st.floats(20, 1000), max_size=8))
def test_most_that_are_right_outvote_those_who_are_wrong(
    right: list[tuple[float, float]], wrong: list[float]
) -> None:
    wrong = wrong[: len(right) - 1]
    intervals = [(-before, after) for before, after in right] + [(far, far + 5) for far in wrong]
    found = agree(intervals)
    if len(right) > len(wrong):
        assert found.majority(len(intervals)) or len(right) <= len(wrong)
        assert tuple(range(len(right))) == found.members
        assert found.low <= 0 <= found.high


def test_jitter_reach_and_delay_are_told() -> None:
    service = Service(place(SNTP))
    desk = Desk(service)
    assert (None, None, "0") == (desk.tracks[0].delay, desk.tracks[0].jitter, desk.tracks[0].reach)
    desk.run(1000)
    assert "377" == desk.tracks[0].reach
    assert desk.tracks[0].jitter == pytest.approx(0, abs=1e-9)
    service.back = 0.104
    desk.run(70)
    assert desk.tracks[0].delay == pytest.approx(0.108)
    assert desk.tracks[0].jitter == pytest.approx(0.1 / 7)
    service.silent = lambda now: True
    desk.run(80)
    assert "370" == desk.tracks[0].reach
    assert Standing.SILENT is desk.tracks[0].standing(desk.now)


def test_a_plot_has_what_this_machine_was_ahead_by() -> None:
    desk = Desk(Service(place(SNTP)))
    desk.run(300)
    points = desk.tracks[0].history
    assert all(abs(point.ahead) <= point.error for point in points)
    desk.tracks[0].miss(Failure(Stage.CONNECT, "refused", code="ECONNREFUSED"))
    assert len(points) == len(desk.tracks[0].history)
