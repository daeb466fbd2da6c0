"""chrony as a source of time: what we say of our clock is what chrony says of it."""

import asyncio
import os
import pwd
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live.commanding import Run
from waiting import until

from protocol import sntp
from protocol.config import Config
from protocol.places import Kind, Place
from tui.commands.time_panel import Panel

pytestmark = pytest.mark.interop

BEHIND = 7.5
"""Seconds by which our clock is put back, so that there is a difference to be found."""


class Chrony:
    """chronyd on loopback, with this machine's clock, which it only reads."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = [program, "-x", "-d", "-U", "-u", pwd.getpwuid(os.geteuid()).pw_name]
        self._folder = folder
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @contextmanager
    def serving(self, *more: str) -> Iterator["Chrony"]:
        """Run it, until it answers and then as long as it is needed."""
        settings = self._folder / "chrony.conf"
        lines = [f"port {self.port}", "bindaddress 127.0.0.1", "allow 127.0.0.1", *more]
        settings.write_text("\n".join(lines + self._private("served")), encoding="utf-8")
        with (
            (self._folder / "log").open("wb") as log,
            subprocess.Popen([*self._program, "-f", str(settings)], stderr=log) as process,
        ):
            try:
                until(self._answers)
                yield self
            finally:
                process.terminate()

    def wrong(self) -> float:
        """Have another chronyd say by how many seconds it finds this machine's clock wrong."""
        asked = [f"server 127.0.0.1 port {self.port} iburst maxsamples 1", "port 0"]
        command = [*self._program, "-Q", "-f", os.devnull, *asked, *self._private("asking")]
        said = subprocess.run(command, capture_output=True, timeout=30, check=True, text=True)
        found = re.search(r"System clock wrong by (-?\d+\.\d+) seconds", said.stderr)
        assert found, said.stderr
        return float(found[1])

    @property
    def place(self) -> Place:
        return Place(Kind.SNTP, "127.0.0.1", self.port)

    def _private(self, name: str) -> list[str]:
        return ["cmdport 0", "bindcmdaddress /", f"pidfile {self._folder / name}.pid"]

    def _answers(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.2)
            asking.connect(("127.0.0.1", self.port))
            try:
                asking.send(sntp.request(1))
                return bool(asking.recv(sntp.LIMIT))
            except (TimeoutError, ConnectionRefusedError):
                return False


@pytest.fixture
def chrony(program: Callable[[str], str], tmp_path: Path) -> Chrony:
    return Chrony(program("chronyd"), tmp_path)


def test_our_difference_is_chronys_own_within_the_error_that_we_show(chrony: Chrony) -> None:
    with chrony.serving("local stratum 3"):
        wrong = chrony.wrong()
        panel = Panel([chrony.place], 64, wall=lambda: time.time() - BEHIND)
        asyncio.run(panel.ask())
        found = panel.found()
    [track] = found.tracks
    assert found.judgement.good
    assert track.sample is not None
    assert 3 == track.sample.stratum
    assert found.difference is not None
    assert abs(found.difference.offset - BEHIND - wrong) <= found.difference.error < 0.25


def test_chrony_and_the_hosts_daytime_agree_and_the_closer_one_narrows_it(
    chrony: Chrony, host: Config, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "config.ini").write_text(f"[clock]\nport = {host.clock.port}\n")
    run = Run(tmp_path, capfdbinary)
    sources = [f"--source=127.0.0.1:{host.clock.port}", f"--source={chrony.place}"]
    with chrony.serving("local stratum 3"):
        told = run("time", "--json", *sources).json
        checked = run("time", "--check", "--warn=0.3", f"--source={chrony.place}")
    assert told["good"]
    assert [] == told["falsetickers"]
    assert told["uncertainty"] < 0.25
    assert 0 == checked.status, checked.lines
    assert checked.lines[0].startswith("OK: offset ")


def test_a_chrony_that_is_not_synchronised_is_not_believed(
    chrony: Chrony, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "config.ini").touch()
    with chrony.serving():
        ran = Run(tmp_path, capfdbinary)("time", "--check", f"--source={chrony.place}")
    assert 3 == ran.status
    assert "its own clock cannot be trusted" in ran.lines[0]
