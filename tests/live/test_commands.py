"""The commands for scripts, run as a script runs them, against a host on loopback."""

import io
import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import hosting, ini
from live.commanding import Run
from terminals import Typed

import protocol
from protocol.config import Config
from tui.__main__ import main

ROOT = Path(__file__).parents[2]
PHOTO = bytes(range(256)) * 40


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path / "data") as config:
        (tmp_path / "config.ini").write_text(ini(config), encoding="utf-8")
        yield config


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], config: Config) -> Run:
    """Run a command in this process, with the settings of the host."""
    return Run(tmp_path, capfdbinary)


def script(*arguments: str | Path, **options: object) -> "subprocess.Popen[bytes]":
    """Start a command as another process, as a script does."""
    command = [sys.executable, "-m", "tui", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, **(pipes | options))


def test_status_says_that_every_service_answers(run) -> None:
    ran = run("status")
    assert (0, "") == (ran.status, ran.err)
    assert ["clock", "echo", "chat", "archive"] == [line.split()[0] for line in ran.lines]
    assert all(" answers in " in line for line in ran.lines)


def test_status_shows_what_an_address_hides_and_stays_aligned(
    run, tmp_path: Path, config: Config
) -> None:
    odd = replace(config, echo=replace(config.echo, address="lab\u202e\u200b.invalid"))
    (tmp_path / "odd.ini").write_text(ini(odd), encoding="utf-8")
    lines = run("status", settings="odd.ini").lines
    shown = f"lab⟨202E⟩⟨200B⟩.invalid:{config.echo.port}"
    assert f"echo     {shown}  " == lines[1][: len(shown) + 11]
    assert {len(shown) + 11} == {line.find("answers in") for line in [lines[0], *lines[2:]]}


def test_status_says_which_service_does_not_answer(run, tmp_path: Path, config: Config) -> None:
    alone = ini(config).replace(str(config.chat.port), "1")
    (tmp_path / "alone.ini").write_text(alone, encoding="utf-8")
    ran = run("status", "--json", settings="alone.ini")
    assert 6 == ran.status
    states = {state["service"]: state for state in ran.json["services"]}
    assert [True, True, False, True] == [state["reachable"] for state in states.values()]
    assert "Nothing listens at 127.0.0.1:1." == states["chat"]["words"]
    assert 0 < states["clock"]["delay"] < 5


def test_photos_go_up_come_back_and_go_to_the_trash(run, tmp_path: Path) -> None:
    photo = tmp_path / "été @ la mer.jpg"
    photo.write_bytes(PHOTO)
    assert (0, [photo.name]) == (run("photos", "put", photo).status, run("photos", "ls").lines)
    back = tmp_path / "back.jpg"
    assert 0 == run("photos", "get", photo.name, "-o", back).status
    assert PHOTO == back.read_bytes()
    assert PHOTO == run("photos", "get", photo.name, "-o", "-").out
    assert (0, [photo.name]) == ((ran := run("photos", "rm", photo.name)).status, ran.lines)
    assert {"photos": [], "left_out": 0} == run("photos", "ls", "--json").json
    assert 3 == run("photos", "rm", photo.name).status
    assert 3 == run("photos", "get", photo.name, "-o", tmp_path / "none.jpg").status
    assert not (tmp_path / "none.jpg").exists()


