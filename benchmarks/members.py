"""Members of a crowd in an IRC room: who listens, who speaks, and what they say."""

import resource
import socket
import time
from contextlib import suppress
from pathlib import Path

ROOM = b"#crowd"
PATIENCE = 60.0
"""Seconds until a load is given up."""

PIECE = 8192
"""Bytes that one speaker sends at once."""

MORE = 512
"""Bytes that may come beside what is expected: that somebody was cut."""

LENGTH = len(b"PRIVMSG #crowd :0 0000000 \r\n") + 50


class Listener:
    """A member: what it hears goes into memory of its own, and when how much had come."""

    def __init__(self, port: int, name: str) -> None:
        self.socket = entered(port, name)
        self.heard = memoryview(b"")
        self.length = self.size = 0
        self.moments: list[tuple[float, int]] = []

    def expect(self, size: int) -> None:
        """Touch the memory for so many bytes."""
        self.size = size
        self.heard = memoryview(bytearray(b"\1" * (size + MORE)))
        self.socket.setblocking(False)

    def listen(self) -> None:
        """Take what has come."""
        count = self.socket.recv_into(self.heard[self.length :])
        if not count:
            raise RuntimeError("the server hung up, or said more than was to be heard")
        self.moments.append((time.perf_counter(), self.length + count))
        self.length += count
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    @property
    def is_done(self) -> bool:
        """Whether everything has come that is expected."""
        if self.length >= self.size:
            self._forget_quit()
        return self.length >= self.size

    def _forget_quit(self) -> None:
        """Leave out that somebody was cut, which is heard among the rest."""
        data = bytes(self.heard[: self.length])
        if (at := data.find(b" QUIT ")) < 0:
            return
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at) + 1
        gap = end - start
        self.heard[start : self.length - gap] = data[end:]
        self.length -= gap
        self.moments = [
            (moment, length - gap if length >= end else min(start, length))
            for moment, length in self.moments
        ]


class Speaker:
    """What one member has to say, and how much of it has left when."""

    def __init__(self, number: int, connection: socket.socket, messages: int) -> None:
        self.socket = connection
        self.script = b"".join(line(number, count) for count in range(messages))
        self.sent = 0
        self.moments: list[float] = []

    def speak(self, messages: int) -> None:
        """Send as much as the system takes of the first so many messages."""
        end = min(messages * LENGTH, len(self.script), self.sent + PIECE)
        if self.sent < end:
            now = time.perf_counter()
            with suppress(BlockingIOError):
                self.sent += self.socket.send(self.script[self.sent : end])
            self.moments += [now] * (-(-self.sent // LENGTH) - len(self.moments))


def entered(port: int, name: str, room: bytes = ROOM) -> socket.socket:
    """Return the connection of somebody who is in the room."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b"NICK %b\r\nUSER u 0 * :r\r\n" % name.encode())
    until(connection, b" 376 ", 1)
    if room:
        connection.sendall(b"JOIN %b\r\n" % room)
        until(connection, b" 366 ", 1)
    return connection


def until(connection: socket.socket, words: bytes, times: int) -> bytes:
    """Return what is heard until these words have come so many times."""
    heard = b""
    while heard.count(words) < times or not heard.endswith(b"\n"):
        if not (more := connection.recv(65536)):
            raise RuntimeError(heard.decode(errors="replace"))
        heard += more
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return heard


def line(speaker: int, count: int) -> bytes:
    """Return one message."""
    return b"PRIVMSG %b :%d %07d %b\r\n" % (ROOM, speaker, count, b"x" * 50)


def memory(process: int) -> int:
    """Return the KiB of a process that are in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024
