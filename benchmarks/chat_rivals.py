"""What the chat is measured beside, and ours: ngircd, and a relay in C that only sends."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.rivals import Server, await_port, free_port, host, running, said_port

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


def chat(data: Path) -> AbstractContextManager[Server]:
    """A host with nothing but a chat, which keeps its history, and no limit of speed."""
    limits = {
        "VASISTAS_LIMITS__CONNECTIONS": "100000",
        "VASISTAS_LIMITS__CONNECTIONS_PER_ADDRESS": "100000",
        "VASISTAS_LIMITS__MESSAGES_PER_SECOND": "0",
    }
    return host("chat", data, limits)


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
        yield Server("relay", said_port(process, work / "log"), process.pid, work)