def test_nothing_is_replaced_unless_force_says_so(run, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(PHOTO)
    assert 0 == run("photos", "put", photo).status
    photo.write_bytes(b"another")
    assert 4 == run("photos", "put", photo).status
    assert 4 == run("photos", "get", "a.jpg", "-o", tmp_path).status
    assert b"another" == photo.read_bytes()
    assert 0 == run("photos", "get", "--force", "a.jpg", "-o", tmp_path).status
    assert PHOTO == photo.read_bytes()
    photo.write_bytes(b"another")
    stored = run("photos", "put", "--json", "--force", photo).json
    assert {
        "size": 7,
        "confirmed": True,
        "listed": True,
        "replaced": True,
    }.items() <= stored.items()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["put", "nothing.jpg"], 3),
        (["get", "../a.jpg"], 2),
        (["rm", ".hidden"], 2),
        (["get", "a.jpg", "b.jpg", "-o", "file.jpg"], 2),
        (["get", "--json", "a.jpg", "-o", "-"], 2),
    ],
)
def test_photos_are_refused_in_words(run, arguments: list[str], status: int) -> None:
    ran = run("photos", *arguments)
    assert (status, b"") == (ran.status, ran.out)
    assert ran.err


@pytest.mark.parametrize("dialect", ["irc", "classic"])
def test_what_is_sent_is_heard_by_who_listens(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    monkeypatch.setenv("VASISTAS_CHAT__DIALECT", dialect)
    arguments = ("chat", "listen", "--json", "--login", "bruno")
    listener = script("--config", tmp_path / "config.ini", *arguments)
    with listener:
        heard = io.TextIOWrapper(listener.stdout, encoding="utf-8")
        events = map(json.loads, iter(heard.readline, ""))
        assert next(event for event in events if event["event"] == "arrived")
        assert 0 == run("chat", "send", "--login", "manu", "bruno", "salut", "à toi").status
        assert 0 == run("chat", "send", "--login", "manu", "#lobby", "bonjour").status
        said = [next(e for e in events if e["event"] == "heard") for _ in range(2)]
        os.kill(listener.pid, signal.SIGINT)
        assert [("manu", "salut à toi", None), ("manu", "bonjour", "#lobby")] == [
            (event["sender"], event["text"], event["room"]) for event in said
        ]
        assert (130, b"") == (listener.wait(10), listener.stderr.read())


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--login", "manu", "personne", "salut"], 3),
        (["--login", "manu", "bruno", "un\ndeux"], 2),
        (["--login", "ma nu", "bruno", "salut"], 2),
        (["bruno", "salut"], 2),
    ],
)
def test_what_cannot_be_sent_is_told(run, arguments: list[str], status: int) -> None:
    ran = run("chat", "send", *arguments)
    assert (status, b"") == (ran.status, ran.out)
    assert ran.err


def test_a_login_that_is_taken_is_a_conflict(run, tmp_path: Path) -> None:
    with script("--config", tmp_path / "config.ini", "chat", "listen", "--login", "manu") as one:
        assert one.stdout.readline()
        ran = run("chat", "send", "--login", "manu", "manu", "salut")
        one.kill()
    assert (4, b"") == (ran.status, ran.out)


def test_upper_gives_back_what_the_command_line_says(run) -> None:
    ran = run("upper", "bienvenue", "à tout", "le monde")
    assert (0, ["BIENVENUE À TOUT LE MONDE"], "") == (ran.status, ran.lines, ran.err)


def test_upper_reads_stdin_line_by_line_as_it_comes(config: Config, tmp_path: Path) -> None:
    settings = ("--config", tmp_path / "config.ini")
    with script(*settings, "upper", stdin=subprocess.PIPE) as upper:
        for said, heard in (("été\n", "ÉTÉ\n"), ("\n", "\n"), ("Service > a", "SERVICE > A\n")):
            upper.stdin.write(said.encode())
            upper.stdin.flush()
            if said.endswith("\n"):
                assert heard.encode() == upper.stdout.readline()
        out, err = upper.communicate(timeout=20)
    assert (0, b"SERVICE > A\n", b"") == (upper.returncode, out, err)


def test_ctrl_c_ends_what_waits_for_stdin(config: Config, tmp_path: Path) -> None:
    settings = ("--config", tmp_path / "config.ini")
    with script(*settings, "upper", stdin=subprocess.PIPE) as upper:
        upper.stdin.write(b"a\n")
        upper.stdin.flush()
        assert upper.stdout.readline() == b"A\n"
        os.kill(upper.pid, signal.SIGINT)
        assert (130, b"") == (upper.wait(10), upper.stderr.read())


