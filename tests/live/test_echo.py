"""The upper-case service over sockets, as telnet and the clients of 2017 speak with it."""

import logging
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from live.ground import connect, line, rest, say
from waiting import until

from protocol.lines import LIMIT
from protocol.sections import Limits
from servers import capitals
from servers.door import Door
from servers.echo import Echo
from servers.service import running

BANNER = b'Bonjour, tapez votre texte, ("fin" pour quitter)\n'


@pytest.fixture
def port() -> Iterator[int]:
    with running(Echo("127.0.0.1", 0, Door(Limits()), Limits())) as service:
        yield service.port


@pytest.fixture
def client(port: int) -> Iterator[socket.socket]:
    with connect(port) as client:
        assert line(client) == BANNER
        yield client


def test_what_is_said_comes_back_in_capitals(client: socket.socket) -> None:
    said = "bienvenue à tout le monde, straße\r\n".encode()
    assert say(client, said).decode() == "Service > BIENVENUE À TOUT LE MONDE, STRASSE\n"


def test_an_empty_line_is_answered(client: socket.socket) -> None:
    assert say(client, b"\n") == b"Service > \n"


@pytest.mark.parametrize("word", [b"fin\n", b"FIN\r\n", b" Fin ", b"fin\nand more\n"])
def test_fin_closes(client: socket.socket, word: bytes) -> None:
    client.sendall(word)
    assert rest(client) == b""


def test_a_client_of_2017_takes_one_recv_for_one_message(port: int) -> None:
    with connect(port) as client:
        assert client.recv(1024) == BANNER
        for word in ("un", "deux", "trois"):
            client.sendall(word.encode())
            assert client.recv(1024) == f"Service > {word.upper()}\n".encode()


def test_many_are_served_at_a_time(port: int) -> None:
    clients = [connect(port) for _ in range(20)]
    for client in clients:
        assert line(client) == BANNER
    for number, client in reversed(list(enumerate(clients))):
        with client:
            assert say(client, b"n%d\n" % number) == b"Service > N%d\n" % number


def test_what_is_not_utf_8_ends_the_session_with_words(client: socket.socket) -> None:
    client.sendall(b"bon\njour \xe0\nencore\n")
    assert rest(client).decode() == "Service > BON\nerreur@forme@ce n'est pas de l'UTF-8\n"


def test_the_longest_message_is_answered_and_a_longer_one_refused(client: socket.socket) -> None:
    assert say(client, b"a" * LIMIT + b"\n") == b"Service > " + b"A" * LIMIT + b"\n"
    client.sendall(b"a" * (LIMIT + 1))
    assert rest(client) == b"erreur@longueur@plus de 8192 octets\n"


def test_who_says_much_and_hangs_up_is_answered_to_the_end(client: socket.socket) -> None:
    client.sendall(b"".join(b"n%d\n" % number for number in range(1000)) + b"and this")
    client.shutdown(socket.SHUT_WR)
    answers = [b"Service > N%d" % number for number in range(1000)]
    assert rest(client).split(b"\n") == [*answers, b"Service > AND THIS", b""]


def test_who_takes_no_answer_is_not_read_and_keeps_nobody_waiting(port: int) -> None:
    with connect(port) as deaf, connect(port) as other:
        assert line(other) == BANNER
        deaf.setblocking(False)
        sent = 0
        with suppress(BlockingIOError):
            while sent < 64 * 1024 * 1024:
                sent += deaf.send(b"\n" * 65536)
                assert say(other, b"and me?\n") == b"Service > AND ME?\n"
        assert 0 < sent < 64 * 1024 * 1024


def test_who_takes_no_answer_for_long_is_cut(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(capitals, "ANSWER", 0.05)
    with caplog.at_level(logging.INFO, "vasistas.echo"), connect(port) as deaf:
        deaf.setblocking(False)
        with suppress(BlockingIOError, ConnectionError):
            while True:
                deaf.send(b"\n" * 65536)
        until(lambda: "cut: too slow" in caplog.messages)


def test_who_says_nothing_for_long_is_cut(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capitals, "IDLE", 0.05)
    with connect(port) as silent:
        assert rest(silent) == BANNER


def test_a_full_host_says_so(port: int) -> None:
    limits = Limits(connections=1)
    service = Echo("127.0.0.1", 0, Door(limits), limits)
    with running(service), connect(service.port) as first:
        assert line(first) == BANNER
        with connect(service.port) as second:
            assert rest(second) == b"erreur@interdit@trop de connexions\n"
