"""Asks, and goes on where they send us; each hop is an exchange of its own, told as it was."""

import argparse
from collections.abc import Callable

from protocol.sections import Http
from tui.clients.http import Request
from tui.clients.http.exchange import Exchange
from tui.clients.http.raw import RawRequest
from tui.clients.http.redirect import MOST, onward, remark
from tui.clients.http.way import Way
from tui.clients.wire import Wire
from tui.commands.get_output import AsItCame, BodyAlone, Passing, Write
from tui.commands.get_report import Report
from tui.commands.get_told import Teller, tell_times
from tui.commands.result import say


class Asking:
    """A request, and those that follow from its answer."""

    def __init__(self, arguments: argparse.Namespace, way: Way, settings: Http) -> None:
        self._told = arguments
        self._way = way
        self._patience = settings.timeout
        self._follow = settings.follow if arguments.follow is None else arguments.follow
        self._hops = MOST if self._follow else 0
        self.lost = False
        """They sent us on more often than we go."""
        self.intact = True
        """Of the body that was written, all codings could be taken off."""

    async def ask(
        self, request: Request | RawRequest, report: Report, write: Write | None = None
    ) -> int:
        """Ask until an answer leads nowhere else; return its status. Raises Failure."""
        while True:
            record = await self._exchange(request, report, write)
            further = onward(record) if self._follow else None
            if further is None or not self._hops:
                self.lost = further is not None
                return record.status
            if words := remark(record):
                say(words)
            self._hops -= 1
            request = further

    async def _exchange(
        self, request: Request | RawRequest, report: Report, write: Write | None
    ) -> Exchange:
        wire = Wire()
        record = Exchange(request, body=report.spool())
        if self._told.verbose:
            teller = Teller()
            wire.watch(teller)
            wire.watch_end(teller.hung_up)
        end = self._show(record, wire, write) if write is not None else None
        try:
            await record.take_place(wire, patience=self._patience, way=self._way)
        finally:
            if end is not None:
                end()
            if self._told.times:
                tell_times(record)
            report.add(record)
            record.close()
        return record

    def _show(self, record: Exchange, wire: Wire, write: Write) -> Callable[[], object]:
        """Write what is wanted of the answer as it comes; return what is done at its end."""
        leads_on = (lambda: onward(record) is not None) if self._hops else None
        if not self._told.body or not isinstance(record.body, Passing):
            answer = AsItCame(record, write, leads_on)
            wire.watch(answer)
            return answer.end
        alone = BodyAlone(record, write, leads_on)
        record.body.take = alone.take

        def end() -> None:
            self.intact = alone.is_intact()

        return end
