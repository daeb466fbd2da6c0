"""`photos …`: the archive for scripts. Nothing is replaced unless `--force` says so."""

import argparse
from collections.abc import Awaitable, Callable
from importlib import import_module

from protocol.config import Config
from tui.clients.archive.dialect import open_archive
from tui.clients.connection import name_peer
from tui.clients.failure import Failure, Step
from tui.clients.wire import Wire
from tui.commands.photos_desk import Desk, checked_name
from tui.commands.result import Result, say
from tui.words import _

Action = Callable[[Desk], Awaitable[Result]]

_ELSEWHERE = {
    "ls": "photos_list",
    "put": "photos_put",
    "get": "photos_get",
    "verify": "photos_verify",
}
"""Actions with a module of their own, each of which has `run`."""


async def run(arguments: argparse.Namespace, config: Config) -> int:
    """Do the action, and hang up."""
    if _has_empty(arguments):
        say(_("An argument is empty: it names no file, no directory and no photo."))
        return Result.USAGE
    archive = open_archive(config.archive, Wire())
    desk = Desk(archive, arguments, name_peer(config.archive.address, config.archive.port))
    try:
        if arguments.action == "share":
            return await _share(desk, config)
        return await _action(arguments.action)(desk)
    finally:
        await archive.aclose()


def _has_empty(arguments: argparse.Namespace) -> bool:
    """Whether a file or a photo is named by nothing: as a path that would be where one is."""
    named = [getattr(arguments, "output", None), getattr(arguments, "name", None)]
    for several in ("files", "given", "names"):
        named += getattr(arguments, several, ())
    return "" in named


def _action(name: str) -> Action:
    if name in _ELSEWHERE:
        found: Action = import_module(f"tui.commands.{_ELSEWHERE[name]}").run
        return found
    return {"rm": _remove, "restore": _restore}[name]


async def _remove(desk: Desk) -> Result:
    async def remove(given: str) -> Result:
        name = checked_name(given)
        if name is None:
            return Result.USAGE
        await desk.archive.remove(name)
        desk.tell(name)
        return Result.DONE

    return await desk.each(desk.arguments.names, remove)


async def _restore(desk: Desk) -> Result:
    """Put photos back: those of these names that were thrown away last, or items by their ids."""
    items = (await desk.archive.trash()).items

    async def restore(given: str) -> Result:
        found = [item for item in items if given in (item.id, item.name)]
        if not found:
            reason = _("it is not in the trash")
            raise Failure(Step.REFUSED, reason, peer=desk.peer, code="introuvable")
        name = await desk.archive.restore(found[0].id)
        desk.tell(name, id=found[0].id)
        return Result.DONE

    return await desk.each(desk.arguments.names, restore)


async def _share(desk: Desk, config: Config) -> int:
    """Say `photo:NAME` to somebody in the chat, of a photo that is there."""
    from tui.commands import chat

    name = checked_name(desk.arguments.name)
    if name is None:
        return Result.USAGE
    await desk.archive.photo(name)
    arguments = desk.arguments
    return await chat.send(config, arguments.login, arguments.to, f"photo:{name}")
