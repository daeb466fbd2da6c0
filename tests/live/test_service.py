"""The ground of every service: who is let in, how long one may take, and how it all ends."""

import contextlib
import errno
import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from live.ground import FULL, Clock, LonePlayground, Playground, connect, line, parrot, rest, say
from waiting import until

from protocol.chat_sides import ServiceSide
from protocol.lines import Lines
from protocol.sections import Limits
from servers import sockets
from servers.door import Door
from servers.echo import Echo
from servers.service import Session, running, start, stop

LIMITS = Limits()


each = pytest.mark.parametrize("ground", [Playground, LonePlayground])
"""Where the program waits for what is said, and where the socket does."""


@pytest.fixture
def service() -> Iterator[Playground]:
    with running(Playground()) as service:
        yield service


def sessions() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("test 127")]


def test_a_message_is_heard_however_it_ends(service: Playground) -> None:
    with connect(service.port) as client:
        assert say(client, b"newline\n") == b"newline\n"
        assert say(client, b"telnet\r\n") == b"telnet\n"
        assert say(client, b"a pause") == b"a pause\n"
        client.sendall(b"three\nat\nonce\n")
        assert [line(client) for _ in range(3)] == [b"three\n", b"at\n", b"once\n"]
        client.sendall(b"the last one")
        client.shutdown(socket.SHUT_WR)
        assert rest(client) == b"the last one\n"


def test_who_takes_only_the_first_message_finds_the_others_next_time() -> None:
    def play(session: Session) -> None:
        lines = Lines()
        for _ in range(2):
            heard = next(session.hear(lines, session.deadline(10)))
            session.answer(f"{heard.text}\n".encode())

    with running(Playground(play)) as service, connect(service.port) as client:
        client.sendall(b"one\ntwo\n")
        assert rest(client) == b"one\ntwo\n"


def test_a_full_host_says_so_and_has_room_again_when_somebody_leaves() -> None:
    with running(Playground(limits=replace(LIMITS, connections=2))) as service:
        with connect(service.port) as first, connect(service.port, "127.0.0.2") as second:
            assert say(first, b"a\n") == b"a\n"
            assert say(second, b"b\n") == b"b\n"
            with connect(service.port, "127.0.0.3") as third:
                assert rest(third) == FULL
            assert say(first, b"c\n") == b"c\n"
        until(lambda: not service.door.inside)
        with connect(service.port) as fourth:
            assert say(fourth, b"d\n") == b"d\n"


def test_one_address_may_not_take_every_place() -> None:
    limits = replace(LIMITS, connections_per_address=1)
    with running(Playground(limits=limits)) as service, connect(service.port) as first:
        assert say(first, b"a\n") == b"a\n"
        with connect(service.port) as greedy:
            assert rest(greedy) == FULL
        with connect(service.port, "127.0.0.2") as other:
            assert say(other, b"b\n") == b"b\n"


def test_a_refusal_is_not_reset_where_they_spoke_first() -> None:
    spoken = threading.Event()

    class Waiting(Playground):
        def refusal(self) -> bytes:
            assert spoken.wait(10)
            return FULL

    service = Waiting(limits=replace(LIMITS, connections=1))
    with running(service), connect(service.port) as inside, connect(service.port) as hasty:
        hasty.sendall(b"manu\n" * 100)
        spoken.set()
        assert rest(hasty) == FULL
        with connect(service.port) as next_one:
            assert rest(next_one) == FULL
        assert hasty.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        assert say(inside, b"a\n") == b"a\n"


def trickle(client: socket.socket, service: Playground, clock: Clock, seconds: float) -> None:
    """Send a byte each tenth of a second of that clock: less than a pause, more than nothing."""
    for count in range(1, round(seconds * 10) + 1):
        client.sendall(b"a")
        until(lambda enough=count: service.received >= enough)
        clock.moment += 0.1


@each
def test_one_deadline_covers_a_message_however_its_bytes_trickle(
    ground: type[Playground],
) -> None:
    clock = Clock()
    limits = replace(LIMITS, first_words=2)
    with running(ground(limits=limits, now=clock)) as service, connect(service.port) as slow:
        trickle(slow, service, clock, 1.9)
        assert service.connections == 1
        clock.moment += 0.1
        assert rest(slow) == b""
        with connect(service.port) as other:
            assert say(other, b"b\n") == b"b\n"


