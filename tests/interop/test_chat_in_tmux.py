"""Two programs and one telnet, through a host that is a process of its own, and dies."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from terminals import Tmux, Typed, tmux_of_our_own
from waiting import until

pytestmark = pytest.mark.interop

ROOT = Path(__file__).parents[2]
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def port() -> int:
    """A port of our own: a host that is killed and started again listens where it did."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def start_host(port: int, tmp_path: Path) -> Iterator[Start]:
    """Start a host with a chat, as often as wanted; return once it listens."""
    with ExitStack() as hosts:

        def start() -> "subprocess.Popen[bytes]":
            host = subprocess.Popen(
                [sys.executable, "-m", "servers", "--only", "chat", "--data", str(tmp_path)],
                cwd=ROOT,
                env=os.environ | {"VASISTAS_CHAT__PORT": str(port)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            hosts.enter_context(host)
            hosts.callback(host.kill)
            until(lambda: _listens(port))
            return host

        yield start


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def program_of(program, port: int, tmp_path: Path, monkeypatch) -> Iterator[Callable[[str], Tmux]]:
    """Open the program's chat for somebody, in a tmux of its own."""
    tmux = program("tmux")
    monkeypatch.chdir(ROOT)
    with ExitStack() as opened:

        def open_for(login: str) -> Tmux:
            environment = {"VASISTAS_CHAT__PORT": str(port), "VASISTAS_CHAT__LOGIN": login}
            window = tmux_of_our_own(tmux, tmp_path / f"tmux-{login}", environment)
            screen = opened.enter_context(window)
            screen.open(f"exec {sys.executable} -m tui --screen chat")
            screen.shows(f"Connected as {login}")
            return screen

        yield open_for


def test_three_people_talk_and_survive_whatever_dies(
    program, program_of: Callable[[str], Tmux], start_host: Start, port: int
) -> None:
    telnet = program("telnet")
    host = start_host()
    manu, bruno = program_of("manu"), program_of("bruno")
    with Typed(telnet, "127.0.0.1", str(port)) as zoe:
        zoe.shows("Connected to")
        zoe.enter("zoe")
        manu.shows("● bruno", "● zoe")

        manu.keys("bonjour à tous", "Enter")
        bruno.shows("bonjour à tous")
        zoe.shows("manu (#lobby) > bonjour à tous")
        zoe.enter("bruno@juste pour toi")
        bruno.shows("zoe", "1")
        bruno.keys("@zoe bien reçu", "Enter")
        zoe.shows("bruno > bien reçu")

        zoe.enter("zoe@stop")
        zoe.shows("stop\r\n")
        until(lambda: "● zoe" not in manu.show())

    bruno.kill()
    until(lambda: "● bruno" not in manu.show())

    host.send_signal(signal.SIGKILL)
    host.wait()
    manu.shows("Again in")
    manu.keys("encore là ?", "Enter")
    manu.shows("1 line waits")
    start_host()
    with Typed(telnet, "127.0.0.1", str(port)) as lea:
        lea.shows("Connected to")
        lea.enter("lea")
        manu.shows("Connected as manu", "encore là ?", "● lea")
        until(lambda: "waits" not in manu.show())
        manu.keys("me revoilà", "Enter")
        lea.shows("manu (#lobby) > me revoilà")
