"""The record of one exchange: what was asked, the heads as they travelled, the body, the moments.

    record = Exchange(request)
    await record.take_place(wire, patience=10)      # or fails, or is cancelled: what came stays
    record.asked, record.answered                   # the heads, byte by byte
    record.body.read(0, 4096)                       # the body, without its framing
    record.phases()                                 # when each step began and ended, in µs
    record.close()

All but the body's `read` belongs to the event loop.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from time import monotonic_ns
from typing import TYPE_CHECKING

from tui.clients.failure import Failure, Step
from tui.clients.http.client import Request, exchange
from tui.clients.http.spool import Spool
from tui.clients.wire import Direction, Piece, Wire

if TYPE_CHECKING:
    import ssl

HEAD = 256 * 1024
"""Bytes of a head that are kept: more than our engine reads of one."""

_END = re.compile(rb"\n\r?\n")
"""Where a head ends; also for those who end their lines with a bare LF."""
_INFORMS = re.compile(rb"HTTP/\d\.\d 1(?!01)")

_BREATHS = 5_000_000
"""Nanoseconds of work after which others get their turn, however fast a body comes."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One step: microseconds since the beginning."""

    step: Step
    began: int
    ended: int


class Exchange:
    """One request, and what became of it so far."""

    def __init__(
        self,
        request: Request,
        now: Callable[[], int] = monotonic_ns,
        body: Spool | None = None,
    ) -> None:
        self.request = request
        self.asked = b""
        """The request's head, as it was sent."""
        self.answered = b""
        """The answer's head, as it came; what they said before it (1xx) is in `informed`."""
        self.informed: list[bytes] = []
        self.status = 0
        """0: there is no answer."""
        self.reason = ""
        self.fields: tuple[tuple[str, str], ...] = ()
        self.body = body or Spool()
        self.size = 0
        """Bytes of the body, without their framing."""
        self.whole = False
        """The answer came to its end."""
        self.failure: Failure | None = None
        self.ended: int | None = None
        """Microseconds that it took, from its first step on; None: it is under way."""
        self._now = now
        self._began = now()
        self._steps: list[tuple[Step, int]] = []
        self._sent = self._came = b""

    @property
    def elapsed(self) -> int:
        """Microseconds since the beginning, until the end where there was one."""
        return self._since() if self.ended is None else self.ended

    def phases(self) -> list[Phase]:
        """Return what happened, in its order; the last of an exchange under way is not over."""
        steps = [
            one
            for one, after in zip(self._steps, [*self._steps[1:], (None, 0)], strict=True)
            if (one[0], after[0]) != (Step.SEND, Step.TLS)  # nothing is sent before TLS is agreed
        ]
        ends = [moment for _step, moment in steps[1:]] + [self.elapsed]
        return [Phase(step, began, ended) for (step, began), ended in zip(steps, ends, strict=True)]

    async def take_place(
        self,
        wire: Wire,
        *,
        patience: float,
        on_step: Callable[[Step], object] = lambda _step: None,
        on_growth: Callable[[], object] = lambda: None,
        trust: "ssl.SSLContext | None" = None,
    ) -> None:
        """Do it; raises Failure. `on_growth` is called for every block of the body."""

        def reach(step: Step) -> None:
            if not self._steps:
                self._began = self._now()
            self._steps.append((step, self._since() if self._steps else 0))
            on_step(step)

        unwatch = wire.watch(self._overhear)
        try:
            async with exchange(
                self.request, wire, patience=patience, on_step=reach, trust=trust
            ) as answer:
                self.status, self.reason, self.fields = answer.status, answer.reason, answer.fields
                await self._receive(answer.body(), on_growth)
        except Failure as failure:
            self.failure = failure
            raise
        finally:
            self.ended = self.ended or self._since()
            self.asked = self.asked or self._sent
            self.answered = self.answered or self._came  # half a head is better than none
            unwatch()

    async def _receive(self, blocks: AsyncIterator[bytes], on_growth: Callable[[], object]) -> None:
        breath = self._now()
        async for block in blocks:
            self.body.write(block)
            self.size += len(block)
            on_growth()
            if self._now() - breath > _BREATHS:
                await asyncio.sleep(0)
                breath = self._now()
        self.whole = True
        self.end()

    def end(self, failure: Failure | None = None) -> None:
        """Say that it is over; the first time counts."""
        self.failure = self.failure or failure
        if self.ended is None:
            self.ended = self._since()

    def close(self) -> None:
        """Let the body go."""
        self.body.close()

    def _since(self) -> int:
        return (self._now() - self._began) // 1000

    def _overhear(self, piece: Piece) -> None:
        """Keep the heads of what travels."""
        if piece.direction is Direction.SENT and not self.asked:
            self._sent = (self._sent + piece.data)[:HEAD]
            if end := _END.search(self._sent):
                self.asked = self._sent[: end.end()]
        elif piece.direction is Direction.RECEIVED and not self.answered:
            self._came = (self._came + piece.data)[:HEAD]
            self._find_head()

    def _find_head(self) -> None:
        while not self.answered and (end := _END.search(self._came)):
            head, self._came = self._came[: end.end()], self._came[end.end() :]
            if _INFORMS.match(head):
                self.informed.append(head)
            else:
                self.answered, self._came = head, b""
