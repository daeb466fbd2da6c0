"""The chat's service: one hub and one delivery loop for all sessions."""

import contextlib
import hmac
import threading
import time
from collections.abc import Callable

from protocol import __version__, chat
from protocol.sections import Limits
from servers.chat.delivery import Delivery
from servers.chat.dialect import ChatSession
from servers.chat.history import History, Stream
from servers.chat.hub import Hub
from servers.chat.ledger import Ledger
from servers.door import Door
from servers.service import DRAIN, Service


class ChatService(Service):
    """Everybody who connects here can hear everybody else.

    Beside those of every service there are the delivery loop's thread and, with a history, the
    one that writes it; servers/chat/hub.py, servers/chat/history/stream.py and
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
        history: History | None = None,
    ) -> None:
        """`title` is what IRC clients know the host by; `password` what they must give, if any;
        `operator` the name and password of who may dismiss people, if there is one. Without
        `history` nothing is kept.
        """
        self._release = contextlib.ExitStack()
        super().__init__(address, port, door, limits, now=now)
        delivery = Delivery()
        delivery.start()
        self._release.callback(delivery.stop)
        self.history = history
        self.ledger: Ledger | Stream = delivery.ledger
        if history is not None:
            self.ledger = stream = Stream(delivery.ledger, history)
            stream.start()
            self._release.callback(stream.stop, DRAIN)
        self.hub = Hub(self.ledger, title, history=history)
        self.since = self.hub.now
        self.version = f"vasistas-{__version__}"
        self.password, self.operator = password, operator

    def check(self, password: str) -> bool:
        """Say whether one may come in with this password."""
        return not self.password or hmac.compare_digest(self.password.encode(), password.encode())

    def is_operator(self, name: str, password: str) -> bool:
        """Say whether these are the name and the password of the host's operator."""
        if self.operator is None:
            return False
        given = f"{name} {password}"
        return hmac.compare_digest(" ".join(self.operator).encode(), given.encode())

    def recall(self, login: str) -> dict[str, int]:
        """Return how far somebody has read which conversation; nothing while the disk fails."""
        if self.history is None or not isinstance(self.ledger, Stream):
            return {}
        self.ledger.settle(DRAIN)
        try:
            return self.history.reading.marks(login)
        except OSError as error:
            self.log.error("the history cannot be read: %s", error)
            return {}

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
