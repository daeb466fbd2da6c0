"""The program as people see it: in tmux, at 80x24, with the keyboard alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminals import Tmux, tmux_of_our_own
from waiting import until

pytestmark = pytest.mark.interop

ROOT = Path(__file__).parents[2]
ANY_PORT = {f"VASISTAS_{name}__PORT": "0" for name in ("CLOCK", "ECHO", "CHAT", "ARCHIVE")}
COMMAND = f"{sys.executable} -m tui --local"


@pytest.fixture
def tmux(program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    path = program("tmux")
    monkeypatch.chdir(ROOT)
    with tmux_of_our_own(path, tmp_path / "tmux", ANY_PORT) as server:
        yield server


def test_every_screen_opens_with_its_key_from_an_empty_home(tmux: Tmux, home: Path) -> None:
    assert not list(home.iterdir())
    tmux.open(COMMAND)
    assert (80, 24) == tmux.size()
    tmux.shows("Clock", "Web", "Chat", "Photos", "Console", "UTC")
    tmux.keys("F3")
    tmux.shows("GET")
    tmux.keys("F4")
    tmux.shows("login")
    tmux.keys("Escape", "F5")
    tmux.shows("Archive")
    tmux.keys("F6")
    tmux.shows("Bonjour, tapez votre texte")
    tmux.keys("F2")
    tmux.shows("UTC(VASI)")
    tmux.keys("C-q")
    until(tmux.ended)


def test_the_host_inside_ends_with_the_program(tmux: Tmux, tmp_path: Path) -> None:
    status = tmp_path / "status"
    tmux.open(f"{COMMAND}; echo $? > {status}")
    tmux.shows("UTC(VASI)")
    tmux.keys("C-q")
    until(lambda: status.exists() and status.read_text() == "0\n")


def test_without_a_terminal_it_prints_the_state_of_every_service(home: Path) -> None:
    done = subprocess.run(
        [*COMMAND.split()],
        cwd=ROOT,
        env=os.environ | ANY_PORT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=30,
    )
    assert ["clock", "echo", "chat", "archive"] == [
        line.split()[0] for line in done.stdout.decode().splitlines()
    ]
    assert 4 == done.stdout.count(b" answers in ")
    assert b"This is no terminal" in done.stderr
