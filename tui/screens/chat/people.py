"""The lists beside the talk: conversations with what is unread, and the people of a room."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.screens.chat.entries import Entry
from tui.screens.chat.rosters import Person
from tui.words import _

MANY = 999
"""Unread lines that are counted out; more is `999+`."""


class Names(ScrollView, can_focus=False):
    """One row for each name; a click opens the conversation."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "people--title",
        "people--here",
        "people--gone",
        "people--unread",
        "people--mention",
        "people--current",
    }

    class Chosen(Message):
        """Somebody, or a room, was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Entry | Person | str] = []

    def on_resize(self, _event: Resize) -> None:
        """Keep the current one in sight."""
        self._draw()

    def on_click(self, event: Click) -> None:
        """Say who was clicked."""
        offset = event.get_content_offset(self)
        place = self.scroll_offset.y + offset.y if offset else -1
        row = self._rows[place] if 0 <= place < len(self._rows) else ""
        if not isinstance(row, str):
            self.post_message(self.Chosen(row.name))

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        place = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        if isinstance(row, str):
            return self._strip(f" {row}", "title", width)
        if isinstance(row, Person):
            style = "here" if row.away is None else "gone"
            return self._strip(_person(row, width), style, width)
        return self._strip(_words(row, width), _style(row), width)

    def replace(self, rows: list[Entry | Person | str]) -> None:
        """Draw these rows."""
        if rows != self._rows:
            self._rows = rows
            self._draw()

    def _strip(self, text: str, style: str, width: int) -> Strip:
        rich_style = self.get_component_rich_style(f"people--{style}")
        return Strip([Segment(set_cell_size(text, width), rich_style)], width)

    def _draw(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
        for place, row in enumerate(self._rows):
            if isinstance(row, Entry) and row.is_current:
                self.scroll_to_region(Region(0, place, 1, 1), animate=False)
        self.refresh()


class PeopleList(Names):
    """Rooms and people that are talked with, and who else is in the open room."""

    def show(self, listed: Sequence[Entry]) -> None:
        """Draw the list, with the current one in sight."""
        rows: list[Entry | Person | str] = [_("Rooms"), *(one for one in listed if one.is_room)]
        people = [one for one in listed if not one.is_room]
        talked = [one for one in people if one.is_conversation]
        others = [one for one in people if not one.is_conversation]
        if talked:
            rows += ["", _("Talks"), *talked]
        if others:
            rows += ["", _("People"), *others]
        self.replace(rows)


class Members(Names):
    """The people of the open room, with their ranks."""

    def show(self, people: Sequence[Person]) -> None:
        """Draw the list."""
        self.replace([_("Here: {number}").format(number=len(people)), *people])


def _style(entry: Entry) -> str:
    if entry.is_current:
        return "current"
    if entry.unread:
        return "mention" if entry.mentions or not entry.is_room else "unread"
    return "here" if entry.is_here else "gone"


def _sign(entry: Entry) -> str:
    if entry.is_room:
        return " " if entry.is_here else "○"
    if entry.is_here:
        return "◐" if entry.is_away else "●"
    return "○"


def _words(entry: Entry, width: int) -> str:
    """`▸● bruno       3 `: shapes for the open one and for presence, and what is unread."""
    mark = "▸" if entry.is_current else " "
    name = _("{name} (you)").format(name=entry.name) if entry.is_us else entry.name
    count = f"{MANY}+" if entry.unread > MANY else str(entry.unread or "")
    if entry.mentions and entry.is_room:
        count = f"@{min(entry.mentions, MANY)} {count}"
    return f"{mark}{_sign(entry)} {_named(name, count, width - 4)} "


def _person(person: Person, width: int) -> str:
    name = f"{person.rank.value or ' '}{person.name}"
    return f" {_named(name, '' if person.away is None else '◐', width - 2)} "


def _named(name: str, count: str, width: int) -> str:
    room = max(1, width - cell_len(count) - bool(count))
    if cell_len(name) > room:
        name = f"{set_cell_size(name, room - 1)}…"
    return f"{set_cell_size(name, room)}{' ' * bool(count)}{count}"
