"""The program's own queue in a process of its own, to be killed: archives, and saves what it did.

    python -m live.queueing_client PORT NUMBER SEED DIRECTORY [drain]

What it does, it says on stdout, one JSON list a line, as `restless_client`. All that outlives it is
in the directory, from which the next one goes on. SIGUSR1 cuts its connections. With `drain` it
begins nothing, and ends when nothing is left to do.
"""

import asyncio
import hashlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from itertools import count, repeat
from pathlib import Path
from random import Random

from taken import photo

from protocol.sections import Archive
from tui import exif
from tui.clients import pauses
from tui.clients.archive import sending
from tui.clients.archive.http import Http
from tui.clients.archive.photo import Progress, Stored
from tui.clients.connection import BLOCK
from tui.clients.wire import Wire
from tui.screens.photos.dispatch import Dispatch
from tui.screens.photos.reach import Reach
from tui.screens.photos.transfer import Kind, Order, Stage, Transfer

NAMES = 6
WAITING = 5
SIZES = (2_000, 90_000, 600_000, 2_000_000)
WHOLE = 100_000
"""Bytes from where on an upload can go on: far fewer than in life, so that most of them can."""
REST = 0.02
PAUSE = 0.005
"""Seconds that a block takes: a line that is slow enough for a kill to come in the middle."""


def say(*facts: object) -> None:
    os.write(1, json.dumps(facts).encode() + b"\n")


class Slow(Http):
    """The archive over a slow line; says what it is asked."""

    async def store(
        self,
        name: str,
        path: Path,
        *,
        replace: bool = True,
        sha256: str | None = None,
        upload: str | None = None,
        on_upload: Callable[[str], object] | None = None,
        progress: Progress | None = None,
    ) -> Stored:
        before = size_on_disk(path) if upload else 0

        def slowly(moved: int, size: int) -> None:
            nonlocal before
            if moved <= before:
                say("resumed", max(0, moved - BLOCK))
            before = moved
            threading.Event().wait(PAUSE)
            if progress is not None:
                progress(moved, size)

        def hear(token: str) -> None:
            if on_upload is not None:
                on_upload(token)
            say("token", sha256, token)

        return await super().store(
            name,
            path,
            replace=replace,
            sha256=sha256,
            upload=upload,
            on_upload=hear,
            progress=slowly,
        )


class Client:
    """One way of life: a queue that is never empty, until it is killed."""

    def __init__(self, port: int, number: int, seed: int, directory: Path) -> None:
        self.random = Random(seed)
        self.number = number
        self.directory = directory
        self.there: set[str] = set()
        self.turns = count()
        self.waits = False
        self.archive = Slow(Archive(port=port), Wire())
        self.dispatch = Dispatch(
            self.archive, directory / "queue.jsonl", changed=self.tell, ended=self.end
        )
        self.dispatch.transfers.reach = Reach(lambda: repeat(REST))

    async def live(self, *, drain: bool) -> None:
        for name in ("out", "in"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        await self.dispatch.open()
        transfers = self.dispatch.transfers
        continued = [*transfers.running, *transfers.waiting, *transfers.ended]
        stores = [one.order for one in continued if one.order.kind is Kind.STORE]
        say("ready", {order.name: digest_in(order.path) for order in stores})
        self.clear({order.path for order in stores})
        for transfer in list(transfers.ended):
            self.dispatch.retry(transfer)
        while transfers.busy or not drain:
            if not drain and not transfers.reach.away and len(transfers.waiting) < WAITING:
                self.begin()
            await asyncio.sleep(REST / 4)
        await self.dispatch.aclose()
        self.clear(set())
        say("drained")

    def clear(self, kept: set[Path | None]) -> None:
        """Remove photos that a client before had made or saved, and is done with."""
        for path in [*(self.directory / "out").iterdir(), *(self.directory / "in").glob("[!.]*")]:
            if path not in kept:
                path.unlink()

    def begin(self) -> None:
        name = f"{self.random.randrange(NAMES)} été de la file {self.number}.jpg"
        if name in self.there and self.random.random() < 0.3:
            path = self.directory / "in" / f"{next(self.turns)} {name}"
            self.dispatch.place([Order(Kind.FETCH, name, path)])
            return
        transfers = self.dispatch.transfers
        if any(one.order.touches[1] == name for one in [*transfers.running, *transfers.waiting]):
            return
        strip = self.random.random() < 0.2
        if strip:
            data = camera_photo(self.random)
            sent = exif.without_position(data)
        else:
            size = self.random.randint(16, self.random.choice(SIZES))
            data = sent = self.random.randbytes(size)
        digest = hashlib.sha256(sent).hexdigest()
        path = self.directory / "out" / digest
        path.write_bytes(data)
        say("begin", name, digest)
        self.dispatch.place([Order(Kind.STORE, name, path, replace=True, strip_position=strip)])

    def end(self, transfer: Transfer) -> None:
        order = transfer.order
        assert order.path is not None
        if transfer.stage is not Stage.DONE:
            say("failed", order.name, transfer.reason)
            asyncio.get_running_loop().call_soon(self.dispatch.retry, transfer)
        elif order.kind is Kind.STORE:
            clean = transfer.tries == 0 and not transfer.known.upload
            say("stored", order.name, digest_in(order.path), transfer.verified, clean)
            order.path.unlink()
            self.there.add(order.name)
        else:
            say("fetched", order.name, hashlib.sha256(order.path.read_bytes()).hexdigest())
            order.path.unlink()

    def tell(self) -> None:
        """Say when nothing can come any more, and, before anything is tried, that it can."""
        transfers = self.dispatch.transfers
        waits = transfers.reach.away and not transfers.running
        if waits != self.waits:
            self.waits = waits
            say("waiting" if waits else "working")

    def cut(self) -> None:
        """Lose the connections."""
        for path in list(Path("/proc/self/fd").iterdir()):
            try:
                with socket.socket(fileno=os.dup(int(path.name))) as one:
                    if one.family == socket.AF_INET:
                        one.shutdown(socket.SHUT_RDWR)
                        say("cut")
            except OSError:
                continue


def camera_photo(random: Random) -> bytes:
    """A photo that says where it was taken, and is like no other."""
    data = photo("JPEG")
    comment = random.randbytes(60_000)
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return data[:2] + segment * random.randint(0, 3) + segment + data[2:]


def size_on_disk(path: Path) -> int:
    return path.stat().st_size


def digest_in(path: Path | None) -> str:
    assert path is not None
    return path.name


async def main() -> None:
    port, number, seed, directory, *rest = sys.argv[1:]
    pauses.FIRST = pauses.LONGEST = REST
    sending.WHOLE = WHOLE
    client = Client(int(port), int(number), int(seed), Path(directory))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, client.cut)
    await client.live(drain=bool(rest))


if __name__ == "__main__":
    asyncio.run(main())
