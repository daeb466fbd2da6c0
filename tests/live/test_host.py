"""A host from its command line: what it says, where it listens, how it ends, why it will not."""

import errno
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hosting import ANY
from live.ground import connect, line, rest, say

import protocol
from protocol.config import Config
from protocol.sections import Archive, Echo, Limits, Servers
from servers import banner, settings, trouble, words
from servers.__main__ import main
from servers.host import SECTIONS, Host
from servers.trouble import CannotStart

PLACE = re.compile(r"^  (daytime|echo|chat|archive) +127\.0\.0\.1:(\d+)$", re.MULTILINE)
Started = tuple["subprocess.Popen[str]", str]


@pytest.fixture(autouse=True)
def any_port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every host of these tests listens where it can and keeps its data in a place of its own."""
    for section in SECTIONS.values():
        monkeypatch.setenv(f"VASISTAS_{section.upper()}__PORT", "0")
    monkeypatch.setenv("VASISTAS_SERVERS__DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VASISTAS_LIMITS__FREE_MEBIBYTES", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(protocol.__file__).parent.parent))
    monkeypatch.chdir(tmp_path)


@contextmanager
def started(*arguments: str) -> Iterator[Started]:
    """Start a host as people do; yield it with what it said once it is ready."""
    host = subprocess.Popen(
        [sys.executable, "-m", "servers", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with host:
        try:
            yield host, _banner(host)
        finally:
            host.kill()


def _banner(host: "subprocess.Popen[str]") -> str:
    said = ""
    assert host.stdout is not None
    while "Ctrl-C" not in said:
        assert select.select([host.stdout], [], [], 20)[0], f"it only said {said!r}"
        piece = os.read(host.stdout.fileno(), 4096).decode()
        assert piece, host.communicate()
        said += piece
    return said


def refused(*arguments: str) -> str:
    """Start a host that cannot start; return the sentence that says why."""
    host = subprocess.run(
        [sys.executable, "-m", "servers", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert (host.returncode, host.stdout) == (2, "")
    assert "Traceback" not in host.stderr
    assert host.stderr.count("\n") == 1
    return host.stderr


def ports(said: str) -> dict[str, int]:
    return {name: int(port) for name, port in PLACE.findall(said)}


def test_all_four_services_stand_where_the_host_says(tmp_path: Path) -> None:
    with started() as (_, said):
        where = ports(said)
        assert list(where) == ["daytime", "echo", "chat", "archive"]
        assert f"Photos: {tmp_path / 'data' / 'photos'}\n" in said
        with connect(where["daytime"]) as client:
            assert rest(client).endswith(b" UTC(VASI) *\n")
        with connect(where["echo"]) as client:
            line(client)
            assert say(client, b"salut\n") == b"Service > SALUT\n"
        with connect(where["chat"]) as client:
            assert say(client, b"manu\n") == b'Bienvenue au service "tchat"\n'
        with connect(where["archive"]) as client:
            client.sendall(b"lister\n")
            assert rest(client) == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_it_cleanly_while_clients_are_connected(number: signal.Signals) -> None:
    with started("--only", "echo", "chat") as (host, said):
        where = ports(said)
        with connect(where["echo"]) as client, connect(where["chat"]) as silent:
            line(client)
            host.send_signal(number)
            assert rest(client) == b""
            assert b"Traceback" not in rest(silent)
        _, journal = host.communicate(timeout=30)
        assert host.returncode == 0
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info    host    closing$", journal, re.M)
    assert re.search(r"info    echo    127\.0\.0\.1:\d+  connected$", journal, re.M)
    assert "Traceback" not in journal
    assert "\x1b" not in journal


def test_a_host_whose_output_nobody_reads_goes_on() -> None:
    with started("--only", "echo") as (host, said):
        assert host.stdout is not None
        assert host.stderr is not None
        host.stdout.close()
        host.stderr.close()
        for _ in range(3):
            with connect(ports(said)["echo"]) as client:
                line(client)
                assert say(client, b"a\n") == b"Service > A\n"
        host.terminate()
        assert host.wait(30) == 0


def test_only_what_was_asked_for_runs_and_nothing_else_is_made(tmp_path: Path) -> None:
    with started("--only", "daytime") as (_, said):
        assert list(ports(said)) == ["daytime"]
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("VASISTAS_CHAT__PORT", str(port))
        said = refused()
    assert said.startswith(f"chat cannot listen at 127.0.0.1:{port}: that port is taken")
    assert "VASISTAS_CHAT__PORT=0" in said


def test_a_directory_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    said = refused("--data", str(tmp_path / "file"))
    assert f"{tmp_path / 'file' / 'photos'}, cannot be used: Not a directory" in said
    assert "--data" in said


def test_a_wrong_setting_is_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VASISTAS_ECHO__PORT", "\x1b[2Jhigh")
    assert refused() == "[echo] port = \\x1b[2Jhigh: allowed is 0 … 65535.\n"


Fail = Callable[..., str]


@pytest.fixture
def fail(capfd: pytest.CaptureFixture[str]) -> Fail:
    """Start a host in this process that cannot start; return what it said."""

    def fail(*arguments: str) -> str:
        assert main(list(arguments)) == 2
        said = capfd.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        return said.err

    return fail


def test_beyond_this_machine_a_host_without_accounts_explains_itself(fail: Fail) -> None:
    said = fail("--listen", "0.0.0.0")
    assert "there are no accounts yet" in said
    assert "open = yes" in said
    assert "127.0.0.1" in said


def test_an_address_that_nobody_has_is_named(fail: Fail) -> None:
    assert fail("--listen", "nowhere.invalid").startswith("No machine is known as “nowhere.")


@pytest.mark.parametrize("address", ["127.0.0..1", "a" * 5000, "lab\udce9"])
def test_an_address_that_is_no_name_is_named(fail: Fail, address: str) -> None:
    assert fail("--listen", address, "--check").startswith(f"No machine is known as “{address[:3]}")


def test_settings_that_cannot_be_read_are_named(fail: Fail, tmp_path: Path) -> None:
    assert fail("--config", "/no/such") == "/no/such cannot be read: No such file or directory.\n"
    assert fail("--config", "~no-such").startswith("~no-such cannot be read: No such file")
    assert fail("--config", str(tmp_path)) == f"{tmp_path} cannot be read: Is a directory.\n"
    (tmp_path / "latin.ini").write_bytes(b"[chat]\nlogin = \xe9\n")
    assert fail("--config", "latin.ini") == "latin.ini is not UTF-8 text.\n"


def test_a_home_that_nobody_has_is_a_name_as_others() -> None:
    config = Config(servers=Servers(data="~no-such"), archive=Archive(photos="~no-such/photos"))
    data = settings.data_directory(config)
    assert Path("~no-such") == data
    assert Path("~no-such/photos") == settings.photos_directory(config, data)


def test_two_services_of_ours_cannot_have_one_port(
    fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VASISTAS_ECHO__PORT", "5588")
    monkeypatch.setenv("VASISTAS_CHAT__PORT", "5588")
    assert fail().startswith("echo and chat cannot both listen at port 5588")


def test_an_unknown_key_is_a_warning_and_no_more(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.ini").write_text("[servers]\nlisten = ::1 ; here\ndatta = /tmp\n")
    assert main(["--check", "--listen", "127.0.0.1"]) == 0
    said = capfd.readouterr()
    assert said.err == "[servers] has no key “datta”; did you mean “data”?\n"
    assert said.out.startswith("OK")


def test_a_check_starts_nothing_and_lets_go_of_every_port(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("VASISTAS_ECHO__PORT", str(port))
    assert main(["--check"]) == 0
    assert main(["--check"]) == 0
    assert capfd.readouterr().out.count("OK") == 2
    assert (tmp_path / "data" / "photos").is_dir()
    with pytest.raises(ConnectionRefusedError):
        connect(port)


def test_when_a_later_service_cannot_listen_the_earlier_ones_let_go(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with socket.create_server(("127.0.0.1", 0)) as soon_free:
            free = soon_free.getsockname()[1]
        chat = replace(ANY.chat, port=taken.getsockname()[1])
        host = Host(replace(ANY, echo=replace(ANY.echo, port=free), chat=chat), tmp_path)
        with pytest.raises(CannotStart, match="chat cannot listen"):
            host.start()
        assert host.ports == {}
        with socket.create_server(("127.0.0.1", free)):
            pass


def test_without_threads_a_host_says_so_and_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(thread: object) -> None:
        raise RuntimeError("can't start new thread")

    host = Host(ANY, tmp_path, only=["daytime", "echo"])
    with monkeypatch.context() as patch:
        patch.setattr("threading.Thread.start", none)
        with pytest.raises(CannotStart, match="no thread"):
            host.start()
    with host:
        assert list(host.ports) == ["daytime", "echo"]


def test_the_door_is_one_for_all_services(tmp_path: Path) -> None:
    config = replace(ANY, limits=Limits(connections=1))
    host = Host(config, tmp_path, only=["echo", "chat"])
    with host, connect(host.ports["echo"]) as inside:
        line(inside)
        with connect(host.ports["chat"]) as outside:
            assert rest(outside).startswith(b"erreur@interdit@")


@pytest.mark.parametrize(
    ("number", "port", "expected"),
    [
        (errno.EACCES, 13, "daytime may not listen at port 13, since ports below 1024 need"),
        (errno.EACCES, 1313, "daytime cannot listen at 10.0.0.9:1313 (Permission denied)"),
        (errno.EADDRNOTAVAIL, 13, "daytime cannot listen at 10.0.0.9, which is no address of"),
        (errno.EAFNOSUPPORT, 13, "daytime cannot listen at 10.0.0.9:13 (Address family not"),
    ],
)
def test_the_systems_refusals_are_put_into_words(number: int, port: int, expected: str) -> None:
    error = OSError(number, os.strerror(number))
    said = trouble.not_listening("daytime", "clock", "10.0.0.9", port, error)
    assert said.startswith(expected)
    assert "[clock]" in said or "[servers]" in said


class _Open(Host):
    """A host that is said to be open to the network, and is never started."""

    @property
    def ports(self) -> dict[str, int]:
        return {"daytime": 1313, "echo": 4000}


def test_the_banner_tells_other_machines_what_they_need_to_join(tmp_path: Path) -> None:
    config = Config(servers=Servers(listen="10.0.0.9", open=True), echo=Echo(port=4000))
    said = banner.render(_Open(config, tmp_path))
    assert "  daytime   10.0.0.9:1313\n  echo      10.0.0.9:4000\n" in said
    assert (
        "  [clock]\n  address = 10.0.0.9\n  [echo]\n  address = 10.0.0.9\n  port = 4000\n" in said
    )
    assert max(map(len, said.splitlines())) <= 80


def test_the_host_speaks_french_where_the_settings_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(words, "use", asked.append)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("VASISTAS_VASISTAS__LANGUAGE", "fr")
    assert main(["--check"]) == 0
    assert asked == ["en", "fr"]
