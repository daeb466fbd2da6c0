"""One connection to a service, on a thread of its own: heard, answered, and bounded in time.

A deadline is a moment on the service's clock, and one deadline covers a whole request: a client
that sends a byte every few seconds gains nothing by it. The socket never blocks; who waits, polls.
So another thread may send on a duplicate of it without waiting either.
"""

import contextlib
import logging
import math
import os
import select
import socket
import socketserver
from collections.abc import Iterator
from io import FileIO
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE
from servers import sockets

if TYPE_CHECKING:
    from servers.service import Service

BLOCK = 64 * 1024
"""Bytes asked for at once: few calls for a photo, and little to hold for each connection."""

PIECE = 4 * 1024 * 1024
"""Bytes of a file that the system is sent at once; between two, deadlines are looked at."""

WHOLE = 60.0
"""Seconds from the first byte of a message to its last: it has 8 KiB at most."""

ANSWER = 10.0
"""Seconds in which a client must have taken an answer of a few lines."""

LINGER = 2.0
"""Seconds, at most, in which we still read after our last word, so that it is not lost."""

LINGER_BYTES = 1024 * 1024
"""Bytes, at most, that we still read then."""

Event_co = TypeVar("Event_co", covariant=True)


class Talk(Protocol[Event_co]):
    """The receiving half of a dialect: `protocol.lines.Lines`, `protocol.chat.ServiceSide`."""

    @property
    def waiting(self) -> bool:
        """Whether bytes wait for their newline, so that a pause must be timed."""

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""

    def pause(self) -> None:
        """Say that a pause went by."""

    def events(self) -> Iterator[Event_co]:
        """Yield what is whole; raises RemoteProtocolError."""


