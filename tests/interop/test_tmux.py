"""The program as people see it: in tmux, at 80x24, with the keyboard alone."""

import http.server
import os
import subprocess
import sys
import threading
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
def web() -> Iterator[str]:
    """A web server with one page; yield its address."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200, "Here you are")
            self.end_headers()
            self.wfile.write(b"<p>Bonjour</p>\n")

        def log_message(self, *_words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def tmux(program, web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    path = program("tmux")
    monkeypatch.chdir(ROOT)
    environment = ANY_PORT | {"VASISTAS_HTTP__ADDRESS": web}
    with tmux_of_our_own(path, tmp_path / "tmux", environment) as server:
        yield server


def test_every_screen_does_its_job_at_the_press_of_its_key(tmux: Tmux, home: Path) -> None:
    assert not list(home.iterdir())
    tmux.open(COMMAND)
    assert (80, 24) == tmux.size()
    tmux.shows("Clock", "Web", "Chat", "Photos", "Console", "UTC(VASI)")
    tmux.keys("F3")
    tmux.shows("GET", "Send")
    tmux.keys("Enter")
    tmux.shows("GET / HTTP/1.1", "HTTP/1.0 200 Here you are", "<p>Bonjour</p>")
    tmux.keys("F4")
    tmux.shows("Your name in the chat")
    tmux.keys("manu", "Enter")
    tmux.shows("Connected as manu")
    tmux.keys("bonjour tout le monde", "Enter")
    tmux.shows("bonjour tout le monde")
    tmux.keys("F5")
    tmux.shows("0 photos")
    tmux.keys("Tab")
    tmux.shows("pyproject.toml")
    tmux.keys("F6")
    tmux.shows("Connect")
    tmux.keys("Enter")
    tmux.shows('Bonjour, tapez votre texte, ("fin" pour quitter)')
    tmux.keys("été", "Enter")
    tmux.shows("Service > ÉTÉ")
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
