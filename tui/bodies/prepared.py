"""A body made ready to be looked at: codings off, in UTF-8 where it is text. Belongs into a thread.

What is neither coded nor in another charset is not copied, however large.
"""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.bodies.coding import Ending, codings, decode, unknown
from tui.bodies.kinds import OPENING, Kind, Nature, nature
from tui.bodies.layers import STEP
from tui.bodies.source import Source, Still, Target

DECODED = 256 * 1024 * 1024
"""Bytes that a coded body may become: a thousand times what a page is, and no bomb's worth."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body, and what was done to it."""

    content: Source
    nature: Nature
    codings: tuple[str, ...]
    """That were taken off."""
    unknown: str
    """The coding that nobody here can take off; `""`: there is none."""
    ending: Ending


def prepare(
    body: Source,
    fields: Sequence[tuple[str, str]],
    new: Callable[[], Target],
    stopped: Callable[[], bool],
) -> Prepared:
    """Take off what is known, and find what it is; `new` makes room for another copy."""
    body = Still(body)
    names = codings(_values(fields, "content-encoding"))
    strange, ending = unknown(names), Ending.WHOLE
    content: Source = body
    if names and not strange and body.size:
        target = new()
        ending = decode(body, names, target.write, greatest=DECODED, stopped=stopped)
        content = target
    media = next(iter(_values(fields, "content-type")), "")
    opening = content.read(0, OPENING)
    found = Nature(Kind.BINARY)
    if not strange:
        found = nature(media, opening, whole=len(opening) == content.size)
    if found.kind is not Kind.BINARY and found.charset not in ("utf-8", "ascii"):
        target = new()
        if not _translate(content, found.charset, target.write, stopped):
            ending = Ending.BOUND if ending is Ending.WHOLE else ending
        content = target
    taken = () if strange else tuple(names)
    return Prepared(content, found, taken, strange, ending)


def _values(fields: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for one, value in fields if one.lower() == name]


def _translate(
    source: Source, charset: str, write: Callable[[bytes], object], stopped: Callable[[], bool]
) -> bool:
    """Write as UTF-8, up to the bound; return whether it was all."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    place = made = 0
    while block := source.read(place, STEP):
        text = decoder.decode(block).encode(errors="replace")
        write(text)
        place += len(block)
        made += len(text)
        if made > DECODED or stopped():
            return place >= source.size
    write(decoder.decode(b"", final=True).encode(errors="replace"))
    return True
