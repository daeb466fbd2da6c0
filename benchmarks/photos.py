"""The photo archive over HTTP beside nginx (downloads) and beside a loop that only receives.

    python -m benchmarks.photos [ROUNDS]

Everybody serves the same files over loopback, in turns; medians of the turns are compared. The
client throws the bytes away inside the system, so that it is never what is measured, and curl asks
too, since that is what a person would do. Uploads are on disk before they are answered: ours are
hashed as well (SHA-256), the loop's are not. They are measured on the disk and, where there is one,
on a disk of memory, which tells what the processor can do when the disk is no limit.
Needs Linux and nginx (Debian: nginx-light); about two minutes, 4 GiB of disk.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.rivals import Server, bare, nginx, ours

ROUNDS = 5
MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE
LARGE = "large.jpg"
PHOTOS = 256
PHOTO = 4 * MEBIBYTE
LIMIT = 60.0
"""Seconds for one answer: whatever takes longer is broken, not slow."""

MEMORY = Path("/dev/shm")
_BUFFER = bytearray(4 * MEBIBYTE)


@dataclass
class Times:
    """What was measured of one server: seconds for a GiB, of the clock and of processors."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def download(server: Server, name: str, size: int) -> None:
    """Get a photo on a new connection; its bytes are counted and thrown away, never copied."""
    with socket.create_connection(("127.0.0.1", server.port), LIMIT) as connection:
        connection.sendall(f"GET /photos/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head, data = _head(connection)
        if b" 200 " not in head or f"content-length: {size}\r\n".encode() not in head.lower():
            raise RuntimeError(f"{server.name}: {head!r}")
        left = size - len(data)
        while left > 0:
            count = connection.recv_into(_BUFFER, min(left, len(_BUFFER)), socket.MSG_TRUNC)
            if not count:
                raise RuntimeError(f"{server.name} hung up {left} bytes too early")
            left -= count


def upload(server: Server, name: str, photo: Path) -> None:
    """Put a photo, straight from the system's memory, and wait until it is on disk there."""
    size = photo.stat().st_size
    with (
        photo.open("rb") as file,
        socket.create_connection(("127.0.0.1", server.port), LIMIT) as connection,
    ):
        head = f"PUT /photos/{name} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode())
        connection.sendfile(file)
        answer, _ = _head(connection)
    if b" 201 " not in answer:
        raise RuntimeError(f"{server.name}: {answer!r}")


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            raise RuntimeError(f"hung up after {data!r}")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n", rest


def one_large(server: Server) -> None:
    """Get the photo of 1 GiB."""
    download(server, LARGE, GIBIBYTE)


def many_small(server: Server) -> None:
    """Get 256 photos of 4 MiB, one after the other, each on a connection of its own."""
    for number in range(PHOTOS):
        download(server, f"{number}.jpg", PHOTO)


def with_curl(server: Server) -> None:
    """Get the photo of 1 GiB as a person does."""
    url = f"http://127.0.0.1:{server.port}/photos/{LARGE}"
    subprocess.run(["curl", "-sSf", "-o", os.devnull, url], check=True, timeout=LIMIT)


def forget(server: Server) -> None:
    """Remove what was put, and let the disk and the server finish with it before the next turn."""
    (server.photos / "new.jpg").unlink()
    os.sync()
    server.settle()


def compare(
    servers: Sequence[Server],
    work: Callable[[Server], object],
    after: Callable[[Server], object],
    rounds: int,
) -> list[Times]:
    """Let each do the work in turns, first in turn changing; the first turn is not counted."""
    times = {server.name: Times() for server in servers}
    for server in servers:
        server.settle()
    for turn in range(rounds + 1):
        for server in servers if turn % 2 else reversed(servers):
            before, began = server.seconds(), time.perf_counter()
            work(server)
            clock, processor = time.perf_counter() - began, server.seconds() - before
            after(server)
            if turn:
                times[server.name].clock.append(clock)
                times[server.name].processor.append(processor)
    return list(times.values())


def report(words: str, rival: str, times: Sequence[Times], wanted: str) -> None:
    """Print one line: throughput of both, their ratio, and processor seconds for a GiB."""
    mine, other = (statistics.median(one.clock) for one in times)
    work = " and ".join(f"{statistics.median(one.processor):.2f}" for one in times)
    print(
        f"{words:<32} {1024 / mine:6.0f} MiB/s, {rival} {1024 / other:6.0f} MiB/s: "
        f"{other / mine:5.2f} times{wanted}; processor seconds for a GiB: {work}",
        flush=True,
    )


def make(path: Path) -> Path:
    """Write a photo of 1 GiB of noise."""
    noise = os.urandom(PHOTO)
    with path.open("wb") as file:
        for _ in range(GIBIBYTE // PHOTO):
            file.write(noise)
    return path


def places() -> Iterator[tuple[str, str, str]]:
    """Say where uploads are measured, and what is wanted there."""
    yield "on the disk", " (at least 0.8)", tempfile.gettempdir()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 6 * GIBIBYTE:
        yield "in memory", "", str(MEMORY)


def downloads(work: Path, rounds: int) -> None:
    """Compare with nginx; it and the host serve the same files."""
    photos = work / "data" / "photos"
    for directory in (photos, work / "nginx"):
        directory.mkdir(parents=True)
    make(photos / LARGE)
    for number in range(PHOTOS):
        (photos / f"{number}.jpg").write_bytes(os.urandom(PHOTO))
    with ours(work / "data") as mine, nginx(work / "nginx", photos) as other:
        for words, task, wanted in (
            ("1 GiB", one_large, " (at least 1.0)"),
            ("1 GiB, curl asks", with_curl, ""),
            ("4 MiB on new connections", many_small, " (at least 0.8)"),
        ):
            times = compare((mine, other), task, Server.settle, rounds)
            report(words, "nginx", times, wanted)


def uploads(words: str, wanted: str, work: Path, rounds: int) -> None:
    """Compare with the loop that hashes nothing."""
    for directory in (work / "data" / "photos", work / "bare"):
        directory.mkdir(parents=True)
    put = partial(upload, name="new.jpg", photo=make(work / "source"))
    with ours(work / "data") as mine, bare(work / "bare") as other:
        times = compare((mine, other), put, forget, rounds)
        report(f"upload of 1 GiB, {words}", "bare loop", times, wanted)


def main() -> None:
    """Compare everything, and print a line for each."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as directory:
        downloads(Path(directory), rounds)
    for words, wanted, place in places():
        with tempfile.TemporaryDirectory(dir=place) as directory:
            uploads(words, wanted, Path(directory), rounds)


if __name__ == "__main__":
    main()
