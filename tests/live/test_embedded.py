"""The host inside the program: found by it, in nobody's way, silent on the terminal."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import until

from protocol.config import Config
from protocol.sections import Archive, Chat, Clock, Echo, Servers
from tui.embedded import NoHost, hosted
from tui.settings import log_directory

ANYWHERE = Config(
    clock=Clock(port=0), echo=Echo(port=0), chat=Chat(port=0), archive=Archive(port=0)
)


def ask_the_time(config: Config) -> bytes:
    with socket.create_connection((config.clock.address, config.clock.port), timeout=10) as there:
        return until(lambda: there.recv(256))


def test_the_program_finds_every_service_of_the_host_within() -> None:
    with hosted(ANYWHERE) as config:
        ports = {config.clock.port, config.echo.port, config.chat.port, config.archive.port}
        assert len(ports) == 4
        assert b"UTC(VASI)" in ask_the_time(config)
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=10)


def test_a_port_that_is_taken_becomes_a_free_one_and_the_others_stay() -> None:
    with hosted(ANYWHERE) as first:
        with hosted(first) as second:
            assert second.clock.port != first.clock.port
            assert ask_the_time(second)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            free = probe.getsockname()[1]
        with hosted(Config(clock=Clock(port=free), chat=first.chat, echo=first.echo)) as third:
            assert third.clock.port == free
            assert third.chat.port != first.chat.port


def test_it_is_for_this_machine_alone_whatever_the_settings_say() -> None:
    everywhere = Servers(listen="0.0.0.0", open=True)
    with hosted(replace(ANYWHERE, servers=everywhere)) as config:
        assert config.clock.address == "127.0.0.1"
        assert config.servers == everywhere


def test_its_log_goes_to_a_file_and_nothing_to_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with hosted(ANYWHERE) as config:
        ask_the_time(config)
        log = log_directory() / "host.log"
        until(lambda: log.exists() and "told the time" in log.read_text())
    assert capfd.readouterr() == ("", "")


def test_a_host_that_cannot_start_says_why_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("a file where the directory should be")
    config = Config(servers=Servers(data=str(tmp_path)), clock=ANYWHERE.clock)
    with pytest.raises(NoHost, match=r"photos, .*cannot be used"), hosted(config):
        pass
