"""What the chat's tests share: a chat on any free port, and people who talk with it in bytes."""

import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from protocol.sections import Limits
from servers.chat.service import ChatService
from servers.door import Door
from servers.service import running

WELCOME = 'Bienvenue au service "tchat"\n'
NOBODY = "erreur@destinataire@personne de ce nom\n"


@contextmanager
def chatting(now: Callable[[], float] = time.monotonic, **limits: int) -> Iterator[ChatService]:
    """Run a chat; from one address as many may come as want to."""
    granted = Limits(**{"connections_per_address": 2000, **limits})
    with running(ChatService("127.0.0.1", 0, Door(granted), granted, now=now)) as service:
        yield service


def arrived(login: str, *present: str) -> str:
    """What everybody hears of an arrival."""
    return f"{login} vient de se connecter\nConnectés : {list(present)}\n"


def left(login: str, *present: str) -> str:
    """What those who remain hear of a departure."""
    return f"{login} vient de se déconnecter\nConnectés : {list(present)}\n"


class Person:
    """Somebody with a socket, who ends every message with a newline."""

    def __init__(self, service: ChatService, *, receive_buffer: int = 0) -> None:
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(10)
        self._socket.connect(("127.0.0.1", service.port))
        self._heard = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def say(self, *messages: str) -> None:
        self.send("".join(f"{message}\n" for message in messages).encode())

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def line(self) -> str:
        """The next line, or what there is before they hang up."""
        while b"\n" not in self._heard and (data := self._socket.recv(65536)):
            self._heard += data
        line, newline, self._heard = self._heard.partition(b"\n")
        return (line + newline).decode()

    def lines(self, count: int) -> str:
        return "".join(self.line() for _ in range(count))

    def hears(self, expected: str) -> None:
        """Hear exactly this next."""
        assert expected == self.lines(expected.count("\n"))

    def hears_the_end(self, expected: str = "") -> None:
        """Hear exactly this and nothing more: they hang up."""
        self.hears(expected)
        assert self.line() == ""

    def hears_nothing_else(self) -> None:
        """Make sure that nothing waits: what is asked now is answered next."""
        self.say("?@?")
        self.hears(NOBODY)

    def waits(self) -> bool:
        """Whether anything has come that was not heard yet."""
        return bool(self._heard or select.select([self._socket], [], [], 0)[0])

    def hangs_up(self) -> None:
        """Say that nothing more comes, and go on listening."""
        self._socket.shutdown(socket.SHUT_WR)

    def is_killed(self) -> None:
        """Vanish with a reset, as a killed machine's system does."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


@contextmanager
def together(service: ChatService, *logins: str) -> Iterator[list[Person]]:
    """Let people arrive one after the other; each has heard all arrivals."""
    with ExitStack() as stack:
        people: list[Person] = []
        for count, login in enumerate(logins, start=1):
            people.append(stack.enter_context(Person(service)))
            people[-1].say(login)
            people[-1].hears(WELCOME)
            for person in people:
                person.hears(arrived(login, *logins[:count]))
        yield people


class OldClient:
    """A client of 2017: one `recv` is one message, and no message ever ends with a newline."""

    def __init__(self, service: ChatService) -> None:
        self._socket = socket.create_connection(("127.0.0.1", service.port), 10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, message: str) -> None:
        self._socket.send(message.encode())

    def receive(self) -> str:
        return self._socket.recv(1024).decode()

    def receives(self, expected: str) -> None:
        """Hear exactly this, in as many messages as it takes."""
        heard = ""
        while len(heard) < len(expected):
            heard += self.receive()
        assert expected == heard
