"""From marked photos to orders: what must be asked first, and what is left out.

Each function returns the orders to place.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from protocol import names
from protocol.errors import RemoteProtocolError
from tui import picture
from tui.clients.archive.photo import Ability, Archive, Photo
from tui.clients.archive.walking import Way
from tui.clients.failure import Failure
from tui.printable import printable
from tui.reasons import reason
from tui.screens.photos import asking
from tui.screens.photos.asking import Person, without
from tui.screens.photos.entries import Entry, of_directory
from tui.screens.photos.entries import Kind as EntryKind
from tui.screens.photos.transfer import Kind, Order
from tui.words import _, ngettext

SINGLY = 32
"""Names that the archive is asked for one by one; for more its whole list is read."""

LARGEST_PAGE = 1000
"""Photos of a page of that list: what a service gives at once at the most."""

NEITHER = "introuvable"
"""What a service says of a name that it does not have."""


async def to_archive(
    entries: Sequence[Entry],
    directory: Path,
    archive: Archive,
    known: Iterable[Photo],
    person: Person,
) -> list[Order]:
    """Archive these files; asks before what is no picture, before what is there under another
    name as far as `known` tells, and before what replaces a photo.

    Raises Failure where the archive cannot be asked what it holds.
    """
    orders = _named(entries, directory, person)
    odd = await asyncio.to_thread(_no_pictures, orders)
    orders = await without(orders, odd, person, asking.about_no_pictures)
    return await _compared(orders, archive, known, person)


async def of_whole_directory(
    path: Path, shown: str, archive: Archive, known: Iterable[Photo], person: Person
) -> list[Order]:
    """Archive the pictures of a directory, after a question that says how many and how large."""
    try:
        entries, others = await asyncio.to_thread(_pictures_of, path)
    except OSError as error:
        person.tell(_("{path} cannot be read: {reason}.").format(path=shown, reason=reason(error)))
        return []
    if not entries:
        person.tell(_("No picture is in {directory}.").format(directory=shown))
        return []
    size = sum(entry.size or 0 for entry in entries)
    if not await person.ask(asking.about_directory(shown, len(entries), size, others)):
        return []
    return await _compared(_named(entries, path, person), archive, known, person)


async def to_here(photos: Sequence[Photo], directory: Path, person: Person) -> list[Order]:
    """Save these photos of the archive; asks before a file of this machine is overwritten."""
    orders = [Order(Kind.FETCH, photo.name, directory / photo.name) for photo in photos]
    taken = await asyncio.to_thread(_existing, orders)
    kept = await without(orders, taken, person, asking.about_replacing_here)
    return [replace(order, replace=order in taken) for order in kept]


async def to_trash(photos: Sequence[Photo], archive: Archive, person: Person) -> list[Order]:
    """Delete these photos; asks only where what is deleted cannot be taken back from here."""
    orders = [Order(Kind.REMOVE, photo.name) for photo in photos]
    if Ability.TRASH in archive.can:
        return orders
    names_ = [photo.name for photo in photos]
    return orders if await person.ask(asking.about_deleting(names_)) else []


def _named(entries: Sequence[Entry], directory: Path, person: Person) -> list[Order]:
    orders = []
    for entry in entries:
        try:
            name = names.photo(entry.name)
        except RemoteProtocolError:
            words = _("“{name}” cannot be a photo's name in the archive; rename the file first.")
            person.tell(words.format(name=entry.shown))
        else:
            orders.append(Order(Kind.STORE, name, directory / entry.name))
    return orders


async def _compared(
    orders: list[Order], archive: Archive, known: Iterable[Photo], person: Person
) -> list[Order]:
    """Leave out what is there already, byte for byte; ask about what has a name that is taken."""
    if not orders:
        return []
    there = await _there(orders, archive)
    known = [*there.values(), *known]
    twins = await asyncio.to_thread(_twins, orders, known)
    same = {order for order in orders if twins.get(order.name) == order.name}
    _tell_same(same, person)
    orders = [order for order in orders if order not in same]
    doubtful = {order for order in orders if order.name in twins}
    orders = await without(orders, doubtful, person, lambda o: asking.about_twins(o, twins))
    taken = {order for order in orders if order.name in there}
    orders = await without(orders, taken, person, asking.about_replacing_there)
    return [replace(order, replace=order in taken) for order in orders]


async def _there(orders: list[Order], archive: Archive) -> dict[str, Photo]:
    """Ask the archive which of these names it has."""
    wanted = {order.name for order in orders}
    if Ability.DETAILS in archive.can and len(wanted) <= SINGLY:
        found = await asyncio.gather(*(_one(archive, name) for name in wanted))
        return {photo.name: photo for photo in found if photo is not None}
    there: dict[str, Photo] = {}
    way, after = Way(), None
    while True:
        page = await archive.page(after, limit=LARGEST_PAGE)
        there |= {photo.name: photo for photo in page.photos if photo.name in wanted}
        if (after := way.on(page)) is None:
            return there


async def _one(archive: Archive, name: str) -> Photo | None:
    try:
        return await archive.photo(name)
    except Failure as failure:
        if failure.code == NEITHER:
            return None
        raise


def _tell_same(orders: set[Order], person: Person) -> None:
    if len(orders) == 1:
        name = printable(next(iter(orders)).name)
        person.tell(_("{name} is in the archive already, byte for byte.").format(name=name))
    elif orders:
        words = ngettext(
            "{number} photo is in the archive already, byte for byte.",
            "{number} photos are in the archive already, byte for byte.",
            len(orders),
        )
        person.tell(words)


def _twins(orders: list[Order], known: Sequence[Photo]) -> dict[str, str]:
    """Return under which name each of these is there already; only sizes that are there cost."""
    digests: dict[tuple[int, str], list[str]] = {}
    for photo in known:
        if photo.size is not None and photo.sha256 is not None:
            digests.setdefault((photo.size, photo.sha256), []).append(photo.name)
    sizes = {size for size, _digest in digests}
    twins = {}
    for order in orders:
        if order.path is None or (found := _digest(order.path, sizes)) not in digests:
            continue
        there = digests[found]
        twins[order.name] = order.name if order.name in there else there[0]
    return twins


def _digest(path: Path, sizes: set[int]) -> tuple[int, str]:
    try:
        size = path.stat().st_size
        if size not in sizes:
            return size, ""
        with path.open("rb") as file:
            return size, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # whoever sends it will say why it cannot be read
        return -1, ""


def _pictures_of(path: Path) -> tuple[list[Entry], int]:
    """Return the pictures of a directory, and how many other entries it has. Raises OSError."""
    entries, left_out = of_directory(path)
    entries = [entry for entry in entries if entry.kind is not EntryKind.PARENT]
    pictures = [
        one for one in entries if one.kind is EntryKind.FILE and _is_picture(path / one.name)
    ]
    return pictures, len(entries) - len(pictures) + left_out


def _no_pictures(orders: list[Order]) -> set[Order]:
    """Return what is something else; of what is gone, whoever sends it will say so."""
    return {
        order
        for order in orders
        if order.path and _is_there(order.path) and not _is_picture(order.path)
    }


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def _is_picture(path: Path) -> bool:
    try:
        picture.measure(path)
    except picture.NoPicture:
        return False
    return True


def _existing(orders: list[Order]) -> set[Order]:
    return {order for order in orders if order.path and os.path.lexists(order.path)}