@each
def test_a_deadline_passes_although_bytes_are_waiting(
    ground: type[Playground],
) -> None:
    clock = Clock()
    passed = threading.Event()

    def play(session: Session) -> None:
        deadline = session.deadline(1)
        session.receive(deadline, 1)
        clock.moment += 1
        try:
            session.receive(deadline, 1)
        except TimeoutError:
            passed.set()

    with running(ground(play, now=clock)) as service, connect(service.port) as client:
        client.sendall(bytes(1000))
        assert passed.wait(10)


def test_a_deadline_that_is_not_for_ever_passes_where_the_socket_waits() -> None:
    passed = threading.Event()

    def play(session: Session) -> None:
        session.receive(None, 1)
        for seconds in (0.05, 3600, 0.1):
            try:
                session.receive(session.deadline(seconds), 1)
            except TimeoutError:
                session.answer(b"too slow\n")
        passed.set()

    with running(LonePlayground(play)) as service, connect(service.port) as client:
        client.sendall(b"a")
        assert line(client) == b"too slow\n"
        client.sendall(b"b")
        assert line(client) == b"too slow\n"
        assert passed.wait(10)


def test_every_connection_sends_at_once_and_notices_who_vanished() -> None:
    told: list[int] = []

    def play(session: Session) -> None:
        for level, option in (
            (socket.IPPROTO_TCP, socket.TCP_NODELAY),
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
        ):
            told.append(session.request.getsockopt(level, option))

    with running(Playground(play)) as service, connect(service.port) as client:
        assert rest(client) == b""
    assert told == [1, 1, 60]


def converse_for_ever(session: Session) -> None:
    talk = ServiceSide()
    while not session.over:
        for event in session.hear(talk, None):
            session.answer(f"{event!r}\n".encode())


def test_without_a_deadline_a_message_that_was_begun_must_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("servers.session.WHOLE", 1.0)
    clock = Clock()
    service = Playground(converse_for_ever, now=clock)
    with running(service), connect(service.port) as client:
        trickle(client, service, clock, 1.0)
        assert rest(client) == b""


def test_without_a_deadline_silence_may_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servers.session.WHOLE", 0.02)
    service = Playground(converse_for_ever)
    with running(service), connect(service.port) as client:
        assert say(client, b"manu\n") == b"Login(login='manu')\n"
        client.sendall(b"\n")
        later = time.monotonic() + 0.2
        until(lambda: time.monotonic() > later)
        assert say(client, b"a@b\n") == b"Message(to='a', text='b')\n"


@each
def test_a_reader_that_does_not_read_is_cut_and_holds_nothing(
    ground: type[Playground],
) -> None:
    def play(session: Session) -> None:
        session.send(bytes(64 * 1024 * 1024), session.deadline(0.2))

    with running(ground(play)) as service, connect(service.port) as client:
        until(lambda: service.connections)
        until(lambda: not service.connections)
        with pytest.raises(ConnectionResetError):
            rest(client)


@each
def test_last_words_are_heard_also_by_who_is_still_speaking(
    ground: type[Playground],
) -> None:
    def play(session: Session) -> None:
        session.receive(session.deadline(10), 1)
        session.answer(b"enough\n")

    with running(ground(play)) as service, connect(service.port) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        client.sendall(bytes(1_000_000))
        assert rest(client) == b"enough\n"


@each
def test_stopping_cuts_whoever_is_connected_and_frees_the_port(
    ground: type[Playground],
) -> None:
    service = ground(limits=replace(LIMITS, first_words=3600))
    with contextlib.ExitStack() as clients:
        with running(service):
            silent = [clients.enter_context(connect(service.port)) for _ in range(20)]
            assert say(silent[0], b"a\n") == b"a\n"
            until(lambda: service.connections == 20)
        assert [rest(client) for client in silent] == [b""] * 20
        assert not service.door.inside
        until(lambda: not sessions())
        with pytest.raises(ConnectionRefusedError):
            connect(service.port)
        with socket.create_server(("127.0.0.1", service.port)):
            pass


def test_stopping_keeps_a_promise_before_it_cuts() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def play(session: Session) -> None:
        with session.service.hold():
            begun.set()
            assert may_end.wait(10)
            session.answer(b"as promised\n")
        parrot(session)

    service = Playground(play)
    start([service])
    with connect(service.port) as client:
        assert begun.wait(10)
        stopping = threading.Thread(target=stop, args=([service],))
        stopping.start()
        stopping.join(0.1)
        assert stopping.is_alive()
        may_end.set()
        assert rest(client) == b"as promised\n"
        stopping.join(10)
        assert not stopping.is_alive()


