"""One row of a wire, drawn: a fixed gutter (direction, time), then a text that scrolls sideways."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui import numbers
from tui.clients.wire import Direction
from tui.widgets.wire_rows import APART, REMARKS, Row, Tone
from tui.widgets.wire_styles import Styles
from tui.words import _

OURS = {Tone.REMARK: "·", Tone.ODD: "!"}
"""The signs of rows that did not travel: a stranger can say our words, but not beside these."""

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
    """What stands beside a piece: when it was, how long after the one before it, how long after
    its exchange began, or nothing.
    """

    CLOCK = "clock"
    SINCE = "since"
    ELAPSED = "elapsed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Look:
    """The styles, the columns that there are, and what is to be seen in them."""

    styles: Styles
    columns: int
    timed: bool
    """The time has its own columns; otherwise it stands where a piece begins, before its text."""
    times: Times
    sought: str
    """The words that are looked for."""

    @property
    def gutter(self) -> int:
        """Columns before the text."""
        return SIGN + TIME * self.timed


def draw(row: Row, look: Look, scrolled: int, *, inline: bool) -> Strip:
    """Draw a row; its text begins `scrolled` cells further right."""
    plain, body = _plain(row, look), list[Segment]()
    for words, faint in row.parts:
        body.extend(_marked(words, look.styles.faint if faint else plain, look))
    sign = SIGNS[row.direction], look.styles.signs[row.direction]
    if row.tone in OURS:
        sign = OURS[row.tone], plain
    gutter = [Segment(f"{sign[0]} ", sign[1])]
    time = Segment(f"{_time(row, look.times):<{TIME}}", look.styles.faint)
    if look.timed:
        gutter.append(time)
    elif inline and row.moment is not None and look.times is not Times.NONE:
        body.insert(0, time)
    width = look.columns - look.gutter
    if row.remark:
        body.extend(_beside(row.remark, body, width, look))
    rest = width - sum(segment.cell_length for segment in body)
    if not scrolled and rest >= 0:
        return Strip([*gutter, *body, Segment(" " * rest, look.styles.plain)], look.columns)
    text = Strip(body).crop_extend(scrolled, scrolled + width, look.styles.plain)
    return Strip.join([Strip(gutter), text])


def draw_words(words: str, look: Look) -> Strip:
    """Draw a sentence of ours that is no part of the wire."""
    return Strip([Segment(words, look.styles.note)]).crop_extend(0, look.columns, look.styles.plain)


def _plain(row: Row, look: Look) -> Style:
    """Return the style of its words: theirs are plain, ours are not."""
    if row.tone is Tone.ODD:
        return look.styles.odd
    if row.tone is Tone.TOLD:
        return look.styles.told
    if row.tone is Tone.DETAIL:
        return look.styles.detail
    if row.tone is Tone.REMARK:
        return look.styles.remark
    return look.styles.note if row.direction is Direction.NOTE else look.styles.plain


def _beside(remark: str, body: list[Segment], width: int, look: Look) -> Iterator[Segment]:
    """Draw a remark behind a text, in the column of remarks where that is free."""
    used = sum(segment.cell_length for segment in body)
    column = max(used + APART, min(REMARKS, width - cell_len(remark)))
    yield Segment(" " * (column - used), look.styles.plain)
    yield from _marked(remark, look.styles.remark, look)


def _marked(text: str, style: Style, look: Look) -> Iterator[Segment]:
    """Cut a text where the words begin and end that are looked for."""
    words, low, place = look.sought.lower(), text.lower(), 0
    if words and len(low) == len(text):
        while (found := low.find(words, place)) >= 0:
            end = found + len(words)
            yield Segment(text[place:found], style)
            yield Segment(text[found:end], look.styles.sought)
            place = end
    yield Segment(text[place:], style)


def _time(row: Row, times: Times) -> str:
    if row.moment is None:
        return f"{row.size:>{TIME - 2}}" if times is not Times.NONE else ""
    if times is Times.SINCE:
        return f"+{row.since.total_seconds():11.3f}" if row.since is not None else ""
    if times is Times.ELAPSED:
        return _micro(row.elapsed) if row.elapsed is not None else ""
    local = row.moment.astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def _micro(elapsed: timedelta) -> str:
    """Write microseconds; where they are so many that there is no room, without the unit."""
    number = numbers.whole(round(elapsed / timedelta(microseconds=1)))
    words = _("{number} µs").format(number=number)
    return f"{words if len(words) < TIME else number:>{TIME - 2}}"
