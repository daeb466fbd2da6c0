"""What the tests of the archive over HTTP share: an archive, and a client that says any bytes."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from protocol.sections import Limits
from servers.door import Door
from servers.photos.service import ArchiveService
from servers.photos.shelf import Shelf
from servers.service import running

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    fields: Mapping[str, str]
    body: bytes


@contextmanager
def archive(
    directory: Path,
    *,
    limits: Limits | None = None,
    photo: int = 64 * MEBIBYTE,
    quota: int = 0,
    free: int = 1024 * MEBIBYTE,
) -> Iterator[ArchiveService]:
    """Run an archive in a directory."""
    limits = limits or Limits()
    shelf = Shelf(
        directory, photo_limit=photo, archive_limit=quota, free_to_leave=0, free=lambda _: free
    )
    with running(ArchiveService("127.0.0.1", 0, Door(limits), limits, shelf=shelf)) as service:
        yield service


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, line: str, *fields: str, body: bytes = b"") -> Answer:
        """Ask something of the host, with Host and Content-Length where they are not given."""
        self.say(request(line, *fields, body=body))
        return self.hear(head=line.startswith("HEAD"))

    def hear(self, *, head: bool = False) -> Answer:
        """Return the next answer."""
        status = self.file.readline()
        if not status:
            raise ConnectionError("they hung up")
        fields = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            fields[name] = value
        length = 0 if head else int(fields.get("Content-Length", "0"))
        return Answer(int(status.split()[1]), fields, self.file.read(length))

    def rest(self) -> bytes:
        """Return what comes until they hang up."""
        return self.file.read()


def request(line: str, *fields: str, body: bytes = b"") -> bytes:
    """Write a request."""
    lines = [f"{line} HTTP/1.1", "Host: 127.0.0.1", *fields]
    names = {field.partition(":")[0].lower() for field in fields}
    if body and not names & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
