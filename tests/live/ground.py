"""What the tests of the services' ground share: a service that does what it is told, a client."""

import socket
import time
from collections.abc import Callable

from protocol.errors import RemoteProtocolError
from protocol.lines import Lines
from protocol.sections import Limits
from servers.door import Door
from servers.service import Service, Session

FULL = b"erreur@interdit@complet\n"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = 1000.0

    def __call__(self) -> float:
        return self.moment


class Player(Session):
    """A session that does what its service was given to play."""

    service: "Playground"

    def converse(self) -> None:
        self.service.play(self)

    def refuse(self, error: RemoteProtocolError) -> bytes:
        return f"erreur@{error.code}@{error.detail}\n".encode()

    def receive(self, deadline: float | None, size: int = 65536) -> bytes:
        data = super().receive(deadline, size)
        self.service.received += len(data)
        return data


class LonePlayer(Player):
    """One to whose client nobody else sends."""

    alone = True


def parrot(session: Session) -> None:
    """Say again what is heard, each message within `first_words` seconds."""
    lines = Lines()
    while not session.over:
        for heard in session.hear(lines, session.deadline(session.service.limits.first_words)):
            session.answer(f"{heard.text}\n".encode())


class Playground(Service):
    """A service on any free port; `received` counts the bytes that its sessions took."""

    name = "test"
    session = Player

    def __init__(
        self,
        play: Callable[[Session], None] = parrot,
        limits: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        limits = limits or Limits()
        self.play = play
        self.received = 0
        self.door = Door(limits)
        super().__init__("127.0.0.1", 0, self.door, limits, now=now)

    def refusal(self) -> bytes:
        return FULL


class LonePlayground(Playground):
    """A service whose sessions are alone with their clients."""

    session = LonePlayer


def connect(port: int, source: str = "127.0.0.1") -> socket.socket:
    """A client's connection, from this loopback address."""
    return socket.create_connection(("127.0.0.1", port), 10, source_address=(source, 0))


def rest(connection: socket.socket) -> bytes:
    """What comes until they hang up."""
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


def line(connection: socket.socket) -> bytes:
    """One line, read byte by byte so that nothing behind it is taken."""
    data = b""
    while not data.endswith(b"\n") and (byte := connection.recv(1)):
        data += byte
    return data


def say(connection: socket.socket, words: bytes) -> bytes:
    """Say words, and return the line that answers."""
    connection.sendall(words)
    return line(connection)
