"""A conversation on a sheet of a given width: all its rows, and to which line each belongs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol.names import photo_is_valid
from tui.local_time import local
from tui.screens.chat.conversation import Kind, Line
from tui.screens.chat.rows import Row, day_row, is_same_breath, rows_of, rule_row
from tui.words import _

PHOTOS = 4
"""Photos of one line that are drawn."""

_PHOTO = re.compile(
    r"photo:((?:(?!photo:).)+?\.(?:jpe?g|png|gif|webp|bmp|tiff?))(?!\w)", re.IGNORECASE
)
_LINK = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]}']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One row of a small picture."""

    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn: lines, or a hint; words at the top; the first line that is new."""

    lines: tuple[Line, ...] = ()
    hint: str = ""
    top: str = ""
    fresh: int = 0


@dataclass(slots=True)
class Folded:
    """Rows, and for each the number of its line; 0 where it belongs to none."""

    rows: list[Row | PictureRow] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    known: dict[int, tuple[Line, bool, bool, list[Row]]] = field(default_factory=dict)


def photos_of(line: Line) -> list[str]:
    """Return the names of the photos that a line names."""
    if line.kind is not Kind.SAID or "photo:" not in line.text.casefold():
        return []
    names = filter(photo_is_valid, _PHOTO.findall(line.text))
    return list(dict.fromkeys(names))[:PHOTOS]


def links_of(line: Line) -> list[str]:
    """Return the addresses in a line."""
    return _LINK.findall(line.text)


def folded(sheet: Sheet, width: int, before: Folded, heights: Mapping[str, int]) -> Folded:
    """Fold every line, what is known of `before` excepted; `heights` are those of pictures."""
    result = Folded()
    day = minute = last = None
    if sheet.top and sheet.lines:
        _append(result, [rule_row(sheet.top, width, "muted")], 0)
    for line in sheet.lines:
        here = local(line.moment)
        if here.date() != day:
            day, minute, last = here.date(), None, None
            _append(result, [day_row(day, width)], 0)
        if line.number == sheet.fresh:
            _append(result, [rule_row(_("New since you left"), width, "fresh")], 0)
            last = None
        again = is_same_breath(line, last)
        shows_minute = not again or (here.hour, here.minute) != minute
        rows = _rows(line, width, before, again, shows_minute)
        result.known[line.number] = (line, again, shows_minute, rows)
        _append(result, rows, line.number)
        for name in photos_of(line):
            _append(
                result, [PictureRow(name, at) for at in range(heights.get(name, 0))], line.number
            )
        minute, last = (here.hour, here.minute), line
    return result


def _rows(line: Line, width: int, before: Folded, again: bool, minute: bool) -> list[Row]:
    known = before.known.get(line.number)
    if known is not None and known[0] is line and known[1:3] == (again, minute):
        return known[3]
    return rows_of(line, width, again=again, minute=minute)


def _append(folded: Folded, rows: list[Row] | list[PictureRow], owner: int) -> None:
    folded.rows += rows
    folded.owners += [owner] * len(rows)
