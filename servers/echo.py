"""The upper-case service: what is said comes back in capitals, until `fin`.

S: Bonjour, tapez votre texte, ("fin" pour quitter)
C: bienvenue à tout le monde
S: Service > BIENVENUE À TOUT LE MONDE
C: fin

An answer is there before anybody could wait for it, so all conversations take place on one thread
(`echo answers`), in an event loop: with a thread for each, most of the time would go into handing
Python from one to another. The thread that accepts hands connections over, and nothing else;
`_began` and the loop's own queue are what the two share.
"""

import asyncio
import threading
from typing import Any

from protocol.archive import render_refusal
from protocol.errors import RemoteProtocolError
from protocol.sections import Limits
from servers.capitals import Conversation
from servers.door import Door
from servers.service import GONE, Service, Session


class Echo(Service):
    """The upper-case service of a host."""

    name = "echo"
    session = Session

    def __init__(self, address: str, port: int, door: Door, limits: Limits) -> None:
        self.conversations: set[Conversation] = set()
        """Those under way; belongs to the thread that answers."""
        self._began = threading.Event()
        self._thread: threading.Thread | None = None
        super().__init__(address, port, door, limits)

    def opening(self) -> None:
        """Start the thread that answers."""
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._converse(),), name="echo answers", daemon=True
        )
        self._thread.start()
        self._began.wait()

    def refusal(self) -> bytes:
        """Say that the host is full."""
        return self.last_words(RemoteProtocolError("interdit", "trop de connexions"))

    def last_words(self, error: RemoteProtocolError) -> bytes:
        """Say why a conversation ends."""
        return render_refusal(error)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand a connection to the thread that answers."""
        request.setblocking(False)
        asyncio.run_coroutine_threadsafe(self._begin(request, client_address), self._loop)

    def server_close(self) -> None:
        """Stop listening, cut whoever is still connected, and end the thread."""
        super().server_close()
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(GONE)

    async def _converse(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._began.set()
        await self._over.wait()
        while self.conversations:
            for conversation in tuple(self.conversations):
                conversation.transport.abort()
            await asyncio.sleep(0)

    async def _begin(self, request: Any, client_address: Any) -> None:
        try:
            await self._loop.connect_accepted_socket(
                lambda: Conversation(self, request, client_address), request
            )
        except OSError:  # they hung up at once
            self.close_request(request)
