"""`kill -9` of the host, of clients, and of connections while photos travel by every dialect.

    PYTHONPATH=.:tests python tests/live/test_kill_everything.py --kills 300

Clients are processes with names of their own: some speak as anybody could (`restless_client`),
others are the program's own queue with its journal (`queueing_client`). What each says on its
stdout is the ledger: whatever was acknowledged is whole, under its name or in the trash; a name
leads to what was acknowledged last or to what was under way since, never to something half. In the
end nothing is left of uploads, parts and copies.
"""

import hashlib
import os
import signal
import subprocess
import threading
import urllib.request
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Self
from urllib.parse import quote

from live.killed_host import ROOT, killable_host
from live.killing import by_hand
from live.ledgers import Ledger, QueueLedger
from waiting import until

from servers.photos.shelf import Shelf
from servers.photos.uploads import Uploads

CLIENTS = 3
QUEUES = 2
LONGEST = 0.25
"""Seconds between two kills, at the most: some dozen photos."""


class Life:
    """One process of a client, and the thread that reads what it says."""

    def __init__(self, ledger: Ledger, port: int, random: Random) -> None:
        self.ledger = ledger
        self.port = port
        self.random = random
        self.start()

    def start(self) -> None:
        """Live, and go on with what the life before had begun."""
        command = self.ledger.command(self.port, self.random)
        self.ledger.state = ""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self) -> None:
        for line in self.process.stdout or ():
            if line.endswith("\n"):
                self.ledger.hear(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.thread.join()
        if self.process.stdout:
            self.process.stdout.close()


class Disk:
    """What lies in the data directory. Files in the trash are read once, and again at the end."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "photos"
        self.hidden = self.directory / ".vasistas"
        self._trashed: dict[Path, str] = {}

    def photos(self) -> dict[str, str]:
        files = (path for path in self.directory.iterdir() if path.is_file())
        return {path.name: digest_of(path) for path in files}

    def trash(self) -> set[str]:
        for path in (self.hidden / "trash").glob("*/*.jpg"):
            if path not in self._trashed:
                self._trashed[path] = digest_of(path)
        return set(self._trashed.values())

    def trash_is_untouched(self) -> bool:
        return all(digest_of(path) == digest for path, digest in self._trashed.items())

    def names(self, folder: str) -> list[str]:
        return [path.name for path in (self.hidden / folder).iterdir()]


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class World:
    """One host at a time, and its clients."""

    def __init__(self, data: Path, random: Random) -> None:
        self.data = data
        self.random = random
        self.disk = Disk(data)
        self.queues = [
            QueueLedger(CLIENTS + number, data / f"queue {number}") for number in range(QUEUES)
        ]
        self.ledgers = [*map(Ledger, range(CLIENTS)), *self.queues]
        self.facts: Counter[str] = Counter()
        self.port = 0

    def run(self, kills: int) -> Counter[str]:
        left = kills
        with ExitStack() as stack:
            lives: list[Life] = []
            while left:
                with killable_host(self.data, self.port) as (process, self.port):
                    lives = lives or [
                        stack.enter_context(Life(ledger, self.port, self.random))
                        for ledger in self.ledgers
                    ]
                    left = self.trouble(lives, left)
                    process.kill()
                    process.wait()
                self.facts["hosts killed"] += 1
                self.check(lives)
        self.finish()
        return self.total()

    def trouble(self, lives: list[Life], left: int) -> int:
        """Kill clients and cut connections, until it is the host's turn; return what is left."""
        while True:
            threading.Event().wait(self.random.uniform(0, LONGEST))
            left -= 1
            kind = self.random.choice(("host", "client", "connection", "connection"))
            if kind == "host" or not left:
                return left
            number = self.random.randrange(len(lives))
            if kind == "client":
                lives[number].kill()
                lives[number].start()
                until(lambda number=number: self.ledgers[number].state != "", 30)
                self.facts["clients killed"] += 1
            elif self.ledgers[number].state:
                lives[number].process.send_signal(signal.SIGUSR1)
                self.facts["connections to be cut"] += 1

    def check(self, lives: list[Life]) -> None:
        """Compare what the dead host left with what the clients know, once they know it is dead."""
        for life in lives:
            until(lambda life=life: life.ledger.state == "waiting", 30)
        photos, trash = self.disk.photos(), self.disk.trash()
        self.facts["half uploads found in incoming"] += len(self.disk.names("incoming"))
        sent = {digest for ledger in self.ledgers for digest in ledger.sent}
        assert {*photos.values()} | trash <= sent, "something half there"
        for ledger in self.ledgers:
            lost = ledger.acknowledged - trash - {*photos.values()}
            assert not lost, f"{len(lost)} acknowledged photos are lost"
            ledger.settle(photos)

    def finish(self) -> None:
        """Every upload that was begun can be ended, and then nothing is left but photos."""
        with killable_host(self.data, self.port) as (_, self.port):
            assert self.disk.names("incoming") == []
            for ledger in self.ledgers:
                if ledger.owing:
                    ended = ledger.ended
                    with Life(ledger, self.port, self.random):
                        until(lambda of=ledger, before=ended: of.ended > before, 60)
            until(lambda: self.disk.names("incoming") == [])
            photos = until(self.agreed)
        for ledger in self.ledgers:
            ledger.settle(photos)
        for queue in self.queues:
            left = [path.name for path in queue.directory.rglob("*") if path.is_file()]
            assert sorted(left) == ["queue.jsonl", "queue.lock"]
            assert not queue.pending
        assert self.disk.trash_is_untouched()
        self.facts["uploads remembered at the end"] = len(self.disk.names("uploads"))
        tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
        shelf = Shelf(self.disk.directory, photo_limit=10**9, archive_limit=0, free_to_leave=0)
        Uploads(shelf, now=lambda: tomorrow)
        assert self.disk.names("uploads") == []

    def agreed(self) -> dict[str, str]:
        """Return what is on the disk, once the host says the same: of those who were killed last,
        something may still be on its way.
        """
        photos = self.disk.photos()
        for name, digest in photos.items():
            with urllib.request.urlopen(self.address(name)) as answer:
                if hashlib.sha256(answer.read()).hexdigest() != digest:
                    return {}
        return photos if photos == self.disk.photos() else {}

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/photos/{quote(name)}"

    def total(self) -> Counter[str]:
        for ledger in self.ledgers:
            self.facts += ledger.facts
            self.facts["photos sent"] += len(ledger.sent)
            self.facts["photos acknowledged"] += len(ledger.acknowledged)
        return self.facts


def test_nothing_acknowledged_is_lost_whatever_is_killed(tmp_path: Path) -> None:
    facts = World(tmp_path, Random(2017)).run(8)
    assert facts["hosts killed"] > 0
    assert facts["photos acknowledged"] > 0


def kill_many(data: Path, kills: int, seed: int) -> Counter[str]:
    """Kill so many times; return what was seen, or AssertionError."""
    return World(data, Random(seed)).run(kills)


if __name__ == "__main__":
    by_hand(
        "Kill whatever moves while photos travel.",
        300,
        kill_many,
        "Everything acknowledged is there and whole.",
    )
