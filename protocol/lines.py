r"""Bytes cut anywhere in, whole messages out: "a line, or a pause".

Clients of 2017 send a message in one `send` with no newline; telnet ends it with CR LF. So a
message ends at LF, or when bytes are waiting and nothing more has come for `PAUSE` seconds.
The clock is the caller's: while `waiting` is true it times the silence and calls `pause`.

    receive(b"manu\r\nbruno@sal")   ->  Line("manu", paused=False)
    receive(b"ut")                   ->  nothing: no newline yet, waiting is true
    pause()                          ->  Line("bruno@salut", paused=True)
    receive(b"")                     ->  they hung up; what was waiting is a last paused line

White space around a message is dropped. A message that is too long is an error, never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.errors import RemoteProtocolError

PAUSE = 0.15
"""Seconds of silence that end a message without newline: several times a send's path through a
lab's network, and short enough not to be felt by the person who waits for the answer."""

LIMIT = 8 * 1024
"""Bytes of one message: ten times what a person writes in a chat, little enough for 1,024
connections to be held in 8 MiB."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `paused` tells that a silence ended it, so its sender is an old client."""

    text: str
    paused: bool


class Lines:
    """The receiving half of every line-based dialect, for clients and services alike."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0
        self._ended = False
        self._paused = False

    @property
    def waiting(self) -> bool:
        """Whether bytes wait for their newline, so that the caller must time a pause."""
        return bool(self._buffer)

    @property
    def ended(self) -> bool:
        """Whether they hung up."""
        return self._ended

    def receive(self, data: bytes) -> None:
        """Store what arrived; `b""` says that they hung up."""
        self._buffer += data
        self._paused = False
        if not data:
            self._ended = True

    def pause(self) -> None:
        """Say that nothing has come for `PAUSE` seconds."""
        self._paused = True

    def events(self) -> Iterator[Line]:
        """Yield the messages that are whole.

        Raises RemoteProtocolError `longueur` for a message over the limit, and `forme` for bytes
        that are not UTF-8; nothing that comes after is to be trusted.
        """
        while self._buffer and (line := self._next()) is not None:
            yield line

    def rest(self) -> bytes:
        """Hand over, once, what came after the last message: the body that follows a request."""
        data = bytes(self._buffer)
        self._buffer.clear()
        self._searched = 0
        return data

    def _next(self) -> Line | None:
        end = self._buffer.find(b"\n", self._searched, self._limit + 1)
        if end >= 0:
            return self._take(end, 1, paused=False)
        if len(self._buffer) > self._limit:
            raise RemoteProtocolError("longueur", f"plus de {self._limit} octets")
        self._searched = len(self._buffer)
        if self._paused or self._ended:
            return self._take(len(self._buffer), 0, paused=True)
        return None

    def _take(self, length: int, newline: int, *, paused: bool) -> Line:
        raw = bytes(self._buffer[:length])
        del self._buffer[: length + newline]
        self._searched = 0
        try:
            return Line(raw.decode().strip(), paused)
        except UnicodeDecodeError:
            raise RemoteProtocolError("forme", "ce n'est pas de l'UTF-8") from None
