"""The queue of photos: who goes first, how many at a time, how fast, and how each one ends."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.photos.transfer import Kind, Known, Order, Stage, Transfer
from tui.screens.photos.transfers import AT_ONCE, Transfers


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


def happen(transfers: Transfers, step: str, number: int) -> None:
    pending = [*transfers.running, *transfers.waiting]
    if step in "ef":
        transfers.end(number, Stage.DONE if step == "e" else Stage.FAILED)
    elif step in "lw":
        transfers.lose(number, "", away=step == "w")
    elif step == "p":
        transfers.pause(number)
    elif step == "r":
        transfers.resume(number)
        transfers.retry(number)
    elif step == "c" and pending:
        transfers.end(pending[number % len(pending)].number, Stage.CANCELLED)


@given(st.lists(st.tuples(st.sampled_from("aaasseclawprf"), st.integers(0, 9)), max_size=80))
def test_whatever_happens_nothing_is_lost_and_few_run(steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    transfers = Transfers(clock, rests)
    placed: set[int] = set()
    for step, number in steps:
        if step == "a" and (added := transfers.add(Order(Kind.REMOVE, str(number)))):
            placed.add(added.number)
        elif step == "s":
            clock.now += number
            transfers.start()
        else:
            happen(transfers, step, number)
        pending = [*transfers.running, *transfers.waiting]
        assert len(transfers.running) <= AT_ONCE
        assert len({one.order.touches for one in pending}) == len(pending)
        assert {one.stage for one in transfers.running} <= {Stage.RUNNING}
        assert {one.stage for one in transfers.waiting} <= {Stage.WAITING, Stage.PAUSED}
        numbers = [one.number for one in transfers.waiting]
        assert numbers == sorted(numbers)
        over = {one.number for one in transfers.ended}
        assert not over & {one.number for one in pending}
        assert {one.number for one in pending} <= placed
    for one in transfers.waiting:
        transfers.resume(one.number)
        transfers.retry(one.number)
    transfers.start()
    assert bool(transfers.running) == transfers.busy


def rests() -> Iterator[float]:
    return iter((1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0))


def running(*names: str) -> tuple[Clock, Transfers, list[Transfer]]:
    clock = Clock()
    transfers = Transfers(clock, rests)
    for name in names:
        assert transfers.add(Order(Kind.STORE, name, Path("/photos", name)))
    return clock, transfers, transfers.start()


def test_a_lost_connection_is_tried_again_after_pauses_that_grow_and_then_it_has_failed() -> None:
    clock, transfers, (one,) = running("a")
    pauses = []
    while not transfers.lose(one.number, "it hung up", away=False):
        assert transfers.start() == []
        moment = transfers.next_moment()
        assert moment is not None
        pauses.append(moment - clock.now)
        clock.now = moment
        assert transfers.start() == [one]
    assert pauses == [1, 2, 4, 8, 16, 30]
    assert (one.stage, one.reason, transfers.next_moment()) == (Stage.FAILED, "it hung up", None)


def test_whatever_gains_a_byte_is_tried_again_for_ever() -> None:
    clock, transfers, (one,) = running("a")
    for turn in range(1, 100):
        transfers.move(one.number, turn, 1000)
        assert not transfers.lose(one.number, "it hung up", away=False)
        clock.now += 1
        assert transfers.start() == [one]


def test_one_that_rests_lets_others_pass() -> None:
    clock, transfers, (one, two) = running("a", "b", "c")
    transfers.lose(one.number, "it hung up", away=False)
    (three,) = transfers.start()
    assert three.order.name == "c"
    transfers.end(two.number, Stage.DONE)
    assert transfers.start() == []
    clock.now += 1
    assert transfers.start() == [one]


def test_while_the_archive_is_away_one_asks_for_all_and_nothing_fails() -> None:
    clock, transfers, (one, two) = running("a", "b", "c")
    for gone in (one, two):
        assert not transfers.lose(gone.number, "nothing listens", away=True)
    assert transfers.start() == []
    for pause in (1, 2, 4, 8, 16, 30, 30):
        moment = transfers.next_moment()
        assert moment is not None
        assert moment - clock.now == pause
        clock.now = moment
        assert transfers.start() == [one]
        assert transfers.next_moment() is None
        if pause == 30:
            break
        transfers.lose(one.number, "nothing listens", away=True)
    transfers.move(one.number, 1, 1000)
    assert not transfers.reach.away
    assert transfers.start() == [two]


def test_one_that_pauses_keeps_its_place_and_lets_the_next_one_run() -> None:
    _clock, transfers, (one, two) = running("a", "b", "c")
    assert transfers.pause(one.number)
    assert not transfers.pause(one.number)
    assert [one.order.name for one in transfers.waiting] == ["a", "c"]
    assert [one.order.name for one in transfers.start()] == ["c"]
    assert not transfers.add(Order(Kind.REMOVE, "a"))
    transfers.end(two.number, Stage.DONE)
    assert transfers.start() == []
    assert transfers.next_moment() is None
    assert transfers.resume(one.number)
    assert transfers.start() == [one]


def test_a_failed_one_keeps_what_it_knows_and_never_meets_another_of_its_name() -> None:
    _clock, transfers, (one, two) = running("a", "b")
    known = Known(5, 6, "0" * 64, "3f9c")
    transfers.learn(one.number, known)
    for gone in (one, two):
        transfers.end(gone.number, Stage.FAILED, "the archive is full")
    again = transfers.add(Order(Kind.STORE, "b", Path("/elsewhere/b")))
    assert again
    assert not transfers.retry(two.number)
    assert transfers.retry(one.number)
    assert [(one.order.name, one.known) for one in transfers.start()] == [
        ("a", known),
        ("b", Known()),
    ]


def test_what_was_there_before_is_no_speed() -> None:
    clock, transfers, (one,) = running("a")
    transfers.move(one.number, 150_000_000, 300_000_000)
    clock.now += 1
    transfers.move(one.number, 151_000_000, 300_000_000)
    assert transfers.speed(one) == 1_000_000
