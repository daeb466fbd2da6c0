"""The daytime service: one sentence, then it closes (RFC 867, in NIST's format).

It is said on the thread that accepts, since it waits for nobody: no thread, nothing read.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from protocol import daytime
from servers import sockets
from servers.service import Service, Session


def _now() -> datetime:
    return datetime.now(UTC)


class Daytime(Service):
    """Says the time to whoever connects; `clock` returns an aware datetime."""

    name = "daytime"
    session = Session
    clock: Callable[[], datetime] = staticmethod(_now)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Say the sentence and close."""
        sockets.part(request, daytime.render(self.clock()))
        self.log.info("told the time", extra={"peer": sockets.name(client_address)})
        self.shutdown_request(request)
