"""The line below a photo: which one it is, its name, and what is known of it."""

from textual.widgets import Static

from tui import numbers
from tui.printable import printable
from tui.screens.photos.sights import Seen
from tui.screens.photos.subject import Subject
from tui.widgets.rows import fitted
from tui.words import _


class Caption(Static):
    """One line; where there is no room for all, the name is cut."""

    DEFAULT_CSS = """
    Caption { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def tell(
        self,
        place: tuple[int, int],
        subject: Subject | None,
        seen: Seen | None,
        zoom: float,
        note: str,
    ) -> None:
        """Say which of how many it is, what it is, how near one is, and a note."""
        near = _("{percent} %").format(percent=round(100 * zoom)) if zoom > 1.001 else ""
        known = facts(subject, seen) if subject is not None else ""
        more = "  ".join(part for part in (known, near, note) if part)
        which = f"{numbers.whole(place[0] + 1)} / {numbers.whole(place[1])}"
        width = (self.size.width or self.app.size.width) - 2
        room = max(8, width - len(which) - len(more) - 4)
        name = fitted(printable(subject.name), room).rstrip() if subject is not None else ""
        self.update("  ".join(part for part in (which, name, more) if part), layout=False)


def facts(subject: Subject, seen: Seen | None) -> str:
    """Say what is known of a photo: its size in pixels and in bytes, its format."""
    photo, picture = subject.photo, seen.picture if seen is not None else None
    size = seen.size if seen is not None else None
    if size is None and photo is not None:
        size = photo.size
    kind = picture.facts.format if picture is not None else ""
    width, height = (photo.width, photo.height) if photo is not None else (None, None)
    if picture is not None and seen is not None and seen.sure:
        width, height = picture.facts.width, picture.facts.height
    pixels = f"{width} × {height}" if width and height else ""
    said = (pixels, numbers.size(size) if size is not None else "", kind)
    return "  ".join(part for part in said if part)
