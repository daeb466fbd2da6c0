"""From marked photos to orders: what must be asked first, and what is left out.

Each function returns the orders to place; `ask` shows a question and waits for its answer, and
`tell` says what a person should know. Everything that is drawn here has passed `printable`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from protocol import names
from protocol.errors import RemoteProtocolError
from tui import picture
from tui.clients.archive import classic as archive
from tui.dialogs import Confirm
from tui.printable import printable
from tui.screens.photos.carrying import Where
from tui.screens.photos.entries import Entry
from tui.screens.photos.transfers import Kind, Order
from tui.words import _, ngettext

NAMED = 12
"""Names that a question lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to ask and to tell."""

    ask: Callable[[Confirm], Awaitable[bool]]
    tell: Callable[[str], object]


async def to_archive(
    entries: Sequence[Entry], directory: Path, where: Where, person: Person
) -> list[Order]:
    """Archive these files; asks before what is no picture, and before what replaces a photo.

    Raises Failure where the archive cannot be asked what it holds.
    """
    orders = []
    for entry in entries:
        try:
            name = names.photo(entry.name)
        except RemoteProtocolError:
            words = _("“{name}” cannot be a photo's name in the archive; rename the file first.")
            person.tell(words.format(name=entry.shown))
        else:
            orders.append(Order(Kind.STORE, name, directory / entry.name))
    odd = await asyncio.to_thread(_no_pictures, orders)
    orders = await _without(orders, odd, person, _ask_about_no_pictures)
    if not orders:
        return []
    there = set((await archive.names(*where)).names)
    taken = {order for order in orders if order.name in there}
    return await _without(orders, taken, person, _ask_to_replace_there)


async def to_here(entries: Sequence[Entry], directory: Path, person: Person) -> list[Order]:
    """Save these photos of the archive; asks before a file of this machine is overwritten."""
    orders = [Order(Kind.FETCH, entry.name, directory / entry.name) for entry in entries]
    taken = await asyncio.to_thread(_existing, orders)
    kept = await _without(orders, taken, person, _ask_to_replace_here)
    return [Order(o.kind, o.name, o.path, replace=o in taken) for o in kept]


async def to_trash(entries: Sequence[Entry], person: Person) -> list[Order]:
    """Delete these photos from the archive, if that is meant."""
    orders = [Order(Kind.REMOVE, entry.name) for entry in entries]
    question = (
        _("Delete {name} from the archive?").format(name=entries[0].shown)
        if len(entries) == 1
        else ngettext(
            "Delete {number} photo from the archive?",
            "Delete {number} photos from the archive?",
            len(entries),
        )
    )
    detail = _("What is deleted goes to the host's trash.")
    asked = Confirm(question, _with_names(orders, detail), _("Delete"), _("Keep"), careful=True)
    return orders if await person.ask(asked) else []


async def _without(
    orders: list[Order],
    doubtful: set[Order],
    person: Person,
    question: Callable[[list[Order]], Confirm],
) -> list[Order]:
    """Ask about the doubtful ones, and leave them out unless the answer is yes."""
    if not doubtful or await person.ask(question([one for one in orders if one in doubtful])):
        return orders
    return [order for order in orders if order not in doubtful]


def _ask_about_no_pictures(orders: list[Order]) -> Confirm:
    question = (
        _("{name} is no picture we know. Archive it all the same?").format(name=_first(orders))
        if len(orders) == 1
        else ngettext(
            "{number} file is no picture we know. Archive it all the same?",
            "{number} files are no pictures we know. Archive them all the same?",
            len(orders),
        )
    )
    return Confirm(question, _with_names(orders), _("Archive"), _("Leave out"))


def _ask_to_replace_there(orders: list[Order]) -> Confirm:
    question = (
        _("{name} is in the archive already. Replace it?").format(name=_first(orders))
        if len(orders) == 1
        else ngettext(
            "{number} of these names is in the archive already. Replace it?",
            "{number} of these names are in the archive already. Replace them?",
            len(orders),
        )
    )
    detail = _("What is replaced goes to the host's trash.")
    return Confirm(question, _with_names(orders, detail), _("Replace"), _("Leave out"))


def _ask_to_replace_here(orders: list[Order]) -> Confirm:
    question = (
        _("{name} is in this directory already. Overwrite it?").format(name=_first(orders))
        if len(orders) == 1
        else ngettext(
            "{number} of these names is in this directory already. Overwrite it?",
            "{number} of these names are in this directory already. Overwrite them?",
            len(orders),
        )
    )
    detail = _("What is overwritten is lost.")
    words = _with_names(orders, detail)
    return Confirm(question, words, _("Overwrite"), _("Leave out"), careful=True)


def _first(orders: list[Order]) -> str:
    return printable(orders[0].name)


def _with_names(orders: list[Order], detail: str = "") -> str:
    """List the names below the detail, where there are several."""
    if len(orders) == 1:
        return detail
    lines = [printable(order.name) for order in orders[:NAMED]]
    if len(orders) > NAMED:
        more = len(orders) - NAMED
        lines.append(ngettext("… and {number} more", "… and {number} more", more))
    return "\n".join([detail, "", *lines] if detail else lines)


def _no_pictures(orders: list[Order]) -> set[Order]:
    return {order for order in orders if order.path and not _is_picture(order.path)}


def _is_picture(path: Path) -> bool:
    try:
        picture.measure(path)
    except picture.NoPicture:
        return False
    return True


def _existing(orders: list[Order]) -> set[Order]:
    return {order for order in orders if order.path and _taken(order.path)}


def _taken(path: Path) -> bool:
    return path.exists() or path.is_symlink()