def test_a_promise_that_cannot_be_kept_does_not_hold_the_stop(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("servers.service.DRAIN", 0.1)
    begun = threading.Event()

    def play(session: Session) -> None:
        with session.service.hold():
            begun.set()
            session.send(bytes(64 * 1024 * 1024), session.deadline(3600))

    service = Playground(play)
    start([service])
    with connect(service.port):
        assert begun.wait(10)
        stop([service])
    assert "answers were cut short" in caplog.text


def test_a_goodbye_is_said_before_anybody_is_cut() -> None:
    class Polite(Playground):
        def closing(self) -> None:
            with self._changed:
                for request in self._connected:
                    request.send(b"goodbye\n")

    begun = threading.Event()

    def play(session: Session) -> None:
        begun.set()
        session.receive(None)

    service = Polite(play)
    with running(service):
        client = connect(service.port)
        assert begun.wait(10)
    with client:
        assert rest(client) == b"goodbye\n"


def test_a_goodbye_that_fails_stops_nothing_from_stopping() -> None:
    class Clumsy(Playground):
        def closing(self) -> None:
            raise BrokenPipeError

    service = Clumsy()
    with pytest.raises(BrokenPipeError), running(service):
        pass
    with pytest.raises(ConnectionRefusedError):
        connect(service.port)


def test_a_service_that_never_accepted_can_be_stopped() -> None:
    service = Playground()
    stop([service])
    with pytest.raises(ConnectionRefusedError):
        connect(service.port)


def test_a_mistake_of_ours_is_one_line_in_the_log_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def play(session: Session) -> None:
        parrot(session) if session.receive(session.deadline(10)) == b"a\n" else {}["mistake"]

    with running(Playground(play)) as service, connect(service.port) as good:
        good.sendall(b"a\n")
        with connect(service.port) as bad:
            bad.sendall(b"b\n")
            assert rest(bad) == b""
        assert say(good, b"c\n") == b"c\n"
    [failed] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert failed.message.startswith("failed: KeyError: 'mistake' (test_service.py:")
    assert failed.peer.startswith("127.0.0.1:")
    assert capfd.readouterr().err == ""


def test_without_a_thread_to_spare_a_connection_ends_and_the_service_goes_on(
    service: Playground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(service.port) as before:
        assert say(before, b"a\n") == b"a\n"
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", no_thread)
            with connect(service.port) as refused:
                assert rest(refused) == b""
        assert say(before, b"b\n") == b"b\n"
        with connect(service.port) as after:
            assert say(after, b"c\n") == b"c\n"
        until(lambda: service.door.inside == 1)
    assert any("can't start new thread" in message for message in caplog.messages)


def no_thread(thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_without_files_to_spare_accepting_breathes_and_then_goes_on(
    service: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(service.port) as client:
        assert say(client, b"a\n") == b"a\n"  # from now on nobody waits in `accept`
    breaths: list[float] = []
    monkeypatch.setattr(service.stopping, "wait", breaths.append)
    accept = socket.socket.accept

    def poor(listener: socket.socket) -> object:
        if len(breaths) < 3:
            raise OSError(errno.EMFILE, "Too many open files")
        return accept(listener)

    monkeypatch.setattr(socket.socket, "accept", poor)
    with connect(service.port) as client:
        assert say(client, b"a\n") == b"a\n"
        until(lambda: len(breaths) == 3)
    assert breaths == [0.25] * 3


def test_a_client_that_vanishes_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    with running(Playground()) as service:
        with connect(service.port) as client:
            assert say(client, b"a\n") == b"a\n"
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        until(lambda: not service.connections)
    assert caplog.messages == ["connected", "lost: Connection reset by peer"]


def test_ipv6_is_spoken_and_written_as_people_write_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    try:
        service = Echo("::1", 0, Door(LIMITS), LIMITS)
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with running(service), socket.create_connection(("::1", service.port), 10) as client:
        name = f"[::1]:{client.getsockname()[1]}"
        line(client)
        client.sendall(b"fin\n")
        assert rest(client) == b""
    assert {record.peer for record in caplog.records} == {name}


def test_an_ipv4_address_is_one_also_on_an_ipv6_socket() -> None:
    assert sockets.plain(("::ffff:127.0.0.1", 5588, 0, 0)) == ("127.0.0.1", 5588)
    assert sockets.plain(("::1", 5588, 0, 0)) == ("::1", 5588, 0, 0)
