"""What the chat is measured beside, and ours: ngircd, and a relay in C that only sends."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rivals import Server, await_port, free_port, running

_NGIRCD = """
[Global]
Name = chat.example
Info = chat
Listen = 127.0.0.1
Ports = {port}
ServerUID = nobody
ServerGID = nogroup
MotdPhrase = hello
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxPenaltyTime = 0
PingTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
"""
"""Without its limits of speed, and without what makes it wait."""


@contextmanager
def chat(data: Path) -> Iterator[Server]:
    """A host with nothing but a chat, which keeps its history, and no limit of speed."""
    settings = {
        "VASISTAS_CHAT__PORT": "0",
        "VASISTAS_LIMITS__CONNECTIONS": "100000",
        "VASISTAS_LIMITS__CONNECTIONS_PER_ADDRESS": "100000",
        "VASISTAS_LIMITS__MESSAGES_PER_SECOND": "0",
    }
    command = [sys.executable, "-m", "servers", "--only", "chat", "--data", str(data)]
    with running(command, data / "log", settings) as process:
        for line in process.stdout or ():
            if found := re.search(r"chat +127\.0\.0\.1:(\d+)", line):
                yield Server("ours", int(found[1]), process.pid, data)
                return
        raise RuntimeError((data / "log").read_text())


@contextmanager
def ngircd(work: Path) -> Iterator[Server]:
    """Debian's ngircd, one fresh process."""
    port = free_port()
    settings = work / "ngircd.conf"
    settings.write_text(_NGIRCD.format(port=port))
    program = shutil.which("ngircd") or "/usr/sbin/ngircd"
    command = f"exec {program} --nodaemon --config {settings} >/dev/null"
    with running(["/bin/sh", "-c", command], work / "log") as process:
        await_port(port, process, work / "log")
        yield Server("ngircd", port, process.pid, work)


@contextmanager
def relay(work: Path) -> Iterator[Server]:
    """The relay of `relay.c`, compiled here: a chat that does nothing but send."""
    program = work / "relay"
    source = Path(__file__).with_name("relay.c")
    subprocess.run(["cc", "-O2", "-o", str(program), str(source)], check=True)
    with running([str(program)], work / "log") as process:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError((work / "log").read_text())
        yield Server("relay", int(line), process.pid, work)
