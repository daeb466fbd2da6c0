"""What every client of a time service is: somebody to ask, now and then, and to be patient with."""

import time
from collections.abc import Callable
from typing import ClassVar

from protocol.errors import RemoteProtocolError
from protocol.places import Kind
from tui.clients.connection import PATIENCE, name_peer
from tui.clients.failure import Failure, Step
from tui.clients.restraint import Restraint
from tui.clients.wire import Wire
from tui.printable import printable_bytes
from tui.timekeeping.manners import FLOORS

SHOWN = 60
"""Bytes of an answer that is no time which a failure repeats: enough to recognise the service."""


class TimeServer:
    """One service, remembered so that it is not asked too often."""

    kind: ClassVar[Kind]

    def __init__(
        self,
        address: str,
        port: int,
        wire: Wire,
        *,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._port = port
        self._wire = wire
        self._patience = patience
        self._monotonic = monotonic
        self._restraint = Restraint(FLOORS[self.kind], monotonic)

    @property
    def peer(self) -> str:
        """The service's name: address and port."""
        return name_peer(self._address, self._port)

    def ready_in(self) -> float:
        """Return how many seconds from now the service may be asked again; 0 for at once."""
        return self._restraint.ready_in()

    def _is_no_time(self, data: bytes, error: RemoteProtocolError) -> Failure:
        said = printable_bytes(data[:SHOWN].strip())
        return Failure(Step.BODY, f"“{said}”", peer=self.peer, code=error.code)
