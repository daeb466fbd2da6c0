"""Strangers who mean no good, or know no better: the ground holds, and the others are served."""

import contextlib
import gc
import logging
import os
import resource
import socket
import sys
import threading
from collections.abc import Iterator

import pytest
from live.ground import Playground, connect, line, rest, say
from waiting import until

from protocol.sections import Limits
from servers import journal, process
from servers.door import Door
from servers.echo import Echo
from servers.service import running

CROWD = 2000
ADDRESSES = [f"127.0.1.{number}" for number in range(1, 51)]


@pytest.fixture
def prepared() -> Iterator[None]:
    """A process that is ready for both ends of the crowd."""
    files, turn = resource.getrlimit(resource.RLIMIT_NOFILE), sys.getswitchinterval()
    garbage = gc.get_threshold()
    process.prepare(CROWD)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 2 * CROWD + 100:
        pytest.skip("this machine allows too few open files")
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, files)
    sys.setswitchinterval(turn)
    gc.set_threshold(*garbage)
    gc.unfreeze()


def test_two_thousand_who_say_nothing_are_cut_and_another_is_served(
    prepared: None,
) -> None:
    limits = Limits(connections=CROWD + 100, connections_per_address=CROWD, first_words=2)
    with contextlib.ExitStack() as stack, running(Playground(limits=limits)) as service:
        crowd = [
            stack.enter_context(connect(service.port, ADDRESSES[number % len(ADDRESSES)]))
            for number in range(CROWD)
        ]
        for _ in range(10):
            with connect(service.port) as other:
                assert say(other, b"still there?\n") == b"still there?\n"
        assert [client.recv(1) for client in crowd] == [b""] * CROWD
        until(lambda: not service.connections and not service.door.inside)
        until(lambda: threading.active_count() < 20)


def test_64_mebibytes_without_newline_are_refused_early() -> None:
    service = Echo("127.0.0.1", 0, Door(Limits()), Limits())
    with running(service), connect(service.port) as flood, connect(service.port) as other:
        line(flood)
        line(other)
        sent = 0
        with contextlib.suppress(ConnectionError):
            for _ in range(1024):
                sent += flood.send(bytes(64 * 1024))
        assert sent < 32 * 1024 * 1024
        assert rest(flood) == b"erreur@longueur@plus de 8192 octets\n"
        assert say(other, b"a\n") == b"Service > A\n"


def test_a_flood_of_questions_whose_answers_nobody_reads_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("servers.capitals.ANSWER", 0.2)
    service = Echo("127.0.0.1", 0, Door(Limits()), Limits())
    with running(service), connect(service.port) as flood:
        with contextlib.suppress(ConnectionError):
            while True:
                flood.sendall(b"a" * 4000 + b"\n")
        until(lambda: not service.connections)


def test_strangers_words_cannot_steer_the_terminal_of_who_reads_the_log() -> None:
    record = logging.LogRecord(
        "vasistas.chat", logging.INFO, "", 0, "%s has come", ("\x1b]0;pwned\x07\n\u202ea",), None
    )
    record.peer = "127.0.0.1:53422"
    written = journal.Lines().format(record)
    assert written.isprintable()
    assert written.endswith(r"info    chat    127.0.0.1:53422  \x1b]0;pwned\x07\n\u202ea has come")


def test_a_log_that_nobody_reads_keeps_nobody_waiting() -> None:
    ear, mouth = os.pipe()
    pen = journal.Pen(mouth, waiting=1000)
    pen.setFormatter(journal.Lines())
    record = logging.LogRecord("vasistas.echo", logging.INFO, "", 0, "words " * 100, (), None)
    for _ in range(5000):
        pen.emit(record)
    written: list[str] = []
    with os.fdopen(ear, encoding="utf-8") as log:
        reader = threading.Thread(target=lambda: written.extend(log))
        reader.start()
        pen.close()
        os.close(mouth)
        reader.join()
    lost = [int(text[1:].split()[0]) for text in written if "lines were lost" in text]
    assert sum(lost) + len(written) - len(lost) == 5000
    assert sum(lost) > 2000


def test_a_connection_that_is_reset_before_it_is_accepted_harms_nobody() -> None:
    with running(Playground()) as service:
        for _ in range(50):
            gone = socket.socket()
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            gone.connect(("127.0.0.1", service.port))
            gone.close()
        with connect(service.port) as client:
            assert say(client, b"a\n") == b"a\n"
        until(lambda: not service.door.inside)
