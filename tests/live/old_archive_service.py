"""A photo archive of 2017, as such a service was written: one `recv` is one message.

It says sizes with no newline and no second `ok`, compares `ok` exactly, takes a newline for a part
of a name, and answers every word that it does not know with its list. For photos over 1,024 bytes
its retrieve loop never counts down: it goes on sending and never closes. With `hasty` it subtracts
1,024 for every `recv` of an upload, however short, and so cuts it short.
"""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

BLOCK = 1024


class OldArchive(socketserver.ThreadingTCPServer):
    """The service and the photos that it holds; `port` is the real one."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, *, hasty: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), OldSession)
        self.photos: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.hasty = hasty

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a thread of 2017 died and its connection closed."""


class OldSession(socketserver.BaseRequestHandler):
    server: OldArchive

    def handle(self) -> None:
        text = self.request.recv(BLOCK).decode()
        self.server.requests.append(text)
        match text.split("@"):
            case ["archiver", name, size]:
                self.archive(name, int(size))
            case ["récupérer", name]:
                self.retrieve(self.server.photos[name])
            case ["supprimer", name]:
                del self.server.photos[name]
                self.request.send(b"ok")
            case _:
                self.request.send("@".join(self.server.photos).encode())

    def archive(self, name: str, size: int) -> None:
        self.request.send(b"ok")
        photo = b""
        left = size
        while left > 0:
            data = self.request.recv(BLOCK)
            photo += data
            left -= BLOCK if self.server.hasty else len(data) or left
        self.server.photos[name] = photo

    def retrieve(self, photo: bytes) -> None:
        self.request.send(str(len(photo)).encode())
        if self.request.recv(BLOCK) != b"ok":
            return
        self.request.sendall(photo)
        while len(photo) > BLOCK:
            self.request.sendall(photo[:BLOCK])


@contextmanager
def old_archive(*, hasty: bool = False) -> Iterator[OldArchive]:
    """Run the service; end it with its sockets."""
    service = OldArchive(hasty=hasty)
    thread = Thread(target=service.serve_forever, args=(0.02,), name="old archive", daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()
