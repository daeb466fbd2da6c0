"""The small services beside what one would install instead: xinetd's daytime, socat in capitals.

    python -m benchmarks.services [SECONDS]

Daytime: connect, read the sentence to its end, again; several connections under way at a time, as
from a class that opens its clocks. Capitals: 50 connections that stay, each sends a line and waits
for it in capitals; socat starts a `sed` for each of them. Turns alternate, in one run; the ratios
of the medians are what counts: daytime at least 0.9, capitals at least 1.3.
"""

import os
import re
import select
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rivals import await_port, free_port, running

SECONDS = 1.0
"""Length of a turn."""

TURNS = 5
ASKING = 16
"""Connections under way at a time that ask for the time."""

TALKING = 50
"""Connections that stay and talk."""

LINE = b"bienvenue dans le laboratoire\n"
READY = 10.0
"""Seconds in which a service must have begun, and in which it must answer."""

_XINETD = """
service daytime
{{
    type = INTERNAL UNLISTED
    id = daytime-stream
    socket_type = stream
    protocol = tcp
    port = {port}
    bind = 127.0.0.1
    user = {user}
    wait = no
    instances = UNLIMITED
    per_source = UNLIMITED
    cps = 1000000 1
}}
"""
"""Debian's own entry, but for its limits of speed."""

_OURS = {
    "VASISTAS_CLOCK__PORT": "0",
    "VASISTAS_ECHO__PORT": "0",
    "VASISTAS_LIMITS__CONNECTIONS_PER_ADDRESS": "1000",
}


def asked(port: int, seconds: float) -> float:
    """Return how many times a second the time is told."""
    waiting = _connections(port, ASKING)
    poll = select.epoll()
    for descriptor in waiting:
        poll.register(descriptor, select.EPOLLIN)
    began, answers = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        for descriptor, _event in _some(poll):
            if waiting[descriptor].recv(512):
                continue
            answers += 1
            waiting.pop(descriptor).close()
            fresh = _connections(port, 1)
            waiting |= fresh
            poll.register(next(iter(fresh)), select.EPOLLIN)
    _close(waiting, poll)
    return answers / (now - began)


def talked(port: int, seconds: float) -> float:
    """Return how many lines a second come back in capitals."""
    talking = _connections(port, TALKING)
    poll = select.epoll()
    for descriptor, connection in talking.items():
        _say_once(connection)
        connection.sendall(LINE)
        poll.register(descriptor, select.EPOLLIN)
    began, answers = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        for descriptor, _event in _some(poll):
            if talking[descriptor].recv(4096).endswith(b"\n"):
                answers += 1
                talking[descriptor].send(LINE)
    _close(talking, poll)
    return answers / (now - began)


def _say_once(connection: socket.socket) -> None:
    """Wait until this connection is served, whatever is said before the first line."""
    connection.sendall(LINE)
    heard = b""
    while LINE.upper() not in heard:
        if not (more := connection.recv(4096)):
            raise RuntimeError("a service hung up")
        heard += more


def _some(poll: select.epoll) -> Sequence[tuple[int, int]]:
    if not (events := poll.poll(READY)):
        raise RuntimeError("a service no longer answers")
    return events


def _connections(port: int, number: int) -> dict[int, socket.socket]:
    opened = [socket.create_connection(("127.0.0.1", port), READY) for _ in range(number)]
    return {connection.fileno(): connection for connection in opened}


def _close(connections: dict[int, socket.socket], poll: select.epoll) -> None:
    poll.close()
    for connection in connections.values():
        connection.close()


@contextmanager
def _ours(data: Path) -> Iterator[dict[str, int]]:
    """A host with the two services; their ports by name."""
    command = [sys.executable, "-m", "servers", "--only", "daytime", "echo", "--data", str(data)]
    with running(command, data / "ours.log", _OURS) as process:
        found = {}
        for line in process.stdout or ():
            if match := re.search(r"(daytime|echo) +127\.0\.0\.1:(\d+)", line):
                found[match[1]] = int(match[2])
            if len(found) == 2:
                yield found
                return
        raise RuntimeError((data / "ours.log").read_text())


@contextmanager
def _xinetd(data: Path) -> Iterator[int]:
    port = free_port()
    user = "root" if os.geteuid() == 0 else "nobody"
    settings = data / "xinetd.conf"
    settings.write_text(_XINETD.format(port=port, user=user))
    program = shutil.which("xinetd") or "/usr/sbin/xinetd"
    command = [program, "-dontfork", "-f", str(settings), "-pidfile", str(data / "xinetd.pid")]
    with running(command, data / "xinetd.log") as process:
        await_port(port, process, data / "xinetd.log")
        yield port


@contextmanager
def _socat(data: Path) -> Iterator[int]:
    port = free_port()
    listen = f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=128"
    (data / "capitals.sed").write_text(r"s/.*/\U&/")
    command = ["socat", listen, f"EXEC:sed -u -f {data}/capitals.sed"]
    with running(command, data / "socat.log") as process:
        await_port(port, process, data / "socat.log")
        yield port


def _compare(
    title: str,
    measure: Callable[[int, float], float],
    ours: int,
    rival: tuple[str, int],
    least: float,
) -> None:
    name, port = rival
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    mine, theirs = [], []
    for _turn in range(TURNS):
        mine.append(measure(ours, seconds))
        theirs.append(measure(port, seconds))
    one, other = statistics.median(mine), statistics.median(theirs)
    print(f"{title:<26} ours {one:8.0f}/s   {name} {other:8.0f}/s", end="   ")
    print(f"ratio {one / other:.2f}, at least {least}")


def main() -> None:
    """Measure both pairs in turns, and print the ratios."""
    with tempfile.TemporaryDirectory() as work:
        data = Path(work)
        with _ours(data) as ports, _xinetd(data) as xinetd, _socat(data) as socat:
            _compare("the time, asked", asked, ports["daytime"], ("xinetd", xinetd), 0.9)
            _compare("lines in capitals", talked, ports["echo"], ("socat", socat), 1.3)


if __name__ == "__main__":
    main()
