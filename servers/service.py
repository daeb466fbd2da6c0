"""The ground of every service: a ThreadingTCPServer that limits, times out, logs and always stops.

Threads of a running service. Those of its crew accept (`NAME accepts`): all of `get_request` and
`verify_request`, neither of which waits for a client. Whichever has let a connection in keeps it
(`NAME ADDRESS:PORT`): its Session lives and dies there. A service with a `process_request` of its
own has one thread that accepts. `start` and `stop` are called by whoever owns the service, on one.

Locks. `_changed` guards `_connected`, and is held for memory and for `shutdown` of a socket, which
does not wait. No other lock is taken under it.
"""

import contextlib
import errno
import os
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

from protocol.sections import Limits
from servers import journal, sockets
from servers.crew import Crew
from servers.door import Door
from servers.promises import Promises
from servers.session import Session

__all__ = ["Service", "Session", "running", "start", "stop"]

BACKLOG = 2048
"""Connections that the system keeps for us until we accept them, twice what a host lets in: one
that finds no place there tries again after a second."""

DRAIN = 5.0
"""Seconds that stopping gives to what was promised."""

GONE = 2.0
"""Seconds that stopping waits for the threads of sessions that were cut."""

WAKE = 0.05
"""Seconds in which those who accept are awake, where shutting the socket down does that."""

KNOCK = 1.0
"""Seconds for a connection from ourselves to ourselves."""

BREATH = 0.25
"""Seconds without accepting when the system has no more files or memory for us."""

_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Service(socketserver.ThreadingTCPServer):
    """One listening port. A service of its own says `name`, `session` and what it has to share."""

    name: ClassVar[str]
    session: ClassVar[type[Session]]

    request_queue_size = BACKLOG
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        address: str,
        port: int,
        door: Door,
        limits: Limits,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self.now = now
        self.log = journal.logger(self.name)
        self.stopping = threading.Event()
        """Set once the service is closing: sessions end at the next chance."""
        self.fellows: Sequence[Service] = (self,)
        """The services of this host, itself among them; while they run."""
        self._door = door
        self._changed = threading.Condition()
        self._connected: dict[socket.socket, str] = {}
        self._promises = Promises()
        self.address_family, place = sockets.find(address, port)
        super().__init__(place, self.session)
        self.crew = Crew(self.name, self.socket, self._take)

    @property
    def port(self) -> int:
        """Where it listens, really, if any port would do."""
        return int(self.server_address[1])

    @property
    def connections(self) -> int:
        """Connections that are open now."""
        with self._changed:
            return len(self._connected)

    def refusal(self) -> bytes:
        """Return what is said to a connection that the door refuses; nothing if none."""
        return b""

    def opening(self) -> None:
        """Begin what runs beside the sessions: called once, before anybody is let in."""

    def closing(self) -> None:
        """Say goodbye: called once when stopping, before anybody is cut, and within DRAIN."""

    def hold(self) -> contextlib.AbstractContextManager[None]:
        """Keep a promise: stopping waits, for DRAIN seconds, until what is done within is done."""
        return self._promises.hold()

    # What follows up to `close_request` is socketserver's, on the threads that accept.

    def server_bind(self) -> None:
        """Bind; `::` is every network, of both families."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()
        sockets.prepare(self.socket)

    def shutdown(self) -> None:
        """Take no more connections, and wake those who wait for one: on Linux to shut the listening
        socket down does that, elsewhere somebody has to connect.
        """
        self.stopping.set()
        self.crew.dismiss()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        while not self.crew.gone(WAKE):
            with contextlib.suppress(OSError):
                socket.create_connection(self.socket.getsockname()[:2], KNOCK).close()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept; where the system is exhausted take a breath, or these threads would spin."""
        try:
            request, address = self.socket.accept()
        except OSError as error:
            if error.errno in _EXHAUSTED:
                self.log.error("no connection can be accepted: %s", error.strerror)
                self.stopping.wait(BREATH)
            raise
        finally:
            self.crew.pass_on()
        return request, sockets.plain(address)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let them in if there is room; refuse politely, without waiting, if there is none."""
        if not self._door.enter(client_address[0]):
            self.refuse(request, client_address)
            return False
        with self._changed:
            self._connected[request] = client_address[0]
        return True

    def refuse(self, request: Any, client_address: Any) -> None:
        """Say that there is no room."""
        self.log.warning("refused: full", extra={"peer": sockets.name(client_address)})
        sockets.part(request, self.refusal())

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve it on this thread; if the system has no other to accept, this connection ends."""
        work = partial(self.process_request_thread, request, client_address)
        self.crew.serve(work, f"{self.name} {sockets.name(client_address)}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log, in one line, what nobody caught; the service goes on."""
        del request
        peer = sockets.name(client_address)
        self.log.error("failed: %s", journal.mistake(), extra={"peer": peer})

    def close_request(self, request: Any) -> None:
        """Forget a connection, then close it: what is remembered is always open."""
        with self._changed:
            address = self._connected.pop(request, None)
            self._changed.notify_all()
        if address is not None:
            self._door.leave(address)
        request.close()

    def server_close(self) -> None:
        """Stop listening and cut whoever is still connected."""
        with self._changed:
            for request in self._connected:
                sockets.cut(request)
        super().server_close()

    def _take(self) -> None:
        """Accept somebody, and serve them."""
        self._handle_request_noblock()  # type: ignore[attr-defined]  # typeshed leaves it out

    def _start(self) -> None:
        self.opening()
        self.crew.start()

    def _await_promises(self, seconds: float) -> None:
        if broken := self._promises.broken(seconds):
            self.log.warning("%d answers were cut short", broken)

    def _await_sessions(self, seconds: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: not self._connected, seconds):
                self.log.warning("%d sessions did not end", len(self._connected))


S = TypeVar("S", bound=Service)


@contextlib.contextmanager
def running(service: S) -> Iterator[S]:
    """Run a service: accepting on a thread of its own within, stopped and closed after.

    To leave takes no time where nobody is being served, DRAIN and GONE seconds at the most.
    """
    start([service])
    try:
        yield service
    finally:
        stop([service])


def start(services: Sequence[Service]) -> None:
    """Accept connections from now on; where that fails, nothing is left listening."""
    try:
        for service in services:
            service.fellows = tuple(services)
            service._start()
    except RuntimeError:
        stop(services)
        raise


def stop(services: Sequence[Service]) -> None:
    """Stop services together: take nobody in, say goodbye, keep promises, cut, close, wait."""
    for service in services:
        service.shutdown()
    deadline = time.monotonic() + DRAIN
    try:
        for service in services:
            service.closing()
        for service in services:
            service._await_promises(max(0.0, deadline - time.monotonic()))
    finally:
        for service in services:
            service.server_close()
        deadline = time.monotonic() + GONE
        for service in services:
            service._await_sessions(max(0.0, deadline - time.monotonic()))
