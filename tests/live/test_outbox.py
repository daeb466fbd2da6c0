"""What we owe a client: in order, bounded, in sends as the client needs them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import until

from servers.chat.delivery import Delivery
from servers.chat.ledger import BEHIND, Ledger
from servers.chat.outbox import SLICE, Queue

LINE = b"bruno > salut\n"
NEVER = 3600.0


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with delivering() as running:
        yield running


@contextmanager
def delivering(**settings: object) -> Iterator[Ledger]:
    delivery = Delivery(**settings)
    delivery.start()
    try:
        yield delivery.ledger
    finally:
        delivery.stop()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection over loopback: the service's end and the client's, which hears little."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(listener.getsockname())
        ours, _ = listener.accept()
        ours.settimeout(10)
        with ours:
            yield ours, client


@pytest.fixture
def sends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends on which every recv returns exactly one send."""
    ours, client = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.settimeout(10)
    client.settimeout(10)
    with ours, client:
        yield ours, client


def everything(client: socket.socket) -> bytes:
    heard = bytearray()
    while data := client.recv(65536):
        heard += data
    return bytes(heard)


def emptied(queue: Queue) -> list[bytes]:
    """What each send carries if every send succeeds."""
    sends = []
    while queue.size:
        offered = bytes(queue.offer())
        queue.sent(len(offered))
        sends.append(offered)
    return sends


@given(
    st.lists(st.tuples(st.binary(max_size=20), st.booleans())),
    st.booleans(),
    st.lists(st.integers(min_value=0, max_value=30)),
)
def test_everything_leaves_in_order_however_little_the_system_takes(
    given: list[tuple[bytes, bool]], one_by_one: bool, takes: list[int]
) -> None:
    queue = Queue()
    queue.one_by_one = one_by_one
    for data, alone in given:
        queue.add(data, alone=alone)
    left = b""
    for take in takes:
        offered = bytes(queue.offer())
        left += offered[:take]
        queue.sent(min(take, len(offered)))
    assert left + b"".join(emptied(queue)) == b"".join(data for data, _ in given)
    assert queue.size == 0


def test_what_waits_is_one_send_but_for_what_must_be_alone() -> None:
    queue = Queue()
    for data, alone in ((b"a", False), (b"b", False), (b"stop", True), (b"c", False)):
        queue.add(data, alone=alone)
    assert emptied(queue) == [b"ab", b"stop", b"c"]


def test_an_old_client_gets_every_answer_in_a_send_of_its_own() -> None:
    queue = Queue()
    queue.one_by_one = True
    for data in (b"a", b"b", b"c"):
        queue.add(data)
    assert emptied(queue) == [b"a", b"b", b"c"]


