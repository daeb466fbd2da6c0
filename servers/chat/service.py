"""The chat's service: one hub and one delivery loop for all sessions."""

import contextlib
import threading
import time
from collections.abc import Callable

from protocol import __version__, chat
from protocol.config import Limits
from servers.chat.delivery import Delivery
from servers.chat.dialect import ChatSession
from servers.chat.hub import Hub
from servers.door import Door
from servers.service import DRAIN, Service


class ChatService(Service):
    """Everybody who connects here can hear everybody else.

    Beside those of every service there is the delivery loop's thread; servers/chat/hub.py and
    servers/chat/ledger.py say which locks there are and in which order they are taken.
    """

    name = "chat"
    session = ChatSession

    def __init__(
        self,
        address: str,
        port: int,
        door: Door,
        limits: Limits,
        *,
        now: Callable[[], float] = time.monotonic,
        title: str = "chat.vasistas",
        password: str = "",
        operator: tuple[str, str] | None = None,
    ) -> None:
        """`title` is what IRC clients know the host by; `password` what they must give, if any;
        `operator` the name and password of who may dismiss people, if there is one.
        """
        self._release = contextlib.ExitStack()
        super().__init__(address, port, door, limits, now=now)
        delivery = Delivery()
        delivery.start()
        self._release.callback(delivery.stop)
        self.ledger = delivery.ledger
        self.hub = Hub(self.ledger, title)
        self.since = self.hub.now
        self.version = f"vasistas-{__version__}"
        self.password, self.operator = password, operator

    def refusal(self) -> bytes:
        """Say that there is no room."""
        return chat.render_to_client(chat.Refused("interdit", "trop de connexions"))

    def closing(self) -> None:
        """Say `stop` to everybody; what they are owed until then is a promise."""
        self.hub.close(DRAIN)
        promise = contextlib.ExitStack()
        promise.enter_context(self.hold())
        threading.Thread(
            target=self._deliver, args=(promise,), name="chat farewell", daemon=True
        ).start()

    def server_close(self) -> None:
        """Stop listening, cut everybody, end the delivery loop."""
        super().server_close()
        self._release.close()

    def _deliver(self, promise: contextlib.ExitStack) -> None:
        with promise:
            self.ledger.drain(DRAIN)
