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
from tui.screens.photos.undo import Deeds, Renamed, brought_back
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
    """Put photos of the trash back."""
    return brought_back([await archive.restore(item.id) for item in items])


async def discard(items: Sequence[Trashed], archive: Archive, person: Person) -> str:
    """Remove photos from the trash for good, if that is meant."""
    if not await person.ask(asking.about_discarding(items)):
        return ""
    for item in items:
        await archive.discard(item.id)
    if len(items) == 1:
        return _("{name} is gone for good.").format(name=printable(items[0].name))
    return ngettext(
        "{number} photo is gone for good.", "{number} photos are gone for good.", len(items)
    )
