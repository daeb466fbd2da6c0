"""What the clients of a host that is killed have said, and what must therefore be on its disk."""

import json
import sys
import threading
from collections import Counter, defaultdict
from pathlib import Path
from random import Random


class Ledger:
    """What one client has said, over all its lives; one thread hears it. `lock` guards it all."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.lock = threading.Lock()
        self.allowed: dict[str, set[str | None]] = {}
        self.unsettled: dict[str, set[str | None]] = {}
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.under_way: tuple[str, str | None] | None = None
        self.begun: tuple[str, str, int, int] | None = None
        self.reached = 0
        self.state = ""
        self.facts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def command(self, port: int, random: Random) -> list[str]:
        """Say how a client is started; one goes on with what the one before it had begun."""
        begun = self.begun or ()
        self.facts["uploads taken up again by another client"] += bool(begun)
        words = [port, self.number, random.getrandbits(60), *begun]
        return [sys.executable, "-m", "live.restless_client", *map(str, words)]

    @property
    def owing(self) -> bool:
        """Whether something was begun that another client has to end."""
        return self.begun is not None

    @property
    def ended(self) -> int:
        """How often a client has ended something."""
        return self.facts["clients said done"]

    def hear(self, line: str) -> None:
        with self.lock:
            what, *facts = json.loads(line)
            self.facts[f"clients said {what}"] += 1
            getattr(self, f"on_{what}", self.on_other)(*facts)
            self.state = what

    def on_other(self, *_: object) -> None:
        pass

    def on_begin(self, name: str, digest: str | None) -> None:
        self.under_way = (name, digest)
        self.begun = None
        self.reached = 0
        self.unsettled.setdefault(name, set()).add(digest)
        self.allowed.setdefault(name, {None}).add(digest)
        if digest is not None:
            self.sent.add(digest)

    def on_place(self, place: str, name: str, seed: int, size: int) -> None:
        self.begun = (place, name, seed, size)

    def on_reached(self, offset: int) -> None:
        self.reached = offset

    def on_found(self, offset: int) -> None:
        if offset < self.reached:
            self.wrong.append(f"{self.begun} shrank from {self.reached} to {offset}")

    def on_forgotten(self, place: str) -> None:
        self.wrong.append(f"{place} was forgotten")

    def on_done(self) -> None:
        name, digest = self.under_way or ("", None)
        self.unsettled[name].discard(digest)
        self.allowed[name] = {digest} | self.unsettled[name]
        self.under_way = self.begun = None
        if digest is not None:
            self.acknowledged.add(digest)

    def on_lost(self, why: str) -> None:
        self.under_way = self.begun = None
        if why.startswith("ValueError"):
            self.wrong.append(why)

    def settle(self, photos: dict[str, str]) -> None:
        """Hold the disk of a dead host against what was said; from here on it is as it is."""
        with self.lock:
            assert not self.wrong, self.wrong
            for name, allowed in self.allowed.items():
                assert photos.get(name) in allowed, f"{name} leads to the wrong photo"
                self.allowed[name] = {photos.get(name)}
            self.unsettled = {}
            if self.under_way:
                name, digest = self.under_way
                self.unsettled[name] = {digest}
                self.allowed[name].add(digest)


class QueueLedger(Ledger):
    """What the program's own queue has said: several photos are under way at a time, and what was
    begun is ended by whoever comes later. `directory` is all that outlives a client.
    """

    def __init__(self, number: int, directory: Path) -> None:
        super().__init__(number)
        self.directory = directory
        self.pending: dict[str, str] = {}
        self.tokens: dict[str, set[str]] = defaultdict(set)
        self.draining = False

    def command(self, port: int, random: Random) -> list[str]:
        words = [port, self.number, random.getrandbits(60), self.directory]
        drain = ["drain"] if self.draining else []
        return [sys.executable, "-m", "live.queueing_client", *map(str, words), *drain]

    @property
    def owing(self) -> bool:
        self.draining = True
        return True

    @property
    def ended(self) -> int:
        return self.facts["clients said drained"]

    def on_ready(self, pending: dict[str, str]) -> None:
        """A client has opened its journal: what is not in there was over, or never began."""
        begun = {name: digest for name, digest in self.pending.items() if name not in pending}
        for name, digest in pending.items():
            if self.pending.get(name) != digest:
                self.wrong.append(f"{name} goes on with what was not asked for last")
        self.facts["transfers continued by another client"] += len(pending)
        for name in begun:
            del self.pending[name]

    def on_begin(self, name: str, digest: str | None) -> None:
        assert digest is not None
        super().on_begin(name, digest)
        self.under_way = None
        self.pending[name] = digest

    def on_token(self, digest: str, token: str) -> None:
        self.tokens[digest].add(token)
        if len(self.tokens[digest]) > 1:
            self.wrong.append(f"an upload began anew: {self.tokens[digest]}")

    def on_resumed(self, offset: int) -> None:
        self.facts["uploads that went on beyond their first byte"] += offset > 0

    def on_stored(self, name: str, digest: str, verified: bool, clean: bool) -> None:
        """`clean`: it was tried once, so that nothing of it can come late."""
        if not verified:
            self.wrong.append(f"{name} was not compared")
        if clean:
            self.unsettled[name].discard(digest)
        self.allowed[name] = {digest} | self.unsettled[name]
        self.pending.pop(name, None)
        self.acknowledged.add(digest)

    def on_fetched(self, name: str, digest: str) -> None:
        if digest not in self.sent:
            self.wrong.append(f"{name} came, and is no photo that was sent")

    def on_failed(self, name: str, reason: str) -> None:
        if "hung up" not in reason and "failed" not in reason and "stopped" not in reason:
            self.wrong.append(f"{name}: {reason}")

    def settle(self, photos: dict[str, str]) -> None:
        super().settle(photos)
        with self.lock:
            for name, digest in self.pending.items():
                self.unsettled[name] = {digest}
                self.allowed[name].add(digest)
