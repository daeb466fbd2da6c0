"""Strangers at the archive's door: each is answered or cut in time, and the others are served."""

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import ANY, hosting
from live.ground import connect, rest
from live.killed_host import killable_host
from live.strangers import PHOTO, ask, furnish, is_served, on_shelf, status
from waiting import until

from protocol.sections import Limits
from servers.photos import body, conversation, http

CROWD = 40


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def port(photos: Path) -> Iterator[int]:
    """A host that gives a second for first words."""
    limits = Limits(free_mebibytes=0, first_words=1, photo_mebibytes=4)
    with hosting(photos.parent, replace(ANY, limits=limits)) as config:
        yield config.archive.port


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of bodies and between requests, as short as a test."""
    for module in (body, http):
        for name, value in {"GRACE": 1.0, "STALLED": 1.0, "SLOWEST": 1024 * 1024}.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(conversation, "IDLE", 1.0)


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=" + ",".join("0-" for _ in range(1300)),
        "bytes=" + ",".join(f"{n}-{n}" for n in range(900)),
        "bytes=-0",
        "bytes=5-2",
        "bytes=-99999999999999999999999999",
        "bytes=99999999999999999999999999-",
        "bytes=0-99999999999999999999999999",
        "bytes=" + "9" * 5000 + "-",
        "bytes=0x0-0x10",
        "bytes=٠-١",
        "bytes= 0 - 1",
        "bytes=0-1;q=1",
        "lines=1-2",
        "bytes",
    ],
)
def test_no_range_costs_more_than_the_photo(port: int, asked: str) -> None:
    answer = ask(port, "GET", "/photos/plage.jpg", f"Range: {asked}\r\n")
    head, _, data = answer.partition(b"\r\n\r\n")
    assert status(answer) in (200, 206, 400, 416)
    assert len(data) <= len(PHOTO)
    if status(answer) == 206:
        found = re.search(rb"Content-Range: bytes (\d+)-(\d+)/(\d+)\r\n", head)
        assert found
        first, last, size = map(int, found.groups())
        assert (PHOTO[first : last + 1], len(PHOTO)) == (data, size)


PUT = b"PUT /photos/new.jpg HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = PUT + b"Transfer-Encoding: chunked\r\n\r\n"
FLOODS: dict[str, tuple[bytes, bytes, set[int]]] = {
    "a line that never ends": (b"GET /", b"a" * 65536, {414}),
    "a field that never ends": (b"GET / HTTP/1.1\r\nX: ", b"a" * 65536, {431}),
    "fields that never end": (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 10000, {431}),
    "a chunk's line that never ends": (
        CHUNKED + b"1;",
        b"a" * 65536,
        {400},
    ),
    "chunks that never end": (
        CHUNKED,
        b"10000\r\n" + bytes(65536) + b"\r\n",
        {413},
    ),
    "trailers that never end": (
        CHUNKED + b"1\r\na\r\n0\r\n",
        b"X: y\r\n" * 10000,
        {400},
    ),
    "a photo of an exabyte": (
        PUT + b"Content-Length: %d\r\n\r\n" % 10**17,
        bytes(65536),
        {413},
    ),
}


@pytest.mark.parametrize("words", FLOODS)
def test_floods_are_answered_early_and_keep_nothing(port: int, photos: Path, words: str) -> None:
    first, again, expected = FLOODS[words]
    with connect(port) as connection:
        sent = 0
        with contextlib.suppress(ConnectionError):
            connection.sendall(first)
            for _ in range(1024):
                sent += connection.send(again)
        assert sent < 48 * 1024 * 1024
        with contextlib.suppress(ConnectionError):
            assert status(rest(connection)) in expected
    assert is_served(port)
    until(lambda: on_shelf(photos) == ["plage.jpg"])


def drip(connection: socket.socket, data: bytes) -> float:
    """Send a byte now and then until they hang up; return the seconds that took."""
    began = time.monotonic()
    connection.settimeout(0.1)
    with contextlib.suppress(ConnectionError):
        while time.monotonic() < began + 20:
            connection.send(data)
            with contextlib.suppress(TimeoutError):
                while connection.recv(65536):
                    pass
                break
    return time.monotonic() - began


SLOW: dict[str, tuple[bytes, bytes]] = {
    "words": (b"GET /photos/", b"a"),
    "fields": (b"GET / HTTP/1.1\r\nX: ", b"a"),
    "second words": (b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /", b"a"),
    "a body": (PUT + b"Content-Length: 100000\r\n\r\n", b"a"),
    "chunks": (CHUNKED, b"1\r\na\r\n"),
    "a chunk's line": (CHUNKED + b"1;", b"a"),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("words", SLOW)
def test_a_byte_now_and_then_is_cut_at_its_deadline(port: int, photos: Path, words: str) -> None:
    first, again = SLOW[words]
    with connect(port) as connection:
        connection.sendall(first)
        assert drip(connection, again) < 10
    until(lambda: on_shelf(photos) == ["plage.jpg"])


@pytest.mark.usefixtures("impatient")
def test_who_does_not_take_a_photo_is_cut_and_the_rest_thrown_away(port: int, photos: Path) -> None:
    (photos / "large.jpg").write_bytes(bytes(32 * 1024 * 1024))
    with connect(port) as connection:
        connection.sendall(b"GET /photos/large.jpg HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert is_served(port)
        until(lambda: is_cut(connection), 20)


def is_cut(connection: socket.socket) -> bool:
    """Whether they have reset the connection, though we read nothing."""
    return bool(connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))


@pytest.mark.usefixtures("impatient")
def test_a_crowd_that_is_slow_keeps_nobody_waiting(port: int) -> None:
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(connect(port)) for _ in range(CROWD)]
        for number, connection in enumerate(crowd):
            connection.sendall(list(SLOW.values())[number % len(SLOW)][0])
        for _ in range(5):
            assert is_served(port)
        for connection in crowd:
            connection.settimeout(20)
            with contextlib.suppress(ConnectionError):
                rest(connection)
    assert is_served(port)


def peak(process: int) -> int:
    """Return the most memory that a process has had, in MiB."""
    facts = Path(f"/proc/{process}/status").read_text()
    return int(facts.partition("VmHWM:")[2].split()[0]) // 1024


def test_floods_from_many_cost_bounded_memory(photos: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say how much memory a process has had")
    with killable_host(photos.parent) as (process, port):
        assert is_served(port)
        before = peak(process.pid)
        with contextlib.ExitStack() as stack:
            for first, again, _ in list(FLOODS.values()) * 6:
                connection = stack.enter_context(connect(port))
                connection.setblocking(False)
                with contextlib.suppress(OSError):
                    connection.send(first)
                    for _ in range(32):
                        connection.send(again)
            assert is_served(port)
        for _ in range(20):
            assert is_served(port)
        assert peak(process.pid) - before < 96
        assert process.poll() is None
