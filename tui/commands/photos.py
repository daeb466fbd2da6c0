"""`photos ls|put|get|rm`: the archive for scripts. Nothing is replaced unless `--force` says so."""

import argparse
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from protocol import names
from protocol.config import Config
from protocol.errors import RemoteProtocolError
from tui.clients.archive import classic as archive
from tui.clients.wire import Wire
from tui.commands.result import Result, check_place, say, show, show_json
from tui.saving import Part
from tui.words import _, ngettext

Where = tuple[str, int, Wire]
"""Address, port and tap: what every call of the client begins with."""


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Do the action; of several photos, the first one that fails decides the exit status."""
    where = (config.archive.address, config.archive.port, Wire())
    if arguments.action == "ls":
        return await _list(where, arguments)
    actions: dict[str, Callable[[Where, str, argparse.Namespace], Awaitable[Result]]]
    actions = {"put": _put, "get": _get, "rm": _remove}
    given = arguments.files if arguments.action == "put" else arguments.names
    if arguments.action == "get" and (wrong := _wrong_place(arguments)):
        say(wrong)
        return Result.USAGE
    results = [await actions[arguments.action](where, one, arguments) for one in given]
    return next(filter(None, results), Result.DONE)


async def _list(where: Where, arguments: argparse.Namespace) -> Result:
    listing = await archive.names(*where)
    if arguments.json:
        photos = [{"name": name} for name in listing.names]
        show_json({"photos": photos, "left_out": listing.left_out})
    else:
        for name in listing.names:
            show(name)
    if listing.left_out:
        say(
            ngettext(
                "{number} name that no photo may have was left out.",
                "{number} names that no photo may have were left out.",
                listing.left_out,
            )
        )
    return Result.DONE


async def _put(where: Where, file: str, arguments: argparse.Namespace) -> Result:
    path = Path(file)
    if not path.is_file():
        say(_("{path} is no file.").format(path=path))
        return Result.NOT_FOUND
    name = _name(path.name)
    if name is None:
        return Result.USAGE
    if not arguments.force and name in (await archive.names(*where)).names:
        say(_("{name} is in the archive already; --force replaces it.").format(name=name))
        return Result.CONFLICT
    with path.open("rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        confirmed = await archive.store(*where, name, size, archive.blocks(opened))
    listed = name in (await archive.names(*where)).names
    _tell(arguments, name, size=size, confirmed=confirmed, listed=listed)
    if not listed:
        say(_("{name} was sent, but is not in the archive.").format(name=name))
        return Result.NOT_INTACT
    if not confirmed:
        say(_("{name} was sent and is listed; the archive did not confirm it.").format(name=name))
    return Result.DONE


async def _get(where: Where, given: str, arguments: argparse.Namespace) -> Result:
    name = _name(given)
    if name is None:
        return Result.USAGE
    if arguments.output == "-":
        await archive.fetch(*where, name, sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
        return Result.DONE
    target = Path(arguments.output or ".")
    target = target / name if target.is_dir() else target
    try:
        with Part(check_place(target), replace=arguments.force) as part:
            if target.exists() and not arguments.force:
                raise FileExistsError
            size = await archive.fetch(*where, name, part.write)
            part.keep()
    except FileExistsError:
        say(_("{path} is there already; --force replaces it.").format(path=target))
        return Result.CONFLICT
    _tell(arguments, name, size=size, file=str(target))
    return Result.DONE


async def _remove(where: Where, given: str, arguments: argparse.Namespace) -> Result:
    name = _name(given)
    if name is None:
        return Result.USAGE
    await archive.remove(*where, name)
    _tell(arguments, name)
    return Result.DONE


def _name(text: str) -> str | None:
    """Return the photo's name, or say why it is none."""
    try:
        return names.photo(text)
    except RemoteProtocolError:
        words = _(
            "“{name}” is no photo's name: no “/”, no dot at the beginning, 255 bytes at most."
        )
        say(words.format(name=text))
        return None


def _wrong_place(arguments: argparse.Namespace) -> str:
    """Say why what is retrieved cannot go where `--output` says; nothing where it can."""
    if arguments.output == "-":
        if sys.stdout.isatty():
            return _("A photo is no text for a terminal; --output names a file.")
        if arguments.json:
            return _("--json and the photo cannot both go to stdout.")
    several = len(arguments.names) > 1
    if several and arguments.output not in (None, "-") and not Path(arguments.output).is_dir():
        return _("{path} is no directory, and several photos need one.").format(
            path=arguments.output
        )
    return ""


def _tell(arguments: argparse.Namespace, name: str, **facts: object) -> None:
    """Say that a photo is done: a line of JSON, or its name."""
    if arguments.json:
        show_json({"name": name} | facts)
    else:
        show(name)
