"""What a photo archive can be asked, and what it answers, whatever dialect it speaks.

    archive = dialect.open_archive(config.archive, wire)     # HTTP or classic, as the settings say
    page = await archive.page(sort=Sort.NEWEST)
    page.photos[0].name, page.total, page.next
    stored = await archive.store("a.jpg", path, progress=progress)
    await archive.aclose()

Everything raises Failure; step REFUSED has the code of a refusal in the classic dialect
(`introuvable`, `existe`, `quota`, `disque`, `nom`, `taille`, `interdit`, ...) whatever is spoken.
What a dialect cannot do is not in `can`, and raises Failure REFUSED with code `commande`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Protocol

Progress = Callable[[int, int], None]
"""Called with the bytes that went by, and with how many there are."""

PAGE = 100
"""Photos of one page: some 5 KB compressed, a twentieth of a second at 1 Mbit/s."""


class Ability(Enum):
    """What not every dialect can do."""

    DETAILS = "details"  # size, date, digest, pixels with the list
    THUMBNAILS = "thumbnails"
    SORT = "sort"
    MATCH = "match"
    TRASH = "trash"
    RENAME = "rename"
    RESUME = "resume"
    VERIFY = "verify"  # a digest comes with the photo


class Sort(StrEnum):
    """The orders of the list."""

    NAME = "name"
    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the archive. `size` is in bytes, `sha256` in hexadecimal, width and height are
    those of the picture as one sees it, upright; None is unknown. Texts are strangers' texts.
    """

    name: str
    size: int | None = None
    modified: datetime | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    type: str | None = None
    taken: datetime | None = None
    camera: str | None = None
    by: str | None = None

    @property
    def moment(self) -> datetime | None:
        """When it was taken, or else written: by which the newest and the oldest come first."""
        return self.taken or self.modified


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list. `next` is what to ask for the part after it, None at the end; `total`
    counts all that match; `left_out` names of this part break the rule for names.
    """

    photos: tuple[Photo, ...]
    next: str | None
    total: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Trashed:
    """A photo in the trash."""

    id: str
    name: str
    size: int
    deleted: datetime


@dataclass(frozen=True, slots=True)
class Trash:
    """What is in the trash, the latest first; `total` counts also what is not in `items`."""

    items: tuple[Trashed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A photo that came whole: its size, and whether its digest was compared and is right."""

    size: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """A photo that was sent. `confirmed`: the service says that it is on its disk (services of
    2017 do not say); `verified`: its digest there is that of our file; `replaced`: one of that
    name went to the trash.
    """

    confirmed: bool
    verified: bool
    replaced: bool


class Archive(Protocol):
    """An archive. Tasks may ask at the same time; connections are few and kept while of use."""

    can: frozenset[Ability]

    async def page(
        self,
        after: str | None = None,
        *,
        limit: int = PAGE,
        sort: Sort = Sort.NAME,
        match: str = "",
    ) -> Page:
        """Ask for a part of the list, the first one or that which `Page.next` names."""

    async def photo(self, name: str) -> Photo:
        """Ask for what is known of one photo."""

    async def thumbnail(self, name: str, width: int, height: int) -> bytes:
        """Ask for a small picture that fits width × height pixels; PNG or JPEG, upright.

        Failure REFUSED, code `image`: its bytes are no picture.
        """

    async def fetch(
        self,
        name: str,
        sink: Callable[[bytes], object],
        *,
        offset: int = 0,
        sha256: str | None = None,
        progress: Progress | None = None,
    ) -> Fetched:
        """Retrieve a photo into `sink`, from `offset` on. An OSError of the sink passes.

        With an offset, `sha256` is that of the whole photo as it was when the first part came:
        Failure REFUSED, code `change`, where it is another one now; nothing was given to the sink.
        `verified` is about what came now; whoever resumes compares the whole file.
        """

    async def head(self, name: str, size: int) -> bytes:
        """Ask for the first bytes of a photo, at most so many."""

    async def store(
        self,
        name: str,
        path: Path,
        *,
        replace: bool = True,
        sha256: str | None = None,
        upload: str | None = None,
        on_upload: Callable[[str], object] | None = None,
        progress: Progress | None = None,
    ) -> Stored:
        """Send the file at `path`. An OSError of the file passes.

        Without `replace`: Failure REFUSED, code `existe`, where the name is taken. `on_upload`
        hears a token as soon as the archive keeps what comes; given again as `upload` after
        whatever interruption, sending goes on where it stopped. A token that the archive no longer
        knows begins anew.
        `sha256` is the file's digest if it is known already.
        """

    async def remove(self, name: str) -> None:
        """Have a photo put into the trash."""

    async def rename(self, name: str, new: str) -> None:
        """Give a photo another name; Failure REFUSED, code `existe`, where that is taken."""

    async def trash(self) -> Trash:
        """Ask for what is in the trash."""

    async def restore(self, id: str) -> str:  # noqa: A002 - the protocol's word
        """Put a photo back; return its name. What has that name now goes to the trash."""

    async def discard(self, id: str) -> None:  # noqa: A002 - the protocol's word
        """Remove a photo from the trash, for good."""

    async def aclose(self) -> None:
        """Hang up."""
