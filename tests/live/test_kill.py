"""`kill -9` of a host while clients archive, replace and delete: nothing is lost, nothing half.

    PYTHONPATH=.:tests python tests/live/test_kill.py --kills 200

Each client has names of its own and does one thing at a time, so it knows what each name leads to:
what was acknowledged last, or what was under way when the host died, and nothing else.
"""

import hashlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from live.killed_host import killable_host
from live.killing import by_hand

CLIENTS = 4
NAMES = 3
PIECE = 8 * 1024
SMALLEST = 16
"""Bytes of the smallest photo: no two of them are equal."""

SIZES = (SMALLEST, 2_000, 20_000, 400_000)
MOST_BYTES = 1_500_000
"""Bytes after which a host is killed at the latest: some dozen photos."""

LATEST = 0.004
"""Seconds by which the kill comes after the bytes: as long as a photo takes to be put away."""


class Gone(Exception):
    """The host hung up without the answer."""


@dataclass
class Client:
    """What one client knows. `certain` maps a name to its photo's digest, None once deleted."""

    number: int
    certain: dict[str, str | None] = field(default_factory=dict)
    under_way: tuple[str, str | None] | None = None
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)

    def work(self, port: int, random: Random, progress: Callable[[int], None]) -> None:
        """Archive and delete until the host is gone."""
        while True:
            name = f"{random.randrange(NAMES)} été de {self.number}.jpg"
            try:
                if self.certain.get(name) and random.random() < 0.2:
                    self._delete(port, name)
                else:
                    photo = random.randbytes(random.randint(SMALLEST, random.choice(SIZES)))
                    self._archive(port, name, photo, progress)
            except (Gone, ConnectionError):
                return

    def _archive(self, port: int, name: str, photo: bytes, progress: Callable[[int], None]) -> None:
        digest = hashlib.sha256(photo).hexdigest()
        self.sent.add(digest)
        self.under_way = (name, digest)
        with connect(port) as connection:
            connection.sendall(f"archiver@{name}@{len(photo)}\n".encode())
            hear_ok(connection)
            for start in range(0, len(photo), PIECE):
                connection.sendall(photo[start : start + PIECE])
                progress(PIECE)
            hear_ok(connection)
        self.acknowledged.add(digest)
        self._is_certain(name, digest)

    def _delete(self, port: int, name: str) -> None:
        self.under_way = (name, None)
        with connect(port) as connection:
            connection.sendall(f"supprimer@{name}\n".encode())
            hear_ok(connection)
        self._is_certain(name, None)

    def _is_certain(self, name: str, digest: str | None) -> None:
        self.certain[name] = digest
        self.under_way = None

    def settle(self, photos: dict[str, str]) -> bool:
        """Compare with what the disk holds; tell whether what was under way had been done."""
        name, digest = self.under_way or ("", None)
        for known in {*self.certain, name} - {""}:
            allowed = [self.certain.get(known)] + ([digest] if known == name else [])
            assert photos.get(known) in allowed, f"{known} leads to the wrong photo"
        done = bool(name) and photos.get(name) == digest != self.certain.get(name)
        if name:
            self._is_certain(name, photos.get(name))
        return done


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 30)


def hear_ok(connection: socket.socket) -> None:
    heard = b""
    while len(heard) < 2:
        if not (data := connection.recv(100)):
            raise Gone
        heard += data
    assert heard == b"ok", heard


