"""One connection of a service, as bytes: received and sent by a deadline, never waited for longer.

A deadline is a moment on the service's clock, and one deadline covers a whole request: a client
that sends a byte every few seconds gains nothing by it. The socket never blocks; who waits, polls.
So another thread may send on a duplicate of it without waiting either.
"""

import contextlib
import math
import os
import select
import socketserver
from io import FileIO
from typing import TYPE_CHECKING, Any

from servers import sockets

if TYPE_CHECKING:
    from servers.service import Service

BLOCK = 64 * 1024
"""Bytes asked for at once: few calls for a photo, and little to hold for each connection."""

PIECE = 4 * 1024 * 1024
"""Bytes of a file that the system is sent at once; between two, deadlines are looked at."""


class Connection(socketserver.BaseRequestHandler):
    """What a session receives and sends through, on its thread."""

    service: "Service"
    peer: str

    def __init__(self, request: Any, client_address: Any, service: "Service") -> None:
        self.service = service
        self.peer = sockets.name(client_address)
        self.hung_up = False
        self._drained = False
        self._polls: dict[int, select.poll] = {}
        super().__init__(request, client_address, service)

    def setup(self) -> None:
        """Say who waits: we, not the socket."""
        self.request.setblocking(False)

    def deadline(self, seconds: float) -> float:
        """Return the moment that is so many seconds from now."""
        return self.service.now() + seconds

    def receive(self, deadline: float | None, size: int = BLOCK) -> bytes:
        """Return what came, at most `size` bytes; `b""` says that they hung up.

        Raises TimeoutError once the deadline has passed; None means that they may take for ever.
        """
        while True:
            self._await_bytes(deadline)
            try:
                return self._receive_now(size)
            except BlockingIOError:
                continue

    def receive_next(self, deadline: float) -> bytes:
        """Receive as `receive` does what may as well be nothing: they may be about to hang up, and
        somebody else about to come.
        """
        crew, remaining = self.service.crew, _milliseconds(self._remaining(deadline))
        if self._drained and crew.attend(self.request, remaining):
            try:
                return self._receive_now(BLOCK)
            except BlockingIOError:
                pass  # the system was wrong
            finally:
                if not self.hung_up:
                    crew.pass_on()
        return self.receive(deadline)

    def receive_into(self, view: memoryview, deadline: float) -> int:
        """Do as `receive`, into memory that is there already; return how many bytes came."""
        while True:
            self._await_bytes(deadline)
            try:
                count: int = self.request.recv_into(view)
            except BlockingIOError:
                self._drained = True
                continue
            self._drained = False
            self.hung_up = not count
            return count

    def send(self, data: bytes | memoryview, deadline: float) -> None:
        """Send everything, in one send where the system takes it; TimeoutError as `receive`.

        Stopping the host waits for it: who has been answered shall have the answer. What a client
        does not take in time is thrown away, also by the system, which would keep it for minutes.
        """
        with contextlib.suppress(BlockingIOError):
            sent = self.request.send(data, sockets.AT_ONCE)
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

    def _send(self, view: memoryview, deadline: float) -> None:
        while view:
            self._remaining(deadline)
            try:
                view = view[self.request.send(view, sockets.AT_ONCE) :]
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

    def _receive_now(self, size: int) -> bytes:
        """Return what is there, `b""` if they hung up; BlockingIOError if there is nothing."""
        self._drained = True
        data: bytes = self.request.recv(size)
        self._drained = len(data) < size
        self.hung_up = not data
        return data

    def _await_bytes(self, deadline: float | None) -> None:
        """Wait where it is known that there is nothing."""
        self._remaining(deadline)
        if self._drained:
            self._wait(select.POLLIN, deadline)

    def _wait(self, event: int, deadline: float | None) -> None:
        """Poll. Not `select`, which cannot name a socket above 1,023; not epoll, one more each."""
        poll = self._polls.get(event)
        if poll is None:
            poll = self._polls[event] = select.poll()
            poll.register(self.request, event)
        poll.poll(_milliseconds(self._remaining(deadline)))

    def _remaining(self, deadline: float | None) -> float | None:
        if deadline is None:
            return None
        remaining = deadline - self.service.now()
        if remaining <= 0:
            raise TimeoutError
        return remaining


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else math.ceil(seconds * 1000)
