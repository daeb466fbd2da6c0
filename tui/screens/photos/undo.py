"""What was done last in the archive, and how it is undone: out of the trash, or the old name back.

A deed is one press of a key: all photos that were deleted together come back together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tui.clients.archive.photo import Archive, Trashed
from tui.clients.failure import Failure
from tui.failures import sentence
from tui.printable import printable
from tui.screens.photos.bringing import Bringing, is_final, together
from tui.words import _

MOST = 50
"""Deeds that are remembered: nobody goes back further step by step."""


@dataclass(slots=True)
class Gone:
    """Photos that go to the trash together. `coming` are still on their way there, `there` are
    names and sizes, None where unknown, of those that arrived.
    """

    coming: dict[str, int | None]
    replaced: bool = False
    there: list[tuple[str, int | None]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether there is something to undo."""
        return bool(self.there)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A photo that has another name now."""

    old: str
    new: str
    done: bool = True


Deed = Gone | Renamed


class Deeds:
    """The deeds of this session, bounded; the latest is undone first."""

    def __init__(self) -> None:
        self._deeds: list[Deed] = []

    @property
    def can_undo(self) -> bool:
        """Whether something can be undone."""
        return any(deed.done for deed in self._deeds)

    def begin(self, photos: Iterable[tuple[str, int | None]], *, replaced: bool = False) -> None:
        """Note names and sizes of photos that are about to be deleted, or replaced, together."""
        if coming := dict(photos):
            self.add(Gone(coming, replaced))

    def arrived(self, name: str, *, replaced: bool = False) -> None:
        """Note that a photo is in the trash now."""
        for deed in reversed(self._deeds):
            if isinstance(deed, Gone) and deed.replaced == replaced and name in deed.coming:
                deed.there.append((name, deed.coming.pop(name)))
                return
        self.add(Gone({}, replaced, [(name, None)]))

    def add(self, deed: Deed) -> None:
        """Remember a deed, and forget the oldest where there are too many."""
        self._deeds.append(deed)
        del self._deeds[:-MOST]

    def take(self) -> Deed | None:
        """Take the latest deed that can be undone."""
        for place in reversed(range(len(self._deeds))):
            if self._deeds[place].done:
                return self._deeds.pop(place)
        return None


async def undo(deeds: Deeds, archive: Archive) -> str:
    """Undo the latest deed; return what was done, in words.

    Raises Failure; what is not undone then can be tried again. What the archive refuses is
    forgotten, for it would stand before all that was done earlier.
    """
    deed = deeds.take()
    if deed is None:
        return _("There is nothing to undo.")
    try:
        if isinstance(deed, Gone):
            return await _bring_back(deed, archive)
        await archive.rename(deed.new, deed.old)
    except BaseException as error:
        if isinstance(error, Failure) and is_final(error):
            return together(sentence(error), _("It can no longer be undone."))
        if deed.done:
            deeds.add(deed)
        raise
    return _("{name} has its old name again.").format(name=printable(deed.old))


async def _bring_back(deed: Gone, archive: Archive) -> str:
    items = list((await archive.trash()).items)
    bringing = Bringing(archive)
    while deed.there:
        if (item := _find(items, *deed.there[-1])) is None:
            bringing.lost += 1
        else:
            items.remove(item)
            await bringing.restore(item)
        deed.there.pop()
    return bringing.words()


def _find(items: Iterable[Trashed], name: str, size: int | None) -> Trashed | None:
    """Return the latest of that name and size."""
    return next((one for one in items if one.name == name and size in (None, one.size)), None)