@pytest.mark.parametrize("text", ["FIN", "x" * 8193])
def test_upper_says_what_cannot_be_sent(run, text: str) -> None:
    ran = run("upper", text)
    assert (2, b"") == (ran.status, ran.out)
    assert ran.err


CHUNKED = (
    b"HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nab\x00\xff\n\r\n0\r\nTrailer: \xc3\xa9\r\n\r\n"
)


@pytest.fixture
def web() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers every path with that path as its status; and what it was asked."""
    asked: list[bytes] = []

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            said = b""
            while not said.endswith(b"a body" if said.startswith(b"POST") else b"\r\n\r\n"):
                said += self.request.recv(65536)
            asked.append(said)
            status = said.split()[1].strip(b"/").replace(b"-", b" ")
            self.request.sendall(CHUNKED % status)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def test_get_shows_the_answer_as_it_travelled(run, web, tmp_path: Path) -> None:
    address, asked = web
    ran = run("get", f"{address}/200-OK", "-H", "X-Who: manu")
    assert (0, CHUNKED % b"200 OK", "") == (ran.status, ran.out, ran.err)
    assert asked[0].startswith(b"GET /200-OK HTTP/1.1\r\n")
    assert b"\r\nX-Who: manu\r\n" in asked[0]
    file = tmp_path / "answer"
    assert (0, b"") == ((ran := run("get", f"{address}/200-OK", "-o", file)).status, ran.out)
    assert CHUNKED % b"200 OK" == file.read_bytes()


def test_get_writes_into_a_pipe_and_never_puts_a_file_in_its_place(
    run, web, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert 0 == run("get", f"{web[0]}/200-OK", "-o", pipe).status
        assert CHUNKED % b"200 OK" == os.read(reader, 10_000)
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_get_tells_what_travels_and_how_long_each_step_took(run, web) -> None:
    address, _asked = web
    ran = run("get", "-v", "--times", f"{address}/200-OK")
    assert (0, CHUNKED % b"200 OK") == (ran.status, ran.out)
    told = ran.err.splitlines()
    assert "→ GET /200-OK HTTP/1.1␍␊" in told
    assert "← HTTP/1.1 200 OK␍␊" in told
    assert any(line.startswith("← ab␀⟨FF⟩") for line in told)
    steps = [line.split() for line in told if line.endswith(" µs")]
    named = ["name", "connect", "send", "wait", "headers", "body", "total"]
    assert named == [step[0] for step in steps]
    took = [int(step[1]) for step in steps]
    assert sum(took[:-1]) == took[-1]


def test_get_sends_a_body(run, web) -> None:
    address, asked = web
    assert 0 == run("get", f"{address}/200-OK", "-d", "a body").status
    assert asked[0].startswith(b"POST ")
    assert asked[0].endswith(b"\r\nContent-Length: 6\r\n\r\na body")


@pytest.mark.parametrize(("status", "result"), [("200", 0), ("302", 3), ("404", 4), ("503", 5)])
def test_get_ends_by_the_answer_s_status_if_asked_to(run, web, status: str, result: int) -> None:
    address, _asked = web
    assert result == run("get", "--check-status", f"{address}/{status}-x").status
    assert 0 == run("get", f"{address}/{status}-x").status


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["ftp://127.0.0.1/"], 2),
        (["http:///x"], 2),
        (["127.0.0.1:1", "-H", "nothing"], 2),
        (["127.0.0.1:1", "-X", "G T"], 2),
        (["127.0.0.1:1", "-H", "a\udcff: b"], 2),
        (["127.0.0.1:1", "-o", "/nowhere/file"], 1),
        (["127.0.0.1:1"], 6),
    ],
)
def test_what_cannot_be_got_is_told(run, arguments: list[str], status: int) -> None:
    ran = run("get", *arguments)
    assert (status, b"") == (ran.status, ran.out)
    assert ran.err


def test_what_others_say_reaches_no_terminal_as_it_is(
    config: Config, web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    address, _asked = web
    command = (sys.executable, "-m", "tui", "--config", str(tmp_path / "config.ini"))
    with Typed(*command, "upper", "a\x1b[2J\u202eb") as typed:
        typed.shows("A␛[2J⟨202E⟩B\r\n")
    with Typed(*command, "get", f"{address}/200-OK") as typed:
        typed.shows("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab␀⟨FF⟩\r\n")


def test_where_nothing_listens_every_command_says_so_and_ends_with_6(run, tmp_path: Path) -> None:
    nobody = "".join(f"[{name}]\nport = 1\n" for name in ("clock", "echo", "chat", "archive"))
    (tmp_path / "nobody.ini").write_text(nobody, encoding="utf-8")
    for arguments in (
        ["time"],
        ["upper", "a"],
        ["photos", "ls"],
        ["chat", "listen", "--login", "manu"],
    ):
        ran = run(*arguments, settings="nobody.ini")
        assert (6, b"") == (ran.status, ran.out), arguments
        assert "Nothing listens at 127.0.0.1:1. Is the host running?" in ran.err


def test_who_reads_no_more_is_not_told_about_it(config: Config, tmp_path: Path) -> None:
    with script("--config", tmp_path / "config.ini", "status") as status:
        status.stdout.close()
        assert (141, b"") == (status.wait(20), status.stderr.read())


def test_without_a_terminal_it_says_why_and_does_what_status_does(
    config: Config, tmp_path: Path
) -> None:
    with script("--config", tmp_path / "config.ini") as program:
        out, err = program.communicate(timeout=20)
    assert 0 == program.returncode
    assert b"no terminal" in err
    assert 4 == out.count(b" answers in ")


def test_settings_that_cannot_be_used_are_named_and_end_with_2(run, tmp_path: Path) -> None:
    (tmp_path / "wrong.ini").write_text("[chat]\nport = \x1b[2Jx\n", encoding="utf-8")
    ran = run("status", settings="wrong.ini")
    assert (2, b"") == (ran.status, ran.out)
    assert "[chat] port = ␛[2Jx: allowed is 0 … 65535.\n" == ran.err
    ran = run("status", settings="missing.ini")
    assert (2, b"") == (ran.status, ran.out)
    assert f"{tmp_path}/missing.ini cannot be read: No such file or directory.\n" == ran.err


def test_settings_that_are_unknown_are_warned_about(run, tmp_path: Path, config: Config) -> None:
    text = ini(config) + "[http]\ntimeuot = 3\n"
    (tmp_path / "unknown.ini").write_text(text, encoding="utf-8")
    ran = run("photos", "ls", settings="unknown.ini")
    assert (0, b"") == (ran.status, ran.out)
    assert "[http] has no key “timeuot”; did you mean “timeout”?\n" == ran.err


def test_the_settings_language_is_spoken_even_by_help(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fr.ini").write_text("[vasistas]\nlanguage = fr\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--config", str(tmp_path / "fr.ini"), "--help"])
    assert "Open the program" not in capsys.readouterr().out


def test_version_is_told_without_the_terminal_library() -> None:
    program = "import sys; from tui.__main__ import main\ntry: main(['--version'])\n"
    program += "except SystemExit: print(sorted(set(sys.modules) & {'textual', 'asyncio', 'rich'}))"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
    )
    assert f"vasistas {protocol.__version__}\n[]\n".encode() == told.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_the_program_leaves_the_terminal_as_it_was(
    number: int, tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with Typed(sys.executable, "-m", "tui", "--config", str(tmp_path / "config.ini")) as typed:
        typed.shows("\x1b[?1049h")
        typed.signal(number)
        typed.shows("\x1b[?1049l")
        assert 128 + number == typed.ended()
