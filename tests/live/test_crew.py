"""Threads that accept and serve: how many there are, whose turn it is, and how they go."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from waiting import until

from servers.crew import SPARE, Crew


class Desk:
    """A listening socket and its crew, which does `job` with each connection."""

    def __init__(self) -> None:
        self.job: Callable[[socket.socket], object] = lambda request: None
        self.served: list[threading.Thread] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.crew = Crew("test", self.listener, self.accept)

    def accept(self) -> None:
        """Take what there is, as a service does."""
        try:
            request, _ = self.listener.accept()
        except OSError:
            return
        finally:
            self.crew.pass_on()
        with request:
            self.crew.serve(lambda: self.work(request), "test serves")

    def work(self, request: socket.socket) -> None:
        """Do the job."""
        self.served.append(threading.current_thread())
        self.job(request)

    def come(self) -> socket.socket:
        """Connect."""
        return socket.create_connection(self.listener.getsockname(), 10)

    def come_and_go(self) -> None:
        """Connect, wait until that is over, and until who has served waits again."""
        with self.come() as client:
            assert b"" == client.recv(1)
        until(lambda: not named("test serves"))


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.crew.start()
    yield desk
    desk.crew.dismiss()
    with suppress(OSError):
        desk.listener.shutdown(socket.SHUT_RDWR)
    assert desk.crew.gone(10)
    desk.listener.close()
    until(lambda: not named("test"))


def named(start: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(start)]


def test_those_who_come_in_a_row_are_served_by_few(desk: Desk) -> None:
    for _ in range(3 * SPARE):
        desk.come_and_go()
    assert 2 >= len(set(desk.served))


def test_nobody_waits_for_another_and_few_stay(desk: Desk) -> None:
    crowd = 5 * SPARE
    together = threading.Barrier(crowd + 1, timeout=10)
    desk.job = lambda request: together.wait()
    for _ in range(2):
        with ExitStack() as clients:
            for _ in range(crowd):
                clients.enter_context(desk.come())
            together.wait()
        until(lambda: not named("test serves") and SPARE >= len(named("test accepts")))
        assert desk.crew.gone(0) is False


def test_a_thread_that_does_it_all_keeps_no_turn(desk: Desk) -> None:
    one, other = socket.socketpair()
    with one, other:
        other.send(b"a")
        assert not desk.crew.attend(one, 10_000)


def test_who_hangs_up_and_comes_again_is_served_by_the_same(desk: Desk) -> None:
    closing = threading.Event()

    def attend(request: socket.socket) -> None:
        assert desk.crew.attend(request, 10_000)
        assert b"" == request.recv(1)
        assert closing.wait(10)

    desk.come_and_go()  # now there are two who could
    desk.job = attend
    desk.come().close()
    until(lambda: len(desk.served) == 2)
    desk.job = lambda request: None
    with desk.come() as again:
        closing.set()
        assert b"" == again.recv(1)
    assert desk.served[1] is desk.served[2]


def test_who_attends_to_one_lets_another_serve_who_comes(desk: Desk) -> None:
    kept: list[bool] = []
    closing = threading.Event()

    def attend(request: socket.socket) -> None:
        kept.append(desk.crew.attend(request, 10_000))
        closing.wait(10)

    desk.job = attend
    with desk.come():
        until(lambda: len(desk.served) == 1)
        with desk.come():
            until(lambda: len(desk.served) == 2 and kept == [False])
        until(lambda: kept == [False, True])
        closing.set()
    assert desk.served[0] is not desk.served[1]


def test_only_one_keeps_the_turn_until_it_is_passed_on(desk: Desk) -> None:
    desk.come_and_go()
    one, other = socket.socketpair()
    with one, other:
        other.send(b"a")
        for _ in range(2):
            assert desk.crew.attend(one, 10_000)
            assert not desk.crew.attend(one, 10_000)
            desk.crew.pass_on()
    desk.come_and_go()


def test_a_turn_that_is_kept_and_passed_on_at_once_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.come_and_go()
    watch, other = desk.crew._watch, threading.Thread(target=desk.crew.pass_on)

    def meet(events: int) -> None:
        if other.ident is None:
            other.start()
            other.join(0.2)  # it has passed on, or it waits for us
        watch(events)

    monkeypatch.setattr(desk.crew, "_watch", meet)
    one, another = socket.socketpair()
    with one, another:
        another.send(b"a")
        assert desk.crew.attend(one, 10_000)
    other.join()
    desk.come_and_go()


def test_who_attends_in_vain_does_not_keep_the_turn(desk: Desk) -> None:
    desk.come_and_go()
    one, other = socket.socketpair()
    with one, other:
        assert not desk.crew.attend(one, 1)
        desk.come_and_go()


def test_where_no_thread_is_left_a_connection_ends_and_the_next_is_served(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    serve = desk.crew.serve

    def careful(job: Callable[[], None], name: str) -> None:
        try:
            serve(job, name)
        except RuntimeError as error:
            failed.append(str(error))

    monkeypatch.setattr(desk.crew, "serve", careful)
    with monkeypatch.context() as poor:
        poor.setattr(threading.Thread, "start", no_thread)
        desk.come_and_go()
    assert (["none left"], []) == (failed, desk.served)
    desk.come_and_go()
    assert 1 == len(desk.served)


def no_thread(thread: threading.Thread) -> None:
    raise RuntimeError("none left")


def test_who_serves_when_all_are_dismissed_goes_when_that_is_done(desk: Desk) -> None:
    ends = threading.Event()
    desk.job = lambda request: ends.wait(10)
    with desk.come():
        until(lambda: desk.served)
        desk.crew.dismiss()
        desk.listener.shutdown(socket.SHUT_RDWR)
        assert desk.crew.gone(10)
        assert desk.served[0].is_alive()
        ends.set()
        until(lambda: not desk.served[0].is_alive())
