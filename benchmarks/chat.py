"""The chat beside ngircd: fan-out, delays, idle sessions, and one member who never reads.

    python -m benchmarks.chat [fan-out | delay | idle | deaf] ...

Each measurement has a fresh server and a fresh crowd (`benchmarks.crowd`), each a process of its
own; ours and ngircd take turns. Ours keeps its history all the while: nobody hears what is not on
the disk. The ratios of the medians are what counts. Delays are told of a relay in C, too, which
does nothing but send: nobody can do better by much, since most of them are the crowd's own.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

from benchmarks.chat_rivals import chat, ngircd, relay
from benchmarks.crowd import Load, Result
from benchmarks.members import entered, memory
from benchmarks.rivals import ROOT, Server
from servers.chat.ledger import WAITING

TURNS = 3
DEAF_TURNS = 9
"""More of them: such a percentile differs by a third from one turn to the next."""

CROWDS = (100, 1000)
DELIVERIES = 1_000_000
"""Of each measurement of speed."""

RATE = 20_000
"""Deliveries a second while delays are measured, for SECONDS."""

SECONDS = 5
WINDOW = 200
"""Messages on their way under full load while delays are measured: more of them wait longer, and
say nothing of the server."""

IDLE = 5_000
ASKED = 300
"""Messages of which one follows the other in a crowd that is idle."""

_Start = Callable[[Path], AbstractContextManager[Server]]


def fan_out() -> None:
    """How many deliveries a second, and what one costs."""
    for members in CROWDS:
        messages = DELIVERIES // members
        ours, theirs = _turns(members, messages)
        _compare(
            f"deliveries/s, {members} members",
            [one.deliveries / one.seconds for one in ours],
            [one.deliveries / one.seconds for one in theirs],
            "at least 1.5",
        )
        _compare(
            f"processor µs each, {members} members",
            [one.processor / one.deliveries * 1e6 for one in ours],
            [one.processor / one.deliveries * 1e6 for one in theirs],
            "at most 0.7",
        )


def delay() -> None:
    """How long words take at a moderate rate."""
    for members in CROWDS:
        rate = RATE / members
        ours, theirs, bare = _turns(members, int(rate * SECONDS), rate=rate, others=(ngircd, relay))
        for name, words in (("median", "p50"), ("worst", "p99")):
            mine, other, least = (
                [getattr(one, name) * 1e3 for one in results] for results in (ours, theirs, bare)
            )
            floor = statistics.median(least) / statistics.median(other)
            title = f"ms at 20,000/s, {members}, {words}"
            _compare(title, mine, other, f"a relay in C {floor:.2f}")


def idle() -> None:
    """What a session costs that does nothing, and how fast words are among many of them."""
    with tempfile.TemporaryDirectory() as work, chat(Path(work)) as server:
        before = memory(server.process)
        asleep = [entered(server.port, f"i{count:04}", b"") for count in range(IDLE)]
        each = (memory(server.process) - before) / IDLE
        one, other = entered(server.port, "one"), entered(server.port, "other")
        took = []
        for _ in range(ASKED):
            began = time.perf_counter()
            one.sendall(b"PRIVMSG other :a word\r\n")
            while not other.recv(4096).endswith(b":a word\r\n"):
                pass
            took.append(time.perf_counter() - began)
        print(f"{IDLE} idle sessions: {each:.1f} KiB each, at most 30;", end=" ")
        print(f"a message {statistics.median(took) * 1e3:.2f} ms (median), at most 2")
        for connection in (*asleep, one, other):
            connection.close()


def deaf() -> None:
    """What one member who never reads does to 100 others, under full load."""
    without: list[Result] = []
    with_: list[Result] = []
    for _ in range(DEAF_TURNS):
        for results, silent in ((without, False), (with_, True)):
            results.append(_run(chat, Load(0, 0, 100, 20_000, window=WINDOW, silent=silent)))
    _compare(
        "ms under full load, p99, with one deaf : without",
        [one.worst * 1e3 for one in with_],
        [one.worst * 1e3 for one in without],
        "at most 1.2",
    )
    grown = statistics.median(one.grown for one in with_)
    usual = statistics.median(one.grown for one in without)
    print(f"memory grew by {grown} KiB, without by {usual} KiB", end="; ")
    print(f"the difference at most {WAITING // 1024} KiB")


def _turns(
    members: int, messages: int, rate: float = 0, others: Sequence[_Start] = (ngircd,)
) -> list[list[Result]]:
    """Return what was found of ours and of the others, each in turn."""
    load = Load(0, 0, members, messages, rate)
    turns = [[_run(start, load) for start in (chat, *others)] for _ in range(TURNS)]
    return [list(results) for results in zip(*turns, strict=True)]


def _run(start: _Start, load: Load) -> Result:
    """Let a crowd do this to a fresh server."""
    with tempfile.TemporaryDirectory() as work, start(Path(work)) as server:
        given = asdict(load) | {"port": server.port, "process": server.process}
        command = [sys.executable, "-m", "benchmarks.crowd", json.dumps(given)]
        found = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        return Result(**json.loads(found.stdout))


def _compare(title: str, ours: list[float], theirs: list[float], target: str) -> None:
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"{title:<40} {one:12,.2f} : {other:12,.2f}   ratio {one / other:.2f}, {target}")


MEASURED = {"fan-out": fan_out, "delay": delay, "idle": idle, "deaf": deaf}


def main() -> None:
    """Measure all of it, or what is named."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for name in sys.argv[1:] or MEASURED:
        MEASURED[name]()


if __name__ == "__main__":
    main()
