"""Has an exchange take place, and tells of it in facts."""

from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from tui.clients import http
from tui.clients.failure import Failure, Step
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Way
from tui.clients.wire import Wire
from tui.exchanges.draft import Draft, Kind
from tui.failures import sentence
from tui.printable import printable
from tui.screens.web import facts
from tui.words import _

EVERY = 0.1
"""Seconds between two words about a body that grows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sent: the draft that it was made of, its record, and its way."""

    draft: Draft
    record: Exchange
    way: Way = field(default_factory=Way)
    hops: int = 0
    """How many redirects led here."""
    cause: Exchange | None = None
    """The one that led here."""

    @property
    def named(self) -> str:
        """Method and address, safe to draw."""
        return f"{self.method} {printable(self.record.request.address)}"

    @property
    def method(self) -> str:
        """The method, safe to draw; that of a raw request is among its bytes."""
        if self.draft.kind is Kind.RAW:
            return _("raw")
        return printable(self.draft.method)


async def ask(
    asked: Asked, number: int, wire: Wire, patience: float, post: Callable[[facts.Fact], object]
) -> None:
    """Do it; every end of it is a fact, and a word on the wire where it is no answer."""
    record, said = asked.record, 0.0

    def grown() -> None:
        nonlocal said
        if monotonic() > said + EVERY:
            said = monotonic()
            post(facts.BodyGrown(number, record.size))

    def reached(step: Step) -> None:
        post(facts.StepReached(number, step))

    try:
        url = http.place(record.request.address)
        wire.note(f"─── {asked.method} {printable(str(url))} ───")
        await record.take_place(
            wire, patience=patience, way=asked.way, on_step=reached, on_growth=grown
        )
    except Failure as failure:
        record.end(failure)
        wire.note(sentence(failure))
        post(facts.ExchangeFailed(number, failure))
    except CancelledError:
        record.end()
        wire.note(_("stopped"))
        post(facts.ExchangeCancelled(number))
        raise
    else:
        seconds = record.elapsed / 1_000_000
        post(facts.Answered(number, record.status, record.reason, record.size, seconds))
