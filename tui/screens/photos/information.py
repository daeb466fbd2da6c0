"""What is known of the photo that one looks at, beside it."""

from datetime import datetime

from textual.content import Content
from textual.widget import Widget

from tui import exif, numbers
from tui.local_time import local, second
from tui.printable import printable
from tui.screens.photos.seeing import Description
from tui.screens.photos.sights import Seen
from tui.screens.photos.subject import Subject
from tui.words import _

Row = tuple[str, str]
"""What is told, and what it is; both are safe to draw."""


class Information(Widget):
    """A column of words beside the picture."""

    DEFAULT_CSS = """
    Information {
        width: 38;
        height: 1fr;
        padding: 1 2;
        display: none;
        overflow-y: auto;
        background: $surface;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._rows: list[Row] = []

    def show(self, subject: Subject, seen: Seen | None, described: Description | None) -> None:
        """Show what is known so far."""
        self._rows = rows(subject, seen, described)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw what is told in its colour; what it is, below where there is room for that."""
        spare = self.screen.size.height >= 3 * len(self._rows) + 6
        between, end = ("\n", "\n") if spare else ("  ", "")
        return Content("\n").join(
            Content.assemble((label, "$primary"), f"{between}{value}{end}")
            for label, value in self._rows
        )


def rows(subject: Subject, seen: Seen | None, described: Description | None) -> list[Row]:
    """Say in order what is known, and leave out what is not."""
    found = described.exif if described is not None else None
    photo = subject.photo
    taken = (found.taken if found else None) or (photo.taken if photo else None)
    camera = (found.camera if found else "") or printable((photo and photo.camera) or "")
    sha256 = (photo.sha256 if photo else None) or (described.sha256 if described else None)
    told = [
        (_("Name"), printable(subject.name)),
        (_("Picture"), _picture(subject, seen)),
        (_("Size"), _size(subject, seen)),
        (_("Taken"), second(taken) if taken else ""),
        (_("Changed"), _changed(subject)),
        (_("Camera"), camera),
        (_("Lens"), found.lens if found else ""),
        (_("Exposure"), found.exposure if found else ""),
        (_("Position"), _position(described)),
        (_("Archived by"), printable((photo and photo.by) or "")),
        ("SHA-256", sha256 or ""),
        (_("Not read"), described.words if described else ""),
    ]
    return [(label, value) for label, value in told if value]


def _picture(subject: Subject, seen: Seen | None) -> str:
    photo, drawn = subject.photo, seen.picture if seen is not None else None
    width, height, kind = (photo.width, photo.height, "") if photo else (None, None, "")
    if drawn is not None and seen is not None:
        kind = drawn.facts.format
        if seen.sure:
            width, height = drawn.facts.width, drawn.facts.height
    if not width or not height:
        return kind
    millions = numbers.decimal(width * height / 1e6)
    words = _("{width} × {height}, {millions} million pixels, {format}")
    return words.format(width=width, height=height, millions=millions, format=kind).rstrip(", ")


def _size(subject: Subject, seen: Seen | None) -> str:
    size = seen.size if seen is not None else None
    if size is None and subject.photo is not None:
        size = subject.photo.size
    if size is None:
        return ""
    if size < 1024:
        return numbers.size(size)
    words = _("{size} ({number} bytes)")
    return words.format(size=numbers.size(size), number=numbers.whole(size))


def _changed(subject: Subject) -> str:
    if subject.photo is not None:
        moment = subject.photo.modified
        return second(local(moment)) if moment else ""
    try:
        moment = datetime.fromtimestamp(subject.changed / 1e9).astimezone()
    except (OverflowError, ValueError, OSError):  # a file can be dated beyond any calendar
        return ""
    return second(moment)


def _position(described: Description | None) -> str:
    if described is None or (found := described.exif) is None:
        return ""
    if found.position is not None:
        return exif.words(found.position)
    return _("it says where it was taken") if found.placed else _("it does not say where")
