"""Carries one order out: the archive's client on one side, the disk on the other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tui.clients.archive.photo import Archive, Progress
from tui.clients.failure import Failure, Step
from tui.failures import sentence
from tui.reasons import reason
from tui.screens.photos.transfer import Kind, Known, Order, Stage
from tui.words import _

T = TypeVar("T")

_UNREACHED = (Step.NAME, Step.CONNECT, Step.TLS)
_CONCLUSIVE = ("forme", "longueur")
"""Codes of answers that would be no other if they were asked for again."""
_PASSING = ("debit", "panne", "abime")
"""Codes of refusals that may be over in a moment: too much to do, a fault, bytes that got hurt."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a carrier is given. `learn` hears what is needed to go on where one stopped; `again`
    says that it was tried before; copies are made in `copies`.
    """

    order: Order
    known: Known
    again: bool
    archive: Archive
    copies: Path
    learn: Callable[[Known], None]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Arrived:
    """It came to its end, and why where that is not well."""

    stage: Stage
    reason: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection was lost; `away`: it never came about."""

    reason: str
    away: bool


class Unfit(Exception):
    """The order cannot be carried out; the text says why, in words that are safe to show."""


class Changed(Exception):
    """What came is not what was announced: the next try begins anew. The text is safe to show."""


async def to_the_end(work: Callable[[], T]) -> T:
    """Do it in a thread, which has ended when this returns, also where it was not waited for: what
    comes after may close or remove the file.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def carry(load: Load) -> Arrived | Lost:
    """Do it; return how it ended."""
    try:
        return await _do(load)
    except Failure as failure:
        return _judge(failure)
    except Changed as changed:
        return Lost(str(changed), away=False)
    except Unfit as unfit:
        return Arrived(Stage.FAILED, str(unfit))
    except FileExistsError:
        words = _("A file of that name has come meanwhile; it was left alone.")
        return Arrived(Stage.FAILED, words)
    except OSError as error:
        words = _("The file on this machine: {reason}.").format(reason=reason(error))
        return Arrived(Stage.FAILED, words)


async def _do(load: Load) -> Arrived:
    from tui.screens.photos import receiving, sending

    match load.order.kind:
        case Kind.STORE:
            return await sending.send(load)
        case Kind.FETCH:
            return await receiving.receive(load)
        case Kind.REMOVE:
            return await _remove(load)


async def _remove(load: Load) -> Arrived:
    try:
        await load.archive.remove(load.order.name)
    except Failure as failure:
        if not (load.again and failure.code == "introuvable"):
            raise  # else the answer to the first try was lost
    return Arrived(Stage.DONE)


def _judge(failure: Failure) -> Arrived | Lost:
    """Say whether another try may go better."""
    words = sentence(failure)
    refused = failure.step is Step.REFUSED and failure.code not in _PASSING
    if refused or failure.code in _CONCLUSIVE:
        return Arrived(Stage.FAILED, words)
    return Lost(words, away=failure.step in _UNREACHED)
