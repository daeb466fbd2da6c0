"""What can be looked at: a file of this machine, or a photo of the archive; and rows of these."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tui.clients.archive.photo import Photo

Key = tuple[str, str, object]
"""Where a picture is from, its path or name, and what changes when it does."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the two: `path` is a file of this machine, `photo` one of the archive.

    `name` is a stranger's text. `changed` is when the file changed, in nanoseconds.
    """

    name: str
    path: Path | None = None
    photo: Photo | None = None
    changed: int = 0

    @property
    def key(self) -> Key:
        """Tell it from all others, and from what it was before it changed."""
        if self.photo is None:
            return "here", str(self.path), self.changed
        photo = self.photo
        return "there", photo.name, photo.sha256 or (photo.size, photo.modified)


class Reel(Protocol):
    """An ordered row of subjects, maybe long, maybe still growing."""

    def __len__(self) -> int:
        """Count all, those too that are not known yet."""

    def at(self, index: int) -> Subject | None:
        """Return one; None where it is not known yet, or nothing to look at (a directory)."""

    def go(self, index: int) -> None:
        """Move the list's cursor there; what is not known yet is asked for."""


def landing(reel: Reel, index: int, direction: int, here: Subject | None) -> int | None:
    """Return where one gets to who goes to an index from `here`, in this direction.

    What of an archive is not known yet will be; what of a directory is none is passed by, and where
    there is nothing beyond, one stays: None.
    """
    index = max(0, min(index, len(reel) - 1))
    if here is None or here.photo is not None:
        return index
    way = range(index, len(reel)) if direction > 0 else range(index, -1, -1)
    return next((at for at in way if reel.at(at) is not None), None)
