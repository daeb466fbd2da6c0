"""A client in a process of its own, to be killed: archives and deletes, by every way there is.

    python -m live.restless_client PORT NUMBER SEED [PLACE NAME BYTES_SEED SIZE]

What it does, it says on stdout before, and what was answered after, one JSON list a line; so who
reads that knows at any moment what must be on the disk. SIGUSR1 cuts its connection. The last
four words name an upload that a client killed before had begun: this one goes on with it.
"""

import contextlib
import hashlib
import http.client
import json
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from functools import partial
from random import Random
from urllib.parse import quote

from protocol.tus import Checksum, render_checksum, render_metadata

NAMES = 3
SMALLEST = 16
SIZES = (SMALLEST, 2_000, 20_000, 400_000)
PIECE = 8 * 1024
PAUSE = 0.02
RESET = struct.pack("ii", 1, 0)
LOST = (OSError, http.client.HTTPException, ValueError)
TUS = {"Tus-Resumable": "1.0.0"}
BODY = TUS | {"Content-Type": "application/offset+octet-stream"}


def say(*facts: object) -> None:
    os.write(1, json.dumps(facts).encode() + b"\n")


class Client:
    """One way of life: the next thing, until it is killed."""

    def __init__(self, port: int, number: int, seed: int) -> None:
        self.port = port
        self.number = number
        self.random = Random(seed)
        self.there: set[str] = set()
        self.connection: socket.socket | None = None
        signal.signal(signal.SIGUSR1, self.cut)

    def cut(self, *_: object) -> None:
        """Lose the connection, as a machine does that goes to sleep or is pulled off."""
        if self.connection is not None:
            with contextlib.suppress(OSError):
                if self.random.random() < 0.5:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                self.connection.shutdown(socket.SHUT_RDWR)
                say("cut")

    def live(self) -> None:
        while True:
            name = f"{self.random.randrange(NAMES)} été de {self.number}.jpg"
            if name in self.there and self.random.random() < 0.15:
                way = self.random.choice((self.delete_classic, self.delete))
                self.do(name, None, partial(way, name))
                continue
            seed = self.random.getrandbits(60)
            size = self.random.randint(SMALLEST, self.random.choice(SIZES))
            data = Random(seed).randbytes(size)
            way = self.random.choice((self.archive, self.put, self.put_chunked, self.upload))
            self.do(name, data, partial(way, name, data, seed))

    def do(self, name: str, data: bytes | None, way: Callable[[], None]) -> None:
        say("begin", name, data and hashlib.sha256(data).hexdigest())
        try:
            way()
        except LOST as error:
            say("lost", f"{type(error).__name__}: {error}")
            self.there.discard(name)
        else:
            say("done")
            (self.there.discard if data is None else self.there.add)(name)

    def connect(self) -> socket.socket:
        said = False
        while True:
            try:
                self.connection = socket.create_connection(("127.0.0.1", self.port), 30)
            except OSError:
                if not said:
                    say("waiting")
                    said = True
                threading.Event().wait(PAUSE)
            else:
                if said:
                    say("working")
                return self.connection

    def speak(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.sock = self.connect()
        return connection

    def ask(
        self, method: str, target: str, body: object, fields: dict[str, str], *good: int
    ) -> http.client.HTTPResponse:
        connection = self.speak()
        with contextlib.closing(connection):
            connection.request(method, target, body, fields)
            answer = connection.getresponse()
            words = answer.read()
        if answer.status not in good:
            raise ValueError(f"{answer.status} {words!r}")
        return answer

    def archive(self, name: str, data: bytes, _: int) -> None:
        with self.connect() as connection:
            connection.sendall(f"archiver@{name}@{len(data)}\n".encode())
            hear_ok(connection)
            for start in range(0, len(data), PIECE):
                connection.sendall(data[start : start + PIECE])
            hear_ok(connection)

    def put(self, name: str, data: bytes, _: int) -> None:
        self.ask("PUT", target(name), data, {}, 200, 201)

    def put_chunked(self, name: str, data: bytes, _: int) -> None:
        pieces = (data[start : start + PIECE] for start in range(0, len(data), PIECE))
        self.ask("PUT", target(name), pieces, {}, 200, 201)

    def delete_classic(self, name: str) -> None:
        with self.connect() as connection:
            connection.sendall(f"supprimer@{name}\n".encode())
            hear_ok(connection)

    def delete(self, name: str) -> None:
        self.ask("DELETE", target(name), None, {}, 204)

    def upload(self, name: str, data: bytes, seed: int) -> None:
        facts = {"filename": name}
        if self.random.random() < 0.5:
            facts["sha256"] = hashlib.sha256(data).hexdigest()
        said = {"Upload-Length": str(len(data)), "Upload-Metadata": render_metadata(facts)}
        place = self.ask("POST", "/uploads", b"", TUS | said, 201).headers["Location"]
        say("place", place, name, seed, len(data))
        self.go_on(place, data, 0)

    def go_on(self, place: str, data: bytes, reached: int) -> None:
        """Send the rest, in pieces, through every cut and every death of the host."""
        while reached < len(data):
            end = min(len(data), reached + self.random.randint(1, len(data)))
            try:
                reached = self.patch(place, data[reached:end], reached)
                say("reached", reached)
            except LOST as error:
                say("resumes", f"{type(error).__name__}: {error}")
                reached = self.offset(place)
                say("found", reached)

    def patch(self, place: str, data: bytes, offset: int) -> int:
        fields = BODY | {"Upload-Offset": str(offset)}
        if self.random.random() < 0.3:
            digest = Checksum("sha256", hashlib.sha256(data).digest())
            fields["Upload-Checksum"] = render_checksum(digest)
        answer = self.ask("PATCH", place, data, fields, 204)
        return int(answer.headers["Upload-Offset"])

    def offset(self, place: str) -> int:
        while True:
            try:
                return int(self.ask("HEAD", place, None, TUS, 200).headers["Upload-Offset"])
            except LOST as error:
                if str(error).startswith("404"):
                    say("forgotten", place)
                    raise
                say("resumes", f"{type(error).__name__}: {error}")

    def finish(self, place: str, name: str, seed: int, size: int) -> None:
        """Go on with what was begun by a client that was killed."""
        data = Random(seed).randbytes(size)

        def go_on() -> None:
            say("place", place, name, seed, size)
            reached = self.offset(place)
            say("found", reached)
            self.go_on(place, data, reached)

        self.do(name, data, go_on)


def hear_ok(connection: socket.socket) -> None:
    heard = b""
    while len(heard) < 2:
        if not (data := connection.recv(100)):
            raise ConnectionError("the host hung up")
        heard += data
    if heard != b"ok":
        raise ValueError(heard)


def target(name: str) -> str:
    return f"/photos/{quote(name)}"


def main() -> None:
    port, number, seed, *begun = sys.argv[1:]
    client = Client(int(port), int(number), int(seed))
    say("ready")
    if begun:
        place, name, bytes_seed, size = begun
        client.finish(place, name, int(bytes_seed), int(size))
    client.live()


if __name__ == "__main__":
    main()
