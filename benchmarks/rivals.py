"""What our services are measured beside, and ours: nginx for downloads of photos, a bare loop for
uploads. `chat_rivals` has the chat's.

    python -m benchmarks.rivals DIRECTORY

runs the bare loop: it receives what is PUT, writes it into the directory and syncs it, and does
nothing else: no digest, no check, one connection at a time. Prints its port.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = 256 * 1024
READY = 10.0
"""Seconds in which a server must have begun to listen."""

_NGINX = """
daemon off; user {user}; worker_processes auto; pid {work}/pid; error_log {work}/error;
events {{}}
http {{
    sendfile on; tcp_nopush on; access_log off; default_type image/jpeg;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    server {{ listen 127.0.0.1:{port}; location /photos/ {{ alias {photos}/; }} }}
}}
"""
"""As Debian ships it, but for the log of every request, which only costs it time."""


@dataclass(frozen=True)
class Server:
    """One that runs: where it listens, the process that was started, where its photos lie."""

    name: str
    port: int
    process: int
    photos: Path

    def seconds(self) -> float:
        """Processor time of the process and its children so far."""
        found = [self.process, *_children(self.process)]
        return sum(_seconds(process) for process in found)

    def settle(self) -> None:
        """Wait until it has been at rest for half a second: what it does unasked is not timed."""
        deadline = time.monotonic() + READY
        before = -1.0
        while (now := self.seconds()) != before and time.monotonic() < deadline:
            before = now
            time.sleep(0.5)


@contextmanager
def host(service: str, data: Path, settings: dict[str, str]) -> Iterator[Server]:
    """A host of ours with one service, at any port, and these settings."""
    settings = {f"VASISTAS_{service.upper()}__PORT": "0"} | settings
    command = [sys.executable, "-m", "servers", "--only", service, "--data", str(data)]
    with running(command, data / "log", settings) as process:
        port = said_port(process, data / "log", rf"{service} +127\.0\.0\.1:(\d+)")
        yield Server("ours", port, process.pid, data / "photos")


def ours(data: Path) -> AbstractContextManager[Server]:
    """A host with nothing but an archive, whose limits let a photo of 1 GiB in."""
    limits = {
        "VASISTAS_LIMITS__FREE_MEBIBYTES": "0",
        "VASISTAS_LIMITS__PHOTO_MEBIBYTES": "4096",
    }
    return host("archive", data, limits)


@contextmanager
def nginx(work: Path, photos: Path) -> Iterator[Server]:
    """Debian's nginx over the same files."""
    port = free_port()
    user = "root" if os.geteuid() == 0 else "nobody"
    settings = work / "nginx.conf"
    settings.write_text(_NGINX.format(user=user, work=work, port=port, photos=photos))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    command = [program, "-p", str(work), "-e", str(work / "error"), "-c", str(settings)]
    with running(command, work / "log") as process:
        await_port(port, process, work / "log")
        yield Server("nginx", port, process.pid, photos)


@contextmanager
def bare(work: Path) -> Iterator[Server]:
    """The loop of this module, in a process of its own."""
    with running([sys.executable, "-m", "benchmarks.rivals", str(work)], work / "log") as process:
        yield Server("bare loop", said_port(process, work / "log"), process.pid, work)


@contextmanager
def running(
    command: Sequence[str], log: Path, settings: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a program within; what it complains of goes to `log`."""
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | (settings or {}),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def said_port(process: subprocess.Popen[str], log: Path, pattern: str = r"(\d+)") -> int:
    """Read where a program says that it listens; RuntimeError with its complaints if nowhere."""
    for line in process.stdout or ():
        if found := re.search(pattern, line):
            return int(found[1])
    raise RuntimeError(log.read_text())


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def await_port(port: int, process: subprocess.Popen[str], log: Path) -> None:
    """Wait until a program listens; RuntimeError with its complaints where it does not."""
    deadline = time.monotonic() + READY
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text())


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # a thread that has just ended
            found += [int(number) for number in (task / "children").read_text().split()]
    return found


def _seconds(process: int) -> float:
    facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def receive(connection: socket.socket, directory: Path) -> None:
    """Take one PUT: its bytes are on disk before the answer leaves."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    words, _, data = head.partition(b"\r\n\r\n")
    left = int(words.lower().partition(b"content-length:")[2].split()[0]) - len(data)
    name = words.split()[1].decode().rpartition("/")[2]
    buffer = memoryview(bytearray(BLOCK))
    with (directory / name).open("xb", buffering=0) as file:
        file.write(data)
        while left > 0:
            count = connection.recv_into(buffer)
            file.write(buffer[:count])
            left -= count
        os.fsync(file.fileno())
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


def main() -> None:
    """Serve until the process is ended."""
    directory = Path(sys.argv[1])
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                receive(connection, directory)


if __name__ == "__main__":
    main()
