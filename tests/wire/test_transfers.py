"""The queue of photos: who goes first, how many at a time, how fast, and how each one ends."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.photos.transfers import AT_ONCE, Kind, Order, Stage, Transfers


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def stored(*names: str, clock: Clock | None = None) -> Transfers:
    transfers = Transfers(clock or Clock())
    for name in names:
        assert transfers.add(Order(Kind.STORE, name, Path("/photos", name)))
    return transfers


def test_photos_go_in_the_order_in_which_they_came_and_two_at_a_time() -> None:
    transfers = stored("a", "b", "c", "d")
    assert [one.order.name for one in transfers.start()] == ["a", "b"]
    assert transfers.start() == []
    transfers.end(transfers.running[1].number, Stage.DONE)
    assert [one.order.name for one in transfers.start()] == ["c"]
    assert [one.order.name for one in transfers.waiting] == ["d"]


def test_two_orders_never_touch_the_same_photo_at_a_time() -> None:
    transfers = stored("a")
    assert not transfers.add(Order(Kind.STORE, "a", Path("/elsewhere/a")))
    assert not transfers.add(Order(Kind.REMOVE, "a"))
    assert transfers.add(Order(Kind.FETCH, "a", Path("/photos/a")))
    (first, second) = transfers.start()
    transfers.end(first.number, Stage.DONE)
    assert transfers.add(Order(Kind.REMOVE, "a"))
    assert not transfers.add(Order(Kind.FETCH, "b", Path("/photos/a")))
    assert second.stage is Stage.RUNNING


def test_the_speed_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    transfers = stored("a", clock=clock)
    (one,) = transfers.start()
    assert transfers.speed(one) is None
    assert transfers.seconds_left(one) is None
    for second in range(1, 11):
        clock.now += 1
        transfers.move(one.number, second * 1000, 100_000)
    assert transfers.speed(one) == 1000
    assert transfers.seconds_left(one) == 90
    for second in range(1, 6):
        clock.now += 1
        transfers.move(one.number, 10_000 + second * 5000, 100_000)
    assert transfers.speed(one) == 5000
    clock.now += 60
    assert transfers.speed(one) == 0
    assert transfers.seconds_left(one) is None


def test_what_has_ended_stays_as_it_ended() -> None:
    transfers = stored("a", "b", "c")
    first, _second = transfers.start()
    transfers.end(first.number, Stage.CANCELLED)
    transfers.end(first.number, Stage.FAILED, "its connection was cut")
    transfers.move(first.number, 5, 10)
    assert (first.stage, first.reason, first.moved) == (Stage.CANCELLED, "", 0)
    assert transfers.ended == [first]


def test_a_new_beginning_forgets_what_has_ended_and_an_addition_does_not() -> None:
    transfers = stored("a", "b")
    first, second = transfers.start()
    transfers.end(first.number, Stage.DONE)
    assert transfers.add(Order(Kind.REMOVE, "c"))
    assert transfers.ended == [first]
    for one in (second, *transfers.waiting):
        transfers.end(one.number, Stage.DONE)
    assert not transfers.busy
    assert len(transfers.ended) == 3
    assert transfers.add(Order(Kind.REMOVE, "d"))
    assert transfers.ended == []


@given(st.lists(st.tuples(st.sampled_from("asec"), st.integers(0, 9)), max_size=60))
def test_whatever_happens_nothing_is_lost_and_few_run(steps: list[tuple[str, int]]) -> None:
    transfers = Transfers(Clock())
    for step, number in steps:
        pending = [*transfers.running, *transfers.waiting]
        if step == "a":
            transfers.add(Order(Kind.REMOVE, str(number)))
        elif step == "s":
            transfers.start()
        elif step == "e":
            transfers.end(number, Stage.DONE)
        elif pending:
            transfers.end(pending[number % len(pending)].number, Stage.CANCELLED)
        pending = [*transfers.running, *transfers.waiting]
        assert len(transfers.running) <= AT_ONCE
        assert len({one.order.touches for one in pending}) == len(pending)
        assert all(one.stage in (Stage.RUNNING, Stage.WAITING) for one in pending)
        assert not any(one.stage in (Stage.RUNNING, Stage.WAITING) for one in transfers.ended)
    transfers.start()
    assert bool(transfers.running) == transfers.busy
