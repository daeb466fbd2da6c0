"""One conversation of a service, on a thread of its own: heard, answered, and bounded in time."""

import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE
from protocol.reasons import said
from servers import sockets
from servers.connection import Connection

if TYPE_CHECKING:
    from servers.service import Service

WHOLE = 60.0
"""Seconds from the first byte of a message to its last: it has 8 KiB at most."""

ANSWER = 10.0
"""Seconds in which a client must have taken an answer of a few lines."""

LINGER = 2.0
"""Seconds in which we read on after our last word, so that it is not lost."""

LINGER_LONGEST = 10.0
"""Seconds of that, at most, where a session begins anew with whatever still comes."""

LINGER_BYTES = 1024 * 1024
"""Bytes, at most, that we still read then, of a client that has little to say."""

Event_co = TypeVar("Event_co", covariant=True)


class Talk(Protocol[Event_co]):
    """The receiving half of a dialect: `lines.Lines`, `chat_sides.ServiceSide` of `protocol`."""

    @property
    def waiting(self) -> bool:
        """Whether bytes wait for their newline, so that a pause must be timed."""

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""

    def pause(self) -> None:
        """Say that a pause went by."""

    def events(self) -> Iterator[Event_co]:
        """Yield what is whole; raises RemoteProtocolError."""


class Session(Connection):
    """One connection from welcome to farewell. A service's own says `converse`, and `refuse`.

    Everything happens on the session's thread. What ends a session is logged in one line:
    `converse` returned, they hung up, a deadline passed, they broke the protocol, we stop.
    """

    visits: ClassVar[int] = logging.INFO
    """At which level coming and leaving are logged: where each request has a line of its own, these
    two would say nothing, and cost more than a small answer does."""

    def __init__(self, request: Any, client_address: Any, service: "Service") -> None:
        self.log = logging.LoggerAdapter(service.log, {"peer": sockets.name(client_address)})
        self.unheard = LINGER_BYTES
        """Bytes, at most, that are still read after our last word: what may be on its way."""
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
        self.log.log(self.visits, "connected")
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
            self.log.info("lost: %s", said(error))
        except OSError as error:
            self.log.warning("failed: %s", error)
        else:
            self.log.log(self.visits, "closed by them" if self.hung_up else "closed")
        self.linger()

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
        left, longest = self.unheard, self.deadline(LINGER_LONGEST)
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            while left > 0 and not self.hung_up:
                left -= len(self.receive(min(longest, self.deadline(LINGER))))

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


def _sooner(deadline: float | None, other: float) -> float:
    return other if deadline is None else min(deadline, other)
