"""One conversation of the upper-case service; everything happens on the thread of its event loop.

What it owes is bounded: while somebody does not take an answer, nothing more is read from them.
"""

import asyncio
import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from protocol.errors import RemoteProtocolError
from protocol.lines import PAUSE, Lines
from protocol.reasons import said
from servers import sockets
from servers.session import ANSWER, LINGER, LINGER_BYTES, WHOLE

if TYPE_CHECKING:
    from servers.echo import Echo

BANNER = b'Bonjour, tapez votre texte, ("fin" pour quitter)\n'

IDLE = 600.0
"""Seconds without a message: a person at telnet thinks, one who has left gives the place back."""

AT_ONCE = 64
"""Messages of one client that are answered before the others have their turn."""


class Conversation(asyncio.Protocol):
    """Greets, then answers each message in a send of its own, an empty one too."""

    def __init__(self, service: "Echo", request: Any, client_address: Any) -> None:
        self.service = service
        self.request = request
        self.log = logging.LoggerAdapter(service.log, {"peer": sockets.name(client_address)})
        self._loop = asyncio.get_running_loop()
        self._lines = Lines()
        self._answered = 0
        self._heard = self._loop.time()
        """When they last said something."""
        self._began = 0.0
        """When the message began that is not whole yet; 0: there is none."""
        self._pause: asyncio.TimerHandle | None = None
        self._patience: asyncio.TimerHandle | None = None
        """How long we wait for them: to speak, to take an answer, or to hang up."""
        self._promise = ExitStack()
        """Holds the service while an answer is not taken."""
        self._owing = False
        self._lingers: int | None = None
        """Bytes that are still read after our last word; None: it is not said."""
        self._end = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.service.conversations.add(self)
        transport.set_write_buffer_limits(0)  # whatever the system does not take at once is owed
        self.log.info("connected")
        self._patience = self._loop.call_later(IDLE, self._idle)
        transport.write(BANNER)

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        if self._lingers is not None:
            self._lingers -= len(data)
            if self._lingers < 0:
                self.transport.abort()
            return
        self._heard = self._loop.time()
        self._lines.receive(data)
        self._answer()

    def eof_received(self) -> bool:
        """Answer what they said last. True: it is not over before they have that."""
        if self._lingers is not None:
            return False
        self._end = "closed by them"
        self._lines.receive(b"")
        self._answer()
        return True

    def pause_writing(self) -> None:
        """Owe an answer: wait for it to be taken, and read nothing meanwhile."""
        self._owing = True
        self._promise.enter_context(self.service.hold())
        self.transport.pause_reading()
        self._wait(ANSWER, self._cut)

    def resume_writing(self) -> None:
        """Owe nothing any more."""
        self._owing = False
        self._promise.close()
        if self._lingers is None:
            self._wait(IDLE, self._idle)
            self._go_on()
        else:
            self._linger()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget them."""
        for timer in (self._pause, self._patience):
            if timer is not None:
                timer.cancel()
        self._promise.close()
        self.log.info("messages answered: %d", self._answered)
        lost = f"lost: {said(error)}" if error else "closed"
        self.log.info(self._end or lost)
        self.service.conversations.discard(self)
        self.service.close_request(self.request)

    def _answer(self) -> None:
        """Answer what is whole, as far as answers are taken, and with a turn for the others."""
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        try:
            for count, line in enumerate(self._lines.events(), 1):
                if line.text.lower() == "fin":
                    self._part()
                    return
                self.transport.write(f"Service > {line.text.upper()}\n".encode())
                self._answered += 1
                if self._owing:
                    return
                if count == AT_ONCE:
                    self.transport.pause_reading()
                    self._loop.call_soon(self._go_on)
                    return
        except RemoteProtocolError as error:
            self.log.info("refused: %s", error)
            self.transport.write(self.service.last_words(error))
            self._part()
            return
        if self._lines.ended:
            self.transport.close()
        else:
            self._time()

    def _go_on(self) -> None:
        if not self._lines.ended:
            self.transport.resume_reading()
        self._answer()

    def _time(self) -> None:
        """Time the message that is not whole: a pause ends it, and it may not take for ever."""
        if not self._lines.waiting:
            self._began = 0.0
            return
        now = self._loop.time()
        self._began = self._began or now
        if now > self._began + WHOLE:
            self._cut()
        else:
            self._pause = self._loop.call_later(PAUSE, self._paused)

    def _paused(self) -> None:
        self._lines.pause()
        self._answer()

    def _part(self) -> None:
        """Say nothing more; once they have everything, read on for a moment until they hang up."""
        self._end = "closed"
        self._lingers = LINGER_BYTES
        if not self._owing:
            self._linger()

    def _linger(self) -> None:
        """Close our side. To close both with bytes unread would destroy our last words."""
        if self._lines.ended:
            self.transport.close()
            return
        self.transport.resume_reading()
        self.transport.write_eof()
        self._wait(LINGER, self.transport.abort)

    def _wait(self, seconds: float, then: Any) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self._loop.call_later(seconds, then)

    def _idle(self) -> None:
        """End it if they have said nothing for long; else wait for what is left of it."""
        left = self._heard + IDLE - self._loop.time()
        if left > 0:
            self._wait(left, self._idle)
        else:
            self._cut()

    def _cut(self) -> None:
        self._end = "cut: too slow"
        if self._owing:
            sockets.forsake(self.request)
        self.transport.abort()
