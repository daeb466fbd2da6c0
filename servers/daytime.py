"""The daytime service: one sentence, then it closes (RFC 867, in NIST's format).

It is said on the thread that accepts, since it waits for nobody: no thread, nothing read. Where the
owner wants its on-time mark to be exact, whoever asks waits for the next second instead, and a
thread (`daytime rings`) tells all who wait when it begins. `_waiting` is a queue between the two.
"""

import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from protocol import daytime
from protocol.sections import Limits
from servers import sockets, system_clock
from servers.door import Door
from servers.service import Service, Session
from servers.system_clock import Condition

ASKED_AGAIN = 1.0
"""Seconds for which the system's word on its clock is good: leap seconds are told a day ahead."""


class Daytime(Service):
    """Says the time to whoever connects.

    `clock` returns seconds since 1970; `condition` says how good they are; `on_time` waits for the
    beginning of a second.
    """

    name = "daytime"
    session = Session

    def __init__(
        self,
        address: str,
        port: int,
        door: Door,
        limits: Limits,
        *,
        on_time: bool = False,
        clock: Callable[[], float] = time.time,
        condition: Callable[[], Condition] = system_clock.condition,
    ) -> None:
        self._on_time = on_time
        self._clock = clock
        self._ask = condition
        self._condition = Condition()
        self._asked = float("-inf")
        self._said = (0, b"")
        self._waiting: queue.SimpleQueue[tuple[Any, Any] | None] = queue.SimpleQueue()
        self._ringer: threading.Thread | None = None
        super().__init__(address, port, door, limits)

    def opening(self) -> None:
        """Start the thread that rings."""
        if self._on_time:
            self._ringer = threading.Thread(target=self._ring, name="daytime rings", daemon=True)
            self._ringer.start()

    def closing(self) -> None:
        """Let those who still wait have the time as it is."""
        if self._ringer is not None:
            self._waiting.put(None)
            self._ringer.join()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let them in as others do; who is told at once needs no place, but that there is one."""
        if self._on_time:
            return super().verify_request(request, client_address)
        if full := self._door.full(client_address[0]):
            self.refuse(request, client_address)
        return not full

    def process_request(self, request: Any, client_address: Any) -> None:
        """Say the sentence and close; or have it said when the next second begins."""
        if self._on_time:
            self._waiting.put((request, client_address))
        else:
            self._tell(request, client_address, self._sentence())
            request.close()

    def _ring(self) -> None:
        """Wait for somebody, then for the second, and tell everybody who has come by then."""
        while (first := self._waiting.get()) is not None:
            began = int(self._clock())
            while began == int(now := self._clock()) and not self.stopping.is_set():
                self.stopping.wait(1 - now % 1)
            waiting = [first, *self._taken(self._waiting.qsize())]
            sentence = self._sentence()
            for one in waiting:
                if one is None:
                    return
                self._tell(*one, sentence)
                self.close_request(one[0])

    def _taken(self, count: int) -> list[tuple[Any, Any] | None]:
        return [self._waiting.get() for _ in range(count)]

    def _tell(self, request: Any, client_address: Any, sentence: bytes) -> None:
        sockets.part(request, sentence)
        self.log.info("told the time", extra={"peer": sockets.name(client_address)})

    def _sentence(self) -> bytes:
        """Write it, once a second; called on one thread, that which tells."""
        second = int(self._clock())
        if second != self._said[0]:
            now = self.now()
            if now - self._asked >= ASKED_AGAIN:
                self._asked, self._condition = now, self._ask()
            moment = datetime.fromtimestamp(second, UTC)
            health, leap = self._condition.health, self._condition.leap
            self._said = second, daytime.render(moment, health=health, leap=leap)
        return self._said[1]
