"""Runs a command to its end, and puts what went wrong into words and an exit status."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from protocol.config import Config
from tui.clients.failure import Failure
from tui.commands.leaving import heed_signals
from tui.commands.result import Result, result_of, say
from tui.reasons import reason
from tui.words import _

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import VasistasApp

GARBAGE = 10_000
"""Objects more than before, after which Python looks for what is garbage."""


class _NoHost(Exception):
    """The host inside cannot start. Its own name for that is imported with it, not before."""


def run(parsed: argparse.Namespace, config: Config) -> int:
    """Run the command that was parsed, or open the program; return the exit status."""
    try:
        with _host(parsed.local, config) as reached:
            return _run(parsed, reached)
    except Failure as failure:
        from tui import failures

        say(f"{failures.sentence(failure)} {failures.remedy(failure)}")
        return result_of(failure)
    except UnicodeEncodeError:
        say(_("What was written on the command line is no UTF-8 text."))
        return Result.USAGE
    except _NoHost as error:
        say(str(error))
        return Result.USAGE
    except BrokenPipeError:
        # Who read our data has enough; nor may the interpreter's last flush complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Result.NOBODY_READS
    except KeyboardInterrupt:
        return Result.INTERRUPTED
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else _("this machine")
        say(f"{name}: {reason(error)}")
        return Result.FAILED


@contextmanager
def _host(wanted: bool, config: Config) -> Iterator[Config]:
    """Start a host inside if it is wanted; yield the settings with which services are found."""
    if not wanted:
        yield config
        return
    from tui.embedded import NoHost, hosted

    try:
        with hosted(config) as found:
            yield found
    except NoHost as error:
        raise _NoHost(str(error)) from None


def _run(parsed: argparse.Namespace, config: Config) -> int:
    module = getattr(parsed, "module", "")
    if module:
        command = import_module(f"tui.commands.{module}")
        return int(asyncio.run(command.run(parsed, config)))
    if why := _no_screen():
        say(why)
        from tui.commands import status

        parsed.json = False
        return int(asyncio.run(status.run(parsed, config)))
    typed = _find_graphics(config)
    from tui.app import VasistasApp

    app = VasistasApp(config, screen=parsed.screen, opened=spare_the_collector())
    asyncio.run(_open(app, typed))
    return app.return_code or Result.DONE


async def _open(app: "VasistasApp", typed: str) -> None:
    """Run the program until it is left, or a signal ends it."""
    heed_signals(lambda status: app.exit(return_code=status))
    await app.run_async(auto_pilot=partial(_type, typed) if typed else None)


def spare_the_collector() -> Callable[[], object]:
    """Keep Python's collector off what is there now; return what does so again with more.

    What the program and its screens are made of is never garbage, and to look at all of it would
    hold up the keyboard for a tenth of a second each time.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE)
    return gc.freeze


def _find_graphics(config: Config) -> str:
    """Ask the terminal for graphics, as long as nobody else reads; return what was typed."""
    if config.vasistas.graphics == "half" or os.name != "posix":
        return ""
    from tui.graphics import finding, terminal

    streams = (sys.__stdin__, sys.__stderr__)  # from where and to where Textual reads and writes
    keys, screen = (stream.fileno() for stream in streams if stream is not None)
    found = finding.find(config.vasistas.graphics, os.environ, keys, screen)
    terminal.use(found.terminal)
    return found.typed


async def _type(typed: str, pilot: "Pilot[None]") -> None:
    """Press the keys that came while the terminal was asked."""
    await pilot.press(*typed)


def _no_screen() -> str:
    """Say why the program cannot be drawn here; nothing where it can."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if not all(stream is not None and stream.isatty() for stream in streams):
        return _("This is no terminal, so the program stays closed; the services' state instead:")
    if os.environ.get("TERM") == "dumb":
        return _("TERM=dumb cannot draw the program; the services' state instead:")
    return ""
