"""Photos out of the trash, one by one: one that is refused does not keep the next one there."""

from tui.clients.archive.photo import Archive, Trashed
from tui.clients.failure import Failure, Step
from tui.failures import sentence
from tui.printable import printable
from tui.words import _, ngettext

_PASSING = {"quota", "disque", "panne", "debit"}
"""Refusals that may be none in a moment."""

_GONE = "introuvable"


def is_final(failure: Failure) -> bool:
    """Whether the archive refuses it, and will refuse it again."""
    return failure.step is Step.REFUSED and failure.code not in _PASSING


def is_gone(failure: Failure) -> bool:
    """Whether the archive says that there is no such thing."""
    return failure.step is Step.REFUSED and failure.code == _GONE


class Bringing:
    """What has come back so far, and what has not."""

    def __init__(self, archive: Archive) -> None:
        self.lost = 0
        """Photos that are no longer in the trash."""
        self._archive = archive
        self._back: list[str] = []
        self._refusal = ""

    async def restore(self, item: Trashed) -> None:
        """Put a photo back. Raises Failure where it is worth trying again."""
        try:
            self._back.append(await self._archive.restore(item.id))
        except Failure as failure:
            if is_gone(failure):
                self.lost += 1
            elif is_final(failure):
                self._refusal = sentence(failure)
            else:
                raise

    def words(self) -> str:
        """Say what came of it."""
        return together(_brought_back(self._back), lost(self.lost), self._refusal)


def together(*sentences: str) -> str:
    """Say several things in one line."""
    return "  ".join(filter(None, sentences))


def lost(number: int) -> str:
    """Say that somebody else was faster."""
    if not number:
        return ""
    return ngettext(
        "{number} is no longer in the trash.", "{number} are no longer in the trash.", number
    )


def _brought_back(back: list[str]) -> str:
    if len(back) == 1:
        return _("{name} is in the archive again.").format(name=printable(back[0]))
    if not back:
        return ""
    return ngettext(
        "{number} photo is in the archive again.",
        "{number} photos are in the archive again.",
        len(back),
    )
