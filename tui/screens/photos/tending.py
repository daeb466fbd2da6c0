"""What the archive does at once, without a place in the queue: rename, restore, discard.

Each returns what was done, in words, "" for nothing; raises Failure.
"""

from collections.abc import Awaitable, Callable, Sequence

from protocol import names
from protocol.errors import RemoteProtocolError
from tui.clients.archive.photo import Archive, Photo, Trashed
from tui.clients.failure import Failure
from tui.dialogs import Ask
from tui.printable import printable
from tui.screens.photos import asking
from tui.screens.photos.asking import Person
from tui.screens.photos.bringing import Bringing, is_gone, lost, together
from tui.screens.photos.undo import Deeds, Renamed
from tui.words import _, ngettext

TAKEN = "existe"
"""What a service says of a name that it has already."""


async def rename(
    photo: Photo, archive: Archive, deeds: Deeds, ask: Callable[[Ask], Awaitable[str | None]]
) -> str:
    """Give a photo the name that a person types; a name that is taken is said in the dialog."""
    typed, wrong = photo.name, ""
    while True:
        title = _("Rename {name}").format(name=printable(photo.name))
        answer = await ask(Ask(title, "", typed, fault, wrong=wrong))
        if answer is None or (new := names.photo(answer.strip())) == photo.name:
            return ""
        try:
            await archive.rename(photo.name, new)
        except Failure as failure:
            if failure.code != TAKEN:
                raise
            typed = new
            wrong = _("{name} is in the archive already: choose another name.")
            wrong = wrong.format(name=printable(new))
        else:
            deeds.add(Renamed(photo.name, new))
            return _("{old} is {new} now.").format(old=printable(photo.name), new=printable(new))


def fault(text: str) -> str:
    """Say why this can be no photo's name, or nothing."""
    try:
        names.photo(text.strip())
    except RemoteProtocolError:
        return _("A name has no “/”, no dot in front, and 255 bytes at most.")
    return ""


async def restore(items: Sequence[Trashed], archive: Archive) -> str:
    """Put photos of the trash back: of each name the latest, for only one can have it."""
    latest: dict[str, Trashed] = {}
    for item in sorted(items, key=lambda item: item.deleted, reverse=True):
        latest.setdefault(item.name, item)
    bringing = Bringing(archive)
    for item in latest.values():
        await bringing.restore(item)
    return together(bringing.words(), _older(len(items) - len(latest)))


async def discard(items: Sequence[Trashed], archive: Archive, person: Person) -> str:
    """Remove photos from the trash for good, if that is meant."""
    if not await person.ask(asking.about_discarding(items)):
        return ""
    gone: list[str] = []
    for item in items:
        try:
            await archive.discard(item.id)
        except Failure as failure:
            if not is_gone(failure):
                raise
        else:
            gone.append(item.name)
    return together(_gone_for_good(gone), lost(len(items) - len(gone)))


def _older(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "{number} older one of the same name stays in the trash.",
        "{number} older ones of the same names stay in the trash.",
        number,
    )


def _gone_for_good(gone: list[str]) -> str:
    if len(gone) == 1:
        return _("{name} is gone for good.").format(name=printable(gone[0]))
    if not gone:
        return ""
    return ngettext(
        "{number} photo is gone for good.", "{number} photos are gone for good.", len(gone)
    )