class Disk:
    """What lies in the data directory. Files in the trash are read once, and again at the end."""

    def __init__(self, data: Path) -> None:
        self.photos_directory = data / "photos"
        self.incoming_directory = self.photos_directory / ".vasistas" / "incoming"
        self.trash_directory = self.photos_directory / ".vasistas" / "trash"
        self._trashed: dict[Path, str] = {}
        self._doubled: set[str] = set()

    def photos(self) -> dict[str, str]:
        files = (path for path in self.photos_directory.iterdir() if path.is_file())
        return {path.name: digest_of(path) for path in files}

    def trash(self) -> set[str]:
        for path in self.trash_directory.glob("*/*"):
            if path not in self._trashed:
                self._trashed[path] = digest_of(path)
        return set(self._trashed.values())

    def trash_is_untouched(self) -> bool:
        return all(digest_of(path) == digest for path, digest in self._trashed.items())

    def newly_doubled(self) -> int:
        """How many photos have a link in the trash since the last look, and their name still."""
        doubled = set(self.photos().values()) & self.trash()
        new = len(doubled - self._doubled)
        self._doubled = doubled
        return new

    def incoming(self) -> int:
        return len(list(self.incoming_directory.iterdir()))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kill_once(data: Path, clients: list[Client], random: Random) -> None:
    """Let the clients work against a host, and kill it after so many bytes and so much time."""
    due = threading.Event()
    left = random.randrange(MOST_BYTES)
    lock = threading.Lock()

    def progress(count: int) -> None:
        nonlocal left
        with lock:
            left -= count
            if left <= 0:
                due.set()

    with killable_host(data) as (process, port):
        threads = [
            threading.Thread(target=client.work, args=(port, Random(random.random()), progress))
            for client in clients
        ]
        for thread in threads:
            thread.start()
        assert due.wait(60)
        threading.Event().wait(random.uniform(0, LATEST))
        process.kill()
        process.wait()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


def check(disk: Disk, clients: list[Client]) -> Counter[str]:
    """Compare the disk, as the dead host left it, with what the clients know."""
    photos, trash = disk.photos(), disk.trash()
    facts = Counter(half_uploads_to_remove=disk.incoming())
    sent = {digest for client in clients for digest in client.sent}
    assert {*photos.values()} | trash <= sent, "something half there"
    facts["kept_but_not_yet_replaced"] = disk.newly_doubled()
    for client in clients:
        lost = client.acknowledged - trash - {*photos.values()}
        assert not lost, f"{len(lost)} acknowledged photos are lost"
        facts["clients_interrupted"] += client.under_way is not None
        facts["done_but_not_yet_acknowledged"] += client.settle(photos)
    return facts


def check_over_the_wire(data: Path, disk: Disk) -> None:
    """A new host removes what was half there, and serves every photo whole."""
    photos = disk.photos()
    with killable_host(data) as (_, port):
        assert disk.incoming() == 0
        assert ask(port, "lister\n").decode().split("@") == sorted(photos)
        for name, digest in photos.items():
            size, _, photo = ask(port, f"récupérer@{name}\nok").partition(b"\n")
            assert int(size) == len(photo)
            assert hashlib.sha256(photo).hexdigest() == digest
    assert disk.trash_is_untouched()


def ask(port: int, words: str) -> bytes:
    with connect(port) as connection, connection.makefile("rb") as answer:
        connection.sendall(words.encode())
        return answer.read()


def kill_many(data: Path, kills: int, seed: int) -> Counter[str]:
    """Kill a host so many times; return what was seen, or AssertionError."""
    random = Random(seed)
    clients = [Client(number) for number in range(CLIENTS)]
    disk = Disk(data)
    facts: Counter[str] = Counter()
    for _ in range(kills):
        kill_once(data, clients, random)
        facts += check(disk, clients)
        facts["kills"] += 1
    check_over_the_wire(data, disk)
    facts["uploads_begun"] = sum(len(client.sent) for client in clients)
    facts["uploads_acknowledged"] = sum(len(client.acknowledged) for client in clients)
    return facts


def test_a_host_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    facts = kill_many(tmp_path, kills=6, seed=2017)
    assert facts["kills"] == 6
    assert facts["uploads_acknowledged"] > 0
    assert facts["clients_interrupted"] > 0


if __name__ == "__main__":
    by_hand(
        "Kill a host while photos arrive, and look.",
        200,
        kill_many,
        "Everything acknowledged is there and whole.",
    )