def test_one_send_is_bounded() -> None:
    queue = Queue()
    for _ in range(3 * SLICE // 1000):
        queue.add(bytes(1000))
    assert max(len(send) for send in emptied(queue)) <= SLICE + 1000


@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_newer_state_takes_the_place_of_one_that_still_waits(one_by_one: bool) -> None:
    queue = Queue()
    queue.one_by_one = one_by_one
    queue.add(b"[a]", latest=True)
    queue.add(b"+b")
    queue.add(b"[a, b]", latest=True)
    queue.add(b"+c")
    assert b"".join(emptied(queue)) == b"+b[a, b]+c"


def test_a_state_that_has_begun_to_leave_is_not_taken_back() -> None:
    queue = Queue()
    queue.add(b"[a]", latest=True)
    queue.offer()
    queue.sent(1)
    queue.add(b"[a, b]", latest=True)
    assert b"".join(emptied(queue)) == b"a][a, b]"


def test_two_givers_lines_arrive_whole_and_each_givers_in_order(
    ledger: Ledger, pair: tuple[socket.socket, socket.socket]
) -> None:
    outbox = ledger.open(pair[0])

    def talk(name: str) -> None:
        for number in range(1000):
            ledger.give((outbox,), f"{name} {number}\n".encode())

    givers = [threading.Thread(target=talk, args=(name,)) for name in "ab"]
    for giver in givers:
        giver.start()
    heard = b""
    while heard.count(b"\n") < 2000:
        heard += pair[1].recv(65536)
    for giver in givers:
        giver.join()
    ledger.finish(outbox, 5)
    lines = heard.decode().splitlines()
    for name in "ab":
        assert [line for line in lines if line[0] == name] == [f"{name} {n}" for n in range(1000)]


def test_finish_sends_what_waits_and_lets_go(
    ledger: Ledger, pair: tuple[socket.socket, socket.socket]
) -> None:
    outbox = ledger.open(pair[0])
    ledger.give((outbox,), LINE)
    ledger.finish(outbox, 5)
    pair[0].close()
    assert everything(pair[1]) == LINE
    assert outbox.socket.fileno() == -1


def test_finish_gives_up_on_who_does_not_read_and_twice_does_no_harm(
    pair: tuple[socket.socket, socket.socket], sends: tuple[socket.socket, socket.socket]
) -> None:
    with delivering(patience=NEVER, waiting=100_000_000) as ledger:
        outbox, other = ledger.open(pair[0]), ledger.open(sends[0])
        ledger.give((outbox,), bytes(4_000_000))
        ledger.finish(outbox, 0.05)
        assert outbox.socket.fileno() == -1
        assert outbox.queue.size == 0
        pair[0].close()
        with pytest.raises(ConnectionResetError):
            everything(pair[1])
        ledger.finish(outbox, 5)
        ledger.give((outbox, other), LINE)
        assert sends[1].recv(1024) == LINE
        ledger.finish(other, 5)


def test_who_reads_too_slowly_is_cut_and_the_others_hear_everything(
    ledger: Ledger,
    pair: tuple[socket.socket, socket.socket],
    sends: tuple[socket.socket, socket.socket],
) -> None:
    slow, other = ledger.open(pair[0]), ledger.open(sends[0])
    given = 0
    while not slow.fault:
        ledger.give((slow, other), bytes(8000))
        given += 1
        assert len(sends[1].recv(9000)) == 8000
        assert given < 1000
    assert isinstance(slow.fault, TimeoutError)
    assert slow.queue.size == 0
    assert pair[0].recv(1) == b""
    ledger.finish(slow, 5)
    ledger.finish(other, 5)
    pair[0].close()
    with pytest.raises(ConnectionResetError):
        everything(pair[1])


def test_more_than_may_wait_is_cut_at_once(pair: tuple[socket.socket, socket.socket]) -> None:
    with delivering(patience=NEVER) as ledger:
        outbox = ledger.open(pair[0])
        ledger.give((outbox,), bytes(4_000_000))
        assert pair[0].recv(1) == b""
        assert isinstance(outbox.fault, TimeoutError)
        ledger.finish(outbox, 5)


def test_who_takes_nothing_for_too_long_is_cut(pair: tuple[socket.socket, socket.socket]) -> None:
    with delivering(patience=0.1, waiting=100_000_000) as ledger:
        outbox = ledger.open(pair[0])
        ledger.give((outbox,), bytes(4_000_000))
        assert pair[0].recv(1) == b""
        assert isinstance(outbox.fault, TimeoutError)
        ledger.finish(outbox, 5)


def test_who_hung_up_is_known_by_the_systems_error(
    ledger: Ledger, pair: tuple[socket.socket, socket.socket]
) -> None:
    outbox = ledger.open(pair[0])
    pair[1].close()
    until(lambda: ledger.give((outbox,), LINE) or outbox.fault)
    assert isinstance(outbox.fault, ConnectionError)
    ledger.finish(outbox, 5)


def test_what_must_be_alone_waits_until_an_old_client_has_read_what_came_before(
    sends: tuple[socket.socket, socket.socket],
) -> None:
    clock = Clock()
    with delivering(clock=clock) as ledger:
        outbox = ledger.open(sends[0])
        outbox.queue.one_by_one = True
        clock.now = 100.0
        ledger.give((outbox,), LINE)
        ledger.give((outbox,), b"stop\n", alone=True)
        assert sends[1].recv(1024) == LINE
        assert not ledger.drain(0.3)
        ledger.end((outbox,), NEVER)
        ledger.give((outbox,), b"too late\n")
        clock.now = 101.0
        assert sends[1].recv(1024) == b"stop\n"
        assert outbox.await_close(10)
        sends[1].setblocking(False)
        with pytest.raises(BlockingIOError):
            sends[1].recv(1024)


def test_other_clients_need_not_wait_for_what_must_be_alone(
    sends: tuple[socket.socket, socket.socket],
) -> None:
    with delivering(clock=Clock()) as ledger:
        outbox = ledger.open(sends[0])
        ledger.give((outbox,), LINE)
        ledger.give((outbox,), b"stop\n", alone=True)
        assert sends[1].recv(1024) == LINE
        assert sends[1].recv(1024) == b"stop\n"
        ledger.finish(outbox, 5)


def test_a_session_waits_for_a_loop_that_is_far_behind(
    sends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servers.chat.ledger.PACE", NEVER)
    ledger = Ledger(ring=lambda: None)
    outbox = ledger.open(sends[0])
    ledger.give((outbox,), bytes(BEHIND))
    ledger.pace()
    ledger.give((outbox,), LINE)
    session = threading.Thread(target=ledger.pace, daemon=True)
    session.start()
    session.join(0.2)
    assert session.is_alive()
    ledger.account(outbox, BEHIND, BEHIND, None)
    assert ledger.wake() == [outbox]
    assert ledger.sleep()
    session.join(10)
    assert not session.is_alive()
    outbox.socket.close()


def test_a_stop_lets_go_of_everything_at_once(pair: tuple[socket.socket, socket.socket]) -> None:
    with delivering(patience=NEVER) as ledger:
        outbox = ledger.open(pair[0])
        ledger.give((outbox,), bytes(4_000_000))
    ledger.finish(outbox, NEVER)
    assert outbox.closed
