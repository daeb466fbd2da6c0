"""A conversation's lines -> rows of a given width: pieces of text, each with the name of a style.

16:55       bruno  │ salut à toi, une longue phrase qui
                   │ tient sur deux lignes
               →  │ zoé arrived
16:56        manu ✓│ bonjour
"""

import re
from datetime import date
from zlib import crc32

from rich.cells import cell_len, chop_cells, set_cell_size

from protocol.names import LOGIN_LENGTH, login_key
from tui.clients.chat.events import Verb
from tui.local_time import local
from tui.screens.chat.conversation import Fate, Kind, Line
from tui.words import _, language

Row = tuple[tuple[str, str], ...]
"""Pieces of text with the names of their styles, from left to right."""

SPEAKERS = 4
"""Colours for people: as many as a theme has that can be told apart."""

_MARKS = {Kind.ARRIVED: "→", Kind.LEFT: "←", Kind.NOTICE: "·"}
FATES = {
    Fate.WAITING: ("○ ", "doubt"),
    Fate.SENDING: ("… ", "muted"),
    Fate.STORED: ("✓ ", "muted"),
    Fate.HEARD: ("✓✓", "muted"),
    Fate.UNCONFIRMED: ("? ", "doubt"),
    Fate.REFUSED: ("✗ ", "wrong"),
}
_NARROWEST = 10
"""Cells for words, however narrow the window: a row of fewer cannot be read anyway."""


def fold(text: str, width: int) -> list[str]:
    """Break a text into rows of at most `width` cells, between words where that is possible."""
    rows = [""]
    for word in re.findall(r"\s*\S+|\s+$", text):
        if cell_len(rows[-1] + word) <= width:
            rows[-1] += word
            continue
        pieces = chop_cells(word.lstrip(), width)
        rows = rows[:-1] + pieces if not rows[-1] else rows + pieces
    return rows


def speaker_style(login: str) -> str:
    """Name the style of a person: the same for a login always, on every machine."""
    return f"speaker-{crc32(login_key(login).encode()) % SPEAKERS}"


def speaker_width(width: int) -> int:
    """How many cells the column of speakers takes in a talk of this width."""
    return max(6, min(LOGIN_LENGTH, width // 5))


def gutter_width(width: int) -> int:
    """How many cells stand before the words."""
    return speaker_width(width) + 10


def is_same_breath(line: Line, before: Line | None) -> bool:
    """Whether a line goes on where the one before it ended, so that its speaker need not stand."""
    return (
        before is not None
        and line.kind is Kind.SAID
        and before.kind is Kind.SAID
        and (line.speaker, line.ours) == (before.speaker, before.ours)
        and line.verb is before.verb is Verb.SAY
        and 0 <= (line.moment - before.moment).total_seconds() < 300
    )


def rows_of(line: Line, width: int, *, again: bool = False, minute: bool = True) -> list[Row]:
    """Draw one line; `again` leaves the speaker out, and without `minute` the time too."""
    if line.kind is Kind.SAID:
        return _said(line, width, again, minute)
    words = fold(_event(line), _words_width(width))
    first = _gutter(line, _MARKS[line.kind], "muted", width, minute)
    return [
        (*(first if place == 0 else _blank(width)), (row, "muted"))
        for place, row in enumerate(words)
    ]


def day_row(day: date, width: int) -> Row:
    """Draw the line between two days."""
    from babel.dates import format_date

    return rule_row(format_date(day, "full", locale=language()), width, "muted")


def rule_row(words: str, width: int, style: str) -> Row:
    """Draw a line with words in its middle."""
    words = f" {words} "
    side = "─" * max(2, (width - cell_len(words)) // 2)
    return ((set_cell_size(f"{side}{words}{'─' * width}", width), style),)


def _said(line: Line, width: int, again: bool, minute: bool) -> list[Row]:
    speaker = "*" if line.verb is Verb.ACT else "" if again else line.speaker
    text = f"{line.speaker} {line.text}" if line.verb is Verb.ACT else line.text
    gutter = _gutter(line, speaker, _speaker(line), width, minute)
    style = _text_style(line)
    rows: list[Row] = []
    for row in fold(text, _words_width(width)):
        rows.append((*(_blank(width, line) if rows else gutter), (row, style)))
    for row in fold(fate, _words_width(width)) if (fate := _fate(line)) else ():
        style = "wrong" if line.fate is Fate.REFUSED else "doubt"
        rows.append((*_blank(width), (row, style)))
    return rows


def _speaker(line: Line) -> str:
    return "us" if line.ours else speaker_style(line.speaker)


def _text_style(line: Line) -> str:
    if line.mention:
        return "mention"
    if line.verb is Verb.NOTICE or line.fate in (Fate.WAITING, Fate.SENDING, Fate.REFUSED):
        return "muted"
    return "text"


def _gutter(line: Line, speaker: str, style: str, width: int, minute: bool) -> Row:
    """Time, speaker, what became of it, and the rule that parts them from the words."""
    when = local(line.moment).strftime("%H:%M") if minute else "     "
    name = (_right(speaker, speaker_width(width)), style)
    mark = FATES.get(line.fate, ("  ", "rule")) if line.fate else ("  ", "rule")
    return ((f"{when} ", "time"), name, mark, _rule(line))


def _blank(width: int, line: Line | None = None) -> Row:
    return ((" " * (8 + speaker_width(width)), "time"), _rule(line))


def _rule(line: Line | None) -> tuple[str, str]:
    return ("┃ ", "mention") if line is not None and line.mention else ("│ ", "rule")


def _right(text: str, width: int) -> str:
    if cell_len(text) > width:
        text = f"{set_cell_size(text, width - 1)}…"
    return " " * (width - cell_len(text)) + text


def _words_width(width: int) -> int:
    return max(_NARROWEST, width - gutter_width(width))


def _event(line: Line) -> str:
    names = ", ".join(line.names)
    match line.kind:
        case Kind.ARRIVED:
            return _("{names} arrived").format(names=names)
        case Kind.LEFT:
            return _("{names} left").format(names=names)
        case _:
            return line.text


def _fate(line: Line) -> str:
    match line.fate:
        case Fate.UNCONFIRMED:
            return _("Sent, not confirmed: the connection was lost right then.")
        case Fate.REFUSED:
            return _("Not delivered: {reason}").format(reason=line.reason)
        case _:
            return ""
