"""One row of a wire, drawn: a fixed gutter (direction, time), then a text that scrolls sideways."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.clients.wire import Direction
from tui.widgets.wire_rows import Row

SIGNS = {
    Direction.SENT: "→",
    Direction.RECEIVED: "←",
    Direction.SENT_BELOW: "⇢",
    Direction.RECEIVED_BELOW: "⇠",
    Direction.NOTE: "·",
}

SIGN, TIME = 2, 14
"""Columns of the gutter's two parts, with the space behind each."""

NARROW = 48
"""Columns below which text has no room to leave to the time."""


class Times(Enum):
    """What stands beside a piece: when it was, how long after the one before it, or nothing."""

    CLOCK = "clock"
    SINCE = "since"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of a theme, and the columns that there are."""

    plain: Style
    faint: Style
    note: Style
    signs: dict[Direction, Style]
    columns: int
    timed: bool
    """The time has its own columns; otherwise it stands where a piece begins, before its text."""
    times: Times
    sought: Style
    words: str
    """What is looked for, and how it is drawn."""

    @property
    def gutter(self) -> int:
        """Columns before the text."""
        return SIGN + TIME * self.timed


def draw(row: Row, look: Look, scrolled: int, *, inline: bool) -> Strip:
    """Draw a row; its text begins `scrolled` cells further right."""
    plain = look.note if row.direction is Direction.NOTE else look.plain
    body: list[Segment] = []
    for words, faint in row.parts:
        body.extend(_marked(words, look.faint if faint else plain, look))
    gutter = [Segment(f"{SIGNS[row.direction]} ", look.signs[row.direction])]
    time = Segment(f"{_time(row, look.times):<{TIME}}", look.faint)
    if look.timed:
        gutter.append(time)
    elif inline and row.moment is not None and look.times is not Times.NONE:
        body.insert(0, time)
    width = look.columns - look.gutter
    rest = width - sum(segment.cell_length for segment in body)
    if not scrolled and rest >= 0:
        return Strip([*gutter, *body, Segment(" " * rest, look.plain)], look.columns)
    text = Strip(body).crop_extend(scrolled, scrolled + width, look.plain)
    return Strip.join([Strip(gutter), text])


def draw_words(words: str, look: Look) -> Strip:
    """Draw a sentence of ours that is no part of the wire."""
    return Strip([Segment(words, look.note)]).crop_extend(0, look.columns, look.plain)


def _marked(text: str, style: Style, look: Look) -> Iterator[Segment]:
    """Cut a text where the words begin and end that are looked for."""
    words, low, place = look.words.lower(), text.lower(), 0
    if words and len(low) == len(text):
        while (found := low.find(words, place)) >= 0:
            end = found + len(words)
            yield Segment(text[place:found], style)
            yield Segment(text[found:end], look.sought)
            place = end
    yield Segment(text[place:], style)


def _time(row: Row, times: Times) -> str:
    if row.moment is None:
        return ""
    if times is Times.SINCE:
        return f"+{row.since.total_seconds():11.3f}" if row.since is not None else ""
    local = row.moment.astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"
