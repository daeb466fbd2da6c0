"""Carries one order out: the archive's client on one side, the disk on the other."""

import asyncio

from tui.clients.archive import classic as archive
from tui.clients.archive.photo import Progress
from tui.clients.failure import Failure
from tui.clients.wire import Wire
from tui.failures import sentence
from tui.printable import printable
from tui.saving import Part
from tui.screens.photos.transfers import Kind, Order, Stage
from tui.words import _

Where = tuple[str, int, Wire]
"""Address, port and tap of the archive."""


async def carry(order: Order, where: Where, progress: Progress) -> tuple[Stage, str]:
    """Do it; return how it ended, and why where that is not well."""
    try:
        return await _do(order, where, progress), ""
    except Failure as failure:
        return Stage.FAILED, sentence(failure)
    except FileExistsError:
        return Stage.FAILED, _("A file of that name has come meanwhile; it was left alone.")
    except OSError as error:
        reason = printable(error.strerror or str(error))
        return Stage.FAILED, _("The file on this machine: {reason}.").format(reason=reason)


async def _do(order: Order, where: Where, progress: Progress) -> Stage:
    if order.path is None:
        await archive.remove(*where, order.name)
        return Stage.DONE
    if order.kind is Kind.STORE:
        with order.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            source = archive.blocks(file)
            stored = archive.store(*where, order.name, size, source, progress=progress)
            return Stage.DONE if await stored else Stage.UNCONFIRMED
    with Part(order.path, replace=order.replace) as part:
        await archive.fetch(*where, order.name, part.write, progress=progress)
        await asyncio.to_thread(part.keep)
    return Stage.DONE
