"""What many are given together: everybody gets all of it once, in order, but for what it said."""

import gc
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.chat.audience import Audience, Batch, Others
from servers.chat.ledger import WAITING, Ledger
from servers.chat.outbox import SLICE, Outbox

PEOPLE = 4
ROOMS = ((0, 1, 2), (1, 2, 3), (0, 3))
DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("room"), st.sampled_from(ROOMS), st.integers(0, PEOPLE)),
        st.tuples(st.just("one"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("turn"), st.integers(0, 40)),
    ),
    max_size=30,
)


class House:
    """A ledger and what each of its people should hear; nobody sends, `turn` plays the loop."""

    def __init__(self) -> None:
        self.ledger = Ledger(ring=lambda: None, clock=lambda: 0.0)
        self.outboxes = [Outbox(socket.socket, 0.0) for _ in range(PEOPLE)]
        self.audiences = {room: Audience([self.outboxes[one] for one in room]) for room in ROOMS}
        self.expected = [b""] * PEOPLE
        self.heard = [b""] * PEOPLE
        self.said = 0

    def room(self, room: tuple[int, ...], author: int) -> None:
        self.said += 1
        line = f"{self.said} in {room}\n".encode()
        spared = self.outboxes[author] if author < PEOPLE else None
        self.ledger.give(Others(self.audiences[room], spared), line)
        for one in room:
            self.expected[one] += b"" if one == author else line

    def one(self, one: int) -> None:
        self.said += 1
        line = f"{self.said} to {one}\n".encode()
        self.ledger.give((self.outboxes[one],), line)
        self.expected[one] += line

    def offered(self, outbox: Outbox) -> memoryview:
        return dict(self.ledger.offer([outbox])).get(outbox, memoryview(b""))

    def turn(self, takes: int) -> None:
        """Let every client take so many bytes of what it is offered; what is blocked tries too."""
        ready = self.ledger.wake()
        blocked = [outbox for outbox in self.outboxes if outbox.blocked]
        for outbox in dict.fromkeys((*ready, *blocked)):
            data = self.offered(outbox)
            self.heard[self.outboxes.index(outbox)] += bytes(data[:takes])
            if 0 < len(data) <= takes:
                self.ledger.sent([outbox])
            elif data:
                self.ledger.account(outbox, len(data), takes, None)


@given(DOINGS)
def test_everybody_gets_everything_once_and_in_order(doings: list[tuple[object, ...]]) -> None:
    house = House()
    for name, *arguments in doings:
        getattr(house, name)(*arguments)
        for one, outbox in enumerate(house.outboxes):
            assert outbox.queue.size >= len(house.expected[one]) - len(house.heard[one])
    house.turn(10_000)
    house.turn(10_000)
    assert house.expected == house.heard
    assert [0] * PEOPLE == [outbox.queue.size for outbox in house.outboxes]
    assert house.ledger.drain(0)
    assert not house.ledger.wake()


def test_the_same_bytes_object_goes_to_everybody_who_said_nothing() -> None:
    house = House()
    for _ in range(3):
        house.room(ROOMS[0], 0)
    house.ledger.wake()
    author, *others = [house.offered(house.outboxes[one]) for one in ROOMS[0]]
    assert b"" == author
    assert others[0].obj is others[1].obj


def test_what_comes_during_a_turn_is_offered_in_the_next() -> None:
    house = House()
    house.room(ROOMS[0], PEOPLE)
    house.ledger.wake()
    first = house.offered(house.outboxes[0])
    house.room(ROOMS[0], PEOPLE)
    assert bytes(first) == bytes(house.offered(house.outboxes[1]))
    assert house.outboxes[1] in house.ledger.wake()


@pytest.mark.parametrize("reads", [True, False])
def test_who_takes_nothing_is_cut_however_it_is_given(reads: bool) -> None:
    house = House()
    given = 0
    while given < 100 and house.outboxes[0].fault is None:
        given += 1
        line = bytes(SLICE // 4)
        house.ledger.give(Others(house.audiences[ROOMS[0]], None), line)
        for outbox in house.ledger.wake():
            data = house.offered(outbox)
            slow = outbox is house.outboxes[0] and not reads
            house.ledger.account(outbox, len(data), 0 if slow else len(data), None)
    assert (house.outboxes[0].fault is None) == reads
    assert house.outboxes[1].fault is None
    assert reads or given < 20


def test_one_batch_is_bounded_while_nobody_is_served() -> None:
    house = House()
    for _ in range(3 * SLICE // 1000):
        house.ledger.give(Others(house.audiences[ROOMS[0]], None), bytes(1000))
    house.ledger.wake()
    assert SLICE <= len(house.offered(house.outboxes[0])) <= SLICE + 1000


def batches() -> list[Batch]:
    """All that are in memory, whoever holds them."""
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, Batch)]


def test_what_waits_for_somebody_who_reads_nothing_is_held_as_bytes_alone() -> None:
    house, others = House(), batches()
    for outbox in house.outboxes:
        outbox.blocked = True
    for _ in range(100):
        for author in (0, PEOPLE):
            house.room(ROOMS[0], author)
        house.ledger.wake()
    assert 1 == sum(all(one is not other for other in others) for one in batches())
    house.turn(100_000)
    assert house.expected == house.heard


def test_what_waits_for_who_reads_nothing_never_has_more_bytes_than_may_wait() -> None:
    house = House()
    deaf = house.outboxes[0]
    deaf.blocked = True
    most = 0
    for _ in range(2 * WAITING // 100):
        house.ledger.give(Others(house.audiences[ROOMS[0]], None), b"x" * 100)
        most = max(most, deaf.queue.size)
    assert WAITING // 2 < most <= WAITING
    assert isinstance(deaf.fault, TimeoutError)
