"""`get`: one HTTP request as it was meant, and the answer exactly as it travelled."""

import argparse
import os
from contextlib import ExitStack

from protocol.config import Config
from tui.clients.http.redirect import MOST, onward
from tui.clients.http.exchange import Exchange
from tui.clients.http.way import Way
from tui.clients.wire import Direction, Piece, Wire
from tui.commands.get_draft import drafted
from tui.commands.get_output import Answers, Digested, Unpacked, Write, opened
from tui.commands.get_told import Teller, as_json, tell_times
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
