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
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic_ns

from tui.clients.failure import Failure, Step
from tui.clients.http.client import Request, exchange
from tui.clients.http.course import Course
from tui.clients.http.heads import Heads
from tui.clients.http.raw import RawRequest
from tui.clients.http.spool import Spool
from tui.clients.http.way import Way
from tui.clients.wire import Wire

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

    started: datetime | None = None
    """When it began (UTC); None: it has not."""
    status = 0
    """0: there is no answer."""
    reason = ""
    version = ""
    """As the answer says: `HTTP/1.0`, `HTTP/1.1`, `HTTP/2`."""
    fields: tuple[tuple[str, str], ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()
    """The fields that came after the body."""
    size = 0
    """Bytes of the body, without their framing."""
    whole = False
    """The answer came to its end."""
    failure: Failure | None = None
    ended: int | None = None
    """Microseconds that it took, from its first step on; None: it is under way."""

    def __init__(
        self,
        request: Request | RawRequest,
        now: Callable[[], int] = monotonic_ns,
        body: Spool | None = None,
    ) -> None:
        self.request = request
        self.way = Way()
        self.body = body or Spool()
        self._now = now
        self._began = now()
        self._steps: list[tuple[Step, int]] = []
        self._heads = Heads()
        self._course: Course | None = None

    @property
    def asked(self) -> bytes:
        """The request's head, as it was sent; in HTTP/2, its fields as HTTP/1 would have them."""
        return self._heads.asked

    @property
    def answered(self) -> bytes:
        """The answer's head, as it came or as far as it did; in HTTP/2 as `asked`."""
        return self._heads.answered

    @property
    def informed(self) -> list[bytes]:
        """What they said before their answer (1xx)."""
        return self._heads.informed

    @property
    def step(self) -> Step | None:
        """The step that is under way, or was the last; None: it has not begun."""
        return self._steps[-1][0] if self._steps else None

    @property
    def sent(self) -> int:
        """Bytes of the request that the system took: not more has left this machine."""
        return self._course.sent if self._course else 0

    @property
    def chain(self) -> list[bytes]:
        """The peer's certificates (DER), its own first; of a refused chain nothing is proved."""
        return self._course.chain if self._course else []

    @property
    def agreed(self) -> str:
        """What was agreed on in TLS: version, cipher, protocol inside."""
        return self._course.agreed if self._course else ""

    @property
    def elapsed(self) -> int:
        """Microseconds since the beginning, until the end where there was one."""
        return self._since() if self.ended is None else self.ended

    def phases(self) -> list[Phase]:
        """Return what happened, in its order; the last of an exchange under way is not over."""
        if not self._steps:
            return []
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
        way: Way | None = None,
        on_step: Callable[[Step], object] = lambda _step: None,
        on_growth: Callable[[], object] = lambda: None,
    ) -> None:
        """Do it; raises Failure. `on_growth` is called for every block of the body."""

        def reach(step: Step) -> None:
            if not self._steps:
                self._began = self._now()
            self._steps.append((step, self._since() if self._steps else 0))
            on_step(step)

        self.way = way or Way()
        self.started = datetime.now(UTC)
        self._course = course = Course(wire, reach, heads=self._heads)
        try:
            async with exchange(
                self.request, wire, patience=patience, way=self.way, course=course
            ) as answer:
                self.status, self.reason, self.fields = answer.status, answer.reason, answer.fields
                self.version = answer.version
                await self._receive(answer.body(), on_growth)
                self.trailers = answer.trailers
        except Failure as failure:
            self.failure = failure
            raise
        finally:
            self.ended = self.ended or self._since()

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
