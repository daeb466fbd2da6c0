"""What a person is asked before photos travel, in words that name what it is about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tui import numbers
from tui.clients.archive.photo import Trashed
from tui.dialogs import Confirm
from tui.printable import printable
from tui.screens.photos.transfer import Order
from tui.words import _, ngettext

NAMED = 12
"""Names that a question lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to ask and to tell."""

    ask: Callable[[Confirm], Awaitable[bool | None]]
    tell: Callable[[str], object]


async def without(
    orders: list[Order],
    doubtful: set[Order],
    person: Person,
    question: Callable[[list[Order]], Confirm],
) -> list[Order]:
    """Ask about the doubtful ones, and leave them out unless the answer is yes."""
    if not doubtful or await person.ask(question([one for one in orders if one in doubtful])):
        return orders
    return [order for order in orders if order not in doubtful]


def about_directory(shown: str, number: int, size: int, others: int) -> Confirm:
    """Archive a whole directory?"""
    pictures = ngettext("{number} picture", "{number} pictures", number)
    question = _("Archive {pictures} of {directory}, {size}?").format(
        pictures=pictures, directory=shown, size=numbers.size(size)
    )
    detail = ""
    if others:
        detail = ngettext(
            "{number} other entry of the directory stays here.",
            "{number} other entries of the directory stay here.",
            others,
        )
    return Confirm(question, detail, _("Archive"), _("Cancel"))


def about_no_pictures(orders: list[Order]) -> Confirm:
    """Archive what is no picture?"""
    question = (
        _("{name} is no picture we know. Archive it all the same?").format(name=_first(orders))
        if len(orders) == 1
        else ngettext(
            "{number} file is no picture we know. Archive it all the same?",
            "{number} files are no pictures we know. Archive them all the same?",
            len(orders),
        )
    )
    return Confirm(question, with_names(_names(orders)), _("Archive"), _("Leave out"))


def about_twins(orders: list[Order], twins: dict[str, str]) -> Confirm:
    """Archive what is there under another name? `twins` says which."""
    question = ngettext(
        "{number} photo is in the archive already, under another name. Archive it all the same?",
        "{number} photos are in the archive already, under other names. Archive them all the same?",
        len(orders),
    )
    if len(orders) == 1:
        question = _(
            "{name} is in the archive already, as {other}. Archive it all the same?"
        ).format(name=_first(orders), other=printable(twins[orders[0].name]))
    pairs = [f"{order.name} = {twins[order.name]}" for order in orders]
    return Confirm(question, with_names(pairs), _("Archive"), _("Leave out"))


def about_replacing_there(orders: list[Order]) -> Confirm:
    """Replace photos of the archive?"""
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
    return Confirm(question, with_names(_names(orders), detail), _("Replace"), _("Leave out"))


def about_replacing_here(orders: list[Order]) -> Confirm:
    """Overwrite files of this machine?"""
    question = (
        _("{name} is in this directory already. Overwrite it?").format(name=_first(orders))
        if len(orders) == 1
        else ngettext(
            "{number} of these names is in this directory already. Overwrite it?",
            "{number} of these names are in this directory already. Overwrite them?",
            len(orders),
        )
    )
    words = with_names(_names(orders), _("What is overwritten is lost."))
    return Confirm(question, words, _("Overwrite"), _("Leave out"), careful=True)


def about_deleting(names: Sequence[str]) -> Confirm:
    """Delete, where it cannot be undone from here?"""
    question = (
        _("Delete {name} from the archive?").format(name=printable(names[0]))
        if len(names) == 1
        else ngettext(
            "Delete {number} photo from the archive?",
            "Delete {number} photos from the archive?",
            len(names),
        )
    )
    detail = with_names(names, _("What is deleted goes to the host's trash."))
    return Confirm(question, detail, _("Delete"), _("Keep"), careful=True)


def about_discarding(items: Sequence[Trashed]) -> Confirm:
    """Remove from the trash?"""
    question = (
        _("Remove {name} for good?").format(name=printable(items[0].name))
        if len(items) == 1
        else ngettext(
            "Remove {number} photo for good?", "Remove {number} photos for good?", len(items)
        )
    )
    detail = with_names([item.name for item in items], _("Nothing brings it back after that."))
    return Confirm(question, detail, _("Remove"), _("Keep"), careful=True)


def with_names(names: Sequence[str], detail: str = "") -> str:
    """List the names below the detail, where there are several."""
    if len(names) == 1:
        return detail
    lines = [printable(name) for name in names[:NAMED]]
    if len(names) > NAMED:
        more = len(names) - NAMED
        lines.append(ngettext("… and {number} more", "… and {number} more", more))
    return "\n".join([detail, "", *lines] if detail else lines)


def _names(orders: list[Order]) -> list[str]:
    return [order.name for order in orders]


def _first(orders: list[Order]) -> str:
    return printable(orders[0].name)
