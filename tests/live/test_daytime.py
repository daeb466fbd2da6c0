"""The daytime service over sockets: one sentence to whoever connects, then it closes."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest
from live.ground import connect, rest
from waiting import until

from protocol import daytime
from protocol.sections import Limits
from servers.daytime import Daytime
from servers.door import Door
from servers.service import running
from servers.system_clock import Condition, condition, judge

MOMENT = datetime(2017, 8, 22, 14, 57, 8, 600_000, tzinfo=UTC).timestamp()
GOOD = Condition()
SENTENCE = b"\n57987 17-08-22 14:57:08 50 0 0 0.0 UTC(VASI) *\n"


@pytest.fixture
def door() -> Door:
    return Door(Limits(connections_per_address=1))


@pytest.fixture
def service(door: Door) -> Iterator[Daytime]:
    with running(serving(door)) as service:
        yield service


def serving(door: Door, condition: Condition = GOOD, **more: Any) -> Daytime:
    more = {"clock": lambda: MOMENT} | more
    return Daytime("127.0.0.1", 0, door, Limits(), condition=lambda: condition, **more)


def test_the_time_is_told_and_the_service_closes(service: Daytime) -> None:
    with connect(service.port) as client:
        assert rest(client) == SENTENCE


def test_a_client_of_2017_finds_date_and_time_where_it_looks(service: Daytime) -> None:
    with connect(service.port) as client:
        fields = client.recv(1024).decode().split(" ")
    assert fields[1:3] == ["17-08-22", "14:57:08"]


def test_who_speaks_is_told_the_time_all_the_same(service: Daytime) -> None:
    with connect(service.port) as client:
        client.sendall(b"what time is it?\r\n")
        assert rest(client) == SENTENCE


def test_the_real_clock_is_the_computers(door: Door) -> None:
    with running(Daytime("127.0.0.1", 0, door, Limits())) as service:
        before = datetime.now(UTC).replace(microsecond=0)
        with connect(service.port) as client:
            told = daytime.parse(rest(client)).moment
        assert before <= told <= datetime.now(UTC)


def test_asking_takes_no_place_from_who_stays(
    service: Daytime, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    clients = [connect(service.port) for _ in range(5)]
    for client in clients:
        with client:
            assert rest(client) == SENTENCE
    until(lambda: not door.inside)
    assert caplog.messages == ["told the time"] * 5


@pytest.mark.parametrize("on_time", [False, True])
def test_who_has_no_place_left_is_not_told_the_time(
    door: Door, caplog: pytest.LogCaptureFixture, on_time: bool
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    assert door.enter("127.0.0.1")
    with running(serving(door, on_time=on_time)) as service, connect(service.port) as client:
        assert rest(client) == b""
    assert caplog.messages == ["refused: full"]
    assert door.inside == 1


def test_what_the_system_says_of_its_clock_stands_in_the_sentence(door: Door) -> None:
    service = serving(door, Condition(health=1, leap=2))
    with running(service), connect(service.port) as client:
        assert b"\n57987 17-08-22 14:57:08 50 2 1 0.0 UTC(VASI) *\n" == rest(client)


@pytest.mark.parametrize(
    ("state", "status", "most", "found"),
    [
        (0, 0, 30_000, Condition(0, 0)),
        (1, 0x10, 30_000, Condition(0, 1)),
        (2, 0x20, 30_000, Condition(0, 2)),
        (0, 0, 900_000, Condition(1, 0)),
        (5, 0x40, 30_000, Condition(1, 0)),
        (5, 0x40, 16_000_000, Condition(2, 0)),
        (-1, 0, 0, Condition(1, 0)),
    ],
)
def test_health_is_how_far_the_system_says_that_it_may_be_off(
    state: int, status: int, most: int, found: Condition
) -> None:
    assert found == judge(state, status, most)


def test_the_system_of_this_machine_has_an_answer() -> None:
    assert condition().health in (0, 1, 2)


def test_on_time_is_to_wait_for_the_second_to_begin(door: Door) -> None:
    clock = chain([MOMENT, MOMENT, MOMENT], repeat(MOMENT + 0.4))
    service = serving(door, on_time=True, clock=lambda: next(clock))
    with running(service), connect(service.port) as client:
        assert SENTENCE.replace(b":08", b":09") == rest(client)


def test_who_waits_for_the_second_is_told_the_time_by_a_host_that_stops(door: Door) -> None:
    with running(serving(door, on_time=True)) as service:  # a clock that stands still
        client = connect(service.port)
        until(lambda: door.inside)
    with client:
        assert SENTENCE == rest(client)
