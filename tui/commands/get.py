"""`get`: one HTTP request as it was meant, and the answer exactly as it travelled."""

import argparse
import os

from protocol.config import Config
from tui.clients.http.redirect import MOST
from tui.commands.get_asking import Asking
from tui.commands.get_draft import drafted
from tui.commands.get_output import opened
from tui.commands.get_report import HarFile, JsonLines, Report
from tui.commands.result import Result, say, show
from tui.exchanges.draft import Draft
from tui.exchanges.unfit import Unfit
from tui.exchanges.variables import request, resolve
from tui.words import _

_BY_STATUS = {3: Result.NOT_FOUND, 4: Result.CONFLICT, 5: Result.NOT_ALLOWED}
"""With --check-status the hundreds of the status, as other HTTP commands do; the names of these
results say nothing here."""


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Ask, and write what comes, as it comes."""
    try:
        async with drafted(arguments) as draft:
            for remark in draft.remarks:
                say(remark)
            return await _run(resolve(draft, config.variables, os.environ), arguments, config)
    except Unfit as unfit:
        say(unfit.words)
        return Result.USAGE


async def _run(draft: Draft, arguments: argparse.Namespace, config: Config) -> int:
    """Send a draft whose variables are filled in, or write it down for another program."""
    if arguments.written == "curl":
        from tui.exchanges.curl import to_curl

        show(to_curl(draft))
        return Result.DONE
    sent, way = request(draft, config.http)
    asking = Asking(arguments, way, config.http)
    silent = arguments.output is None and arguments.json
    with _report(arguments, draft) as report:
        if silent or arguments.written:
            status = await asking.ask(sent, report)
        else:
            with opened(arguments.output) as write:
                status = await asking.ask(sent, report, write)
    if asking.lost:
        say(_("They send us on and on: {most} times were enough.").format(most=MOST))
        return Result.NETWORK
    if not asking.intact:
        say(_("The body is not what its Content-Encoding says; what could be read was written."))
        return Result.NOT_INTACT
    return _BY_STATUS.get(status // 100, Result.DONE) if arguments.check_status else Result.DONE


def _report(arguments: argparse.Namespace, draft: Draft) -> Report:
    if arguments.written == "har":
        return HarFile(draft, arguments.output)
    return JsonLines() if arguments.json else Report()
