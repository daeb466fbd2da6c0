r"""What a terminal answers when it is asked for graphics, among whatever is typed meanwhile.

    ESC _ G i=31,s=1,v=1,a=q,t=d,f=24;AAAA ESC \   ->  ESC _ G i=31;OK ESC \       kitty's graphics
    ESC [ 16 t                                     ->  ESC [ 6 ; 20 ; 10 t         a cell's pixels
    ESC [ ? 1 ; 1 ; 0 S                            ->  ESC [ ? 1 ; 0 ; 256 S       sixel's colours
    ESC [ ? 2 ; 4 ; 0 S                            ->  ESC [ ? 2 ; 0 ; 1000 ; 800 S   its pixels
    ESC [ c                                        ->  ESC [ ? 62 ; 4 c            4 is sixel

Every terminal answers the last one (DA1), and terminals answer in order: when it is here, all is.
"""

import re
from dataclasses import dataclass

from tui.graphics.terminal import COLOURS, NO_LIMIT, Cell, Limit, believed

QUESTIONS = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[?1;1;0S\x1b[?2;4;0S\x1b[c"

LONGEST = 4096
"""Bytes of answers and keys that are read before we stop listening: answers have about 90."""

SMALLEST = 100
"""Pixels that a picture has each way where it is worth drawing one."""

_KITTY = re.compile(rb"\x1b_Gi=31(?:,[^;\x1b]{0,64})?;([^\x1b]{0,256})\x1b\\")
_CELL = re.compile(rb"\x1b\[6;(\d{1,5});(\d{1,5})t")
_COLOURS = re.compile(rb"\x1b\[\?1;(\d{1,3})(?:;(\d{1,9}))?S")
_LIMIT = re.compile(rb"\x1b\[\?2;(\d{1,3})(?:;(\d{1,9});(\d{1,9}))?S")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]{0,128})c")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a terminal said; `typed` is what a person did meanwhile, as far as it is plain text."""

    whole: bool = False
    kitty: bool = False
    sixel: bool = False
    cell: Cell | None = None
    colours: int = COLOURS
    limit: Limit = NO_LIMIT
    typed: str = ""


def read(data: bytes) -> Answers:
    """Read what has come so far; the last answer makes it whole."""
    attributes, kitty = _ATTRIBUTES.search(data), _KITTY.search(data)
    cell, colours = _CELL.search(data), _COLOURS.search(data)
    limit = _LIMIT.search(data)
    number = int(colours[2]) if colours and colours[1] == b"0" and colours[2] else COLOURS
    rest = data
    for answer in (_KITTY, _CELL, _COLOURS, _LIMIT, _ATTRIBUTES):
        rest = answer.sub(b"", rest)
    plain = rest.partition(b"\x1b")[0].decode(errors="ignore")
    return Answers(
        whole=attributes is not None,
        kitty=kitty is not None and kitty[1] == b"OK",
        sixel=attributes is not None and b"4" in attributes[1].split(b";")[1:],
        cell=believed(int(cell[2]), int(cell[1])) if cell else None,
        colours=min(max(number, 2), COLOURS),
        limit=_limit(limit) if limit and limit[1] == b"0" and limit[2] else NO_LIMIT,
        typed="".join(character for character in plain if character.isprintable()),
    )


def _limit(said: re.Match[bytes]) -> Limit:
    """Believe in limits where something can be seen."""
    limit = Limit(int(said[2]), int(said[3]))
    return limit if min(limit) >= SMALLEST else NO_LIMIT
