"""How fast one session may speak, on a clock that the test moves."""

from servers.chat.pace import REST, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_so_many_a_second() -> None:
    clock = Clock()
    pace = Pace(burst=3, per_second=2, clock=clock)
    assert [pace.allows() for _ in range(5)] == [True, True, True, False, False]
    clock.now = 1.0
    assert [pace.allows() for _ in range(3)] == [True, True, False]


def test_silence_never_earns_more_than_a_burst() -> None:
    clock = Clock()
    pace = Pace(burst=3, per_second=2, clock=clock)
    clock.now = 1_000_000.0
    assert [pace.allows() for _ in range(4)] == [True, True, True, False]


def test_who_is_refused_as_often_as_a_burst_holds_is_not_listened_to_for_a_while() -> None:
    pace = Pace(burst=3, per_second=2, clock=Clock())
    for _ in range(5):
        pace.allows()
    assert pace.rest() == 0
    pace.allows()
    assert pace.rest() == REST
    assert pace.rest() == 0


def test_many_empty_lines_count_like_refusals() -> None:
    pace = Pace(burst=2, per_second=2, clock=Clock())
    pace.waste(15)
    assert pace.rest() == 0
    pace.waste(1)
    assert pace.rest() == REST
    assert pace.rest() == 0


def test_who_was_patient_begins_anew() -> None:
    clock = Clock()
    pace = Pace(burst=2, per_second=2, clock=clock)
    assert [pace.allows() for _ in range(3)] == [True, True, False]
    clock.now = 10.0
    assert [pace.allows() for _ in range(3)] == [True, True, False]
    assert pace.rest() == 0


def test_a_pace_of_zero_is_no_limit() -> None:
    pace = Pace(burst=1, per_second=0, clock=Clock())
    assert all(pace.allows() for _ in range(1000))
    pace.waste(65536)
    assert pace.rest() == 0


def test_what_is_said_together_is_spent_together_or_not_at_all() -> None:
    pace = Pace(burst=3, per_second=2, clock=Clock())
    assert not pace.has(4)
    assert pace.has(2)
    pace.spend(2)
    assert not pace.has(2)
    assert [pace.allows() for _ in range(2)] == [True, False]