class Session(socketserver.BaseRequestHandler):
    """One connection from welcome to farewell. A service's own says `converse`, and `refuse`.

    Everything happens on the session's thread. What ends a session is logged in one line:
    `converse` returned, they hung up, a deadline passed, they broke the protocol, we stop.
    """

    def __init__(self, request: Any, client_address: Any, service: "Service") -> None:
        self.service = service
        self.peer = sockets.name(client_address)
        self.log = logging.LoggerAdapter(service.log, {"peer": self.peer})
        self.hung_up = False
        self._polls: dict[int, select.poll] = {}
        super().__init__(request, client_address, service)

    def converse(self) -> None:
        """Say and hear everything there is; to return is to close."""
        raise NotImplementedError

    def refuse(self, error: RemoteProtocolError) -> bytes:
        """Return the last words to a client that broke the protocol; nothing if none."""
        del error
        return b""

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard: they hung up, or the service is closing."""
        return self.hung_up or self.service.stopping.is_set()

    def handle(self) -> None:
        """Converse, and see to it that every end is a clean one."""
        self.log.info("connected")
        try:
            self.converse()
        except RemoteProtocolError as error:
            self.log.info("refused: %s", error)
            self._say_last(self.refuse(error))
        except TimeoutError as error:
            self.log.info("cut: %s", error.strerror or "too slow")
            return
        except ConnectionError as error:
            self.hung_up = True
            self.log.info("lost: %s", error.strerror or error)
        except OSError as error:
            self.log.warning("failed: %s", error)
        else:
            self.log.info("closed by them" if self.hung_up else "closed")
        self.linger()

    def deadline(self, seconds: float) -> float:
        """Return the moment that is so many seconds from now."""
        return self.service.now() + seconds

    def receive(self, deadline: float | None, size: int = BLOCK) -> bytes:
        """Return what came, at most `size` bytes; `b""` says that they hung up.

        Raises TimeoutError once the deadline has passed; None means that they may take for ever.
        """
        while True:
            self._remaining(deadline)
            try:
                data: bytes = self.request.recv(size)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            self.hung_up = not data
            return data

    def receive_into(self, view: memoryview, deadline: float) -> int:
        """Do as `receive`, into memory that is there already; return how many bytes came."""
        while True:
            self._remaining(deadline)
            try:
                count: int = self.request.recv_into(view)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            self.hung_up = not count
            return count

    def send(self, data: bytes | memoryview, deadline: float) -> None:
        """Send everything, in one send where the system takes it; TimeoutError as `receive`.

        Stopping the host waits for it: who has been answered shall have the answer. What a client
        does not take in time is thrown away, also by the system, which would keep it for minutes.
        """
        with contextlib.suppress(BlockingIOError):
            sent = self.request.send(data)
            if sent == len(data):  # nearly always: there is nothing that stopping must wait for
                return
            data = memoryview(data)[sent:]
        with self.service.hold():
            try:
                self._send(memoryview(data), deadline)
            except TimeoutError:
                sockets.forsake(self.request)
                raise

    def send_file(
        self, file: FileIO, offset: int, count: int, deadline: float, stalled: float
    ) -> None:
        """Send a part of a file as `send` does, without its bytes passing through this program.

        Whoever takes nothing at all for `stalled` seconds is cut, however far the deadline is.
        """
        with self.service.hold():
            try:
                self._send_file(file, offset, count, deadline, stalled)
            except TimeoutError:
                sockets.forsake(self.request)
                raise

    def answer(self, data: bytes) -> None:
        """Send a few lines; a client that does not take them in time is cut."""
        self.send(data, self.deadline(ANSWER))

    def hear(self, talk: Talk[Event_co], deadline: float | None) -> Iterator[Event_co]:
        """Yield what they say next, one message at least; nothing once it is `over`.

        This is "a line, or a pause". Whoever takes only the first finds the others next time.
        Raises TimeoutError when nothing whole came in time, RemoteProtocolError as `talk` does.
        """
        heard = False
        limit = deadline
        while True:
            for event in talk.events():
                heard = True
                yield event
            if heard or self.over:
                return
            limit = _sooner(limit, self.deadline(WHOLE)) if talk.waiting else deadline
            self._feed(talk, limit)

    def linger(self) -> None:
        """Say that we are done, and read on for a moment until they have hung up.

        A socket that is closed with bytes unread resets the connection, and that can destroy our
        last words on their way.
        """
        if self.hung_up:
            return
        left = LINGER_BYTES
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            deadline = self.deadline(LINGER)
            while left > 0 and not self.hung_up:
                left -= len(self.receive(deadline))

    def _send(self, view: memoryview, deadline: float) -> None:
        while view:
            self._remaining(deadline)
            try:
                view = view[self.request.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def _send_file(
        self, file: FileIO, offset: int, count: int, deadline: float, stalled: float
    ) -> None:
        limit = deadline
        while count > 0:
            self._remaining(limit)
            try:
                sent = os.sendfile(self.request.fileno(), file.fileno(), offset, min(count, PIECE))
            except BlockingIOError:
                self._wait(select.POLLOUT, limit)
                continue
            if not sent:
                raise OSError(f"the file has become {count} bytes shorter")
            offset, count = offset + sent, count - sent
            limit = min(deadline, self.deadline(stalled))

    def _feed(self, talk: Talk[object], deadline: float | None) -> None:
        """Give `talk` the bytes that come, or the pause."""
        if not talk.waiting:
            talk.receive(self.receive(deadline))
            return
        try:
            data = self.receive(_sooner(deadline, self.deadline(PAUSE)))
        except TimeoutError:
            self._remaining(deadline)
            talk.pause()
        else:
            talk.receive(data)

    def _say_last(self, data: bytes) -> None:
        if data and not self.hung_up:
            with contextlib.suppress(OSError):
                self.answer(data)

    def _wait(self, event: int, deadline: float | None) -> None:
        """Poll. Not `select`, which cannot name a socket above 1,023; not epoll, one more each."""
        poll = self._polls.get(event)
        if poll is None:
            poll = self._polls[event] = select.poll()
            poll.register(self.request, event)
        remaining = self._remaining(deadline)
        poll.poll(None if remaining is None else math.ceil(remaining * 1000))

    def _remaining(self, deadline: float | None) -> float | None:
        if deadline is None:
            return None
        remaining = deadline - self.service.now()
        if remaining <= 0:
            raise TimeoutError
        return remaining


def _sooner(deadline: float | None, other: float) -> float:
    return other if deadline is None else min(deadline, other)
