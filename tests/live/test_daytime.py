"""The daytime service over sockets: one sentence to whoever connects, then it closes."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from live.ground import connect, rest
from waiting import until

from protocol import daytime
from protocol.config import Limits
from servers.daytime import Daytime
from servers.door import Door
from servers.service import running

MOMENT = datetime(2017, 8, 22, 14, 57, 8, 600_000, tzinfo=UTC)
SENTENCE = b"\n57987 17-08-22 14:57:08 50 0 0 0.0 UTC(VASI) *\n"


@pytest.fixture
def door() -> Door:
    return Door(Limits(connections_per_address=1))


@pytest.fixture
def service(door: Door) -> Iterator[Daytime]:
    service = Daytime("127.0.0.1", 0, door, Limits())
    service.clock = lambda: MOMENT
    with running(service):
        yield service


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
