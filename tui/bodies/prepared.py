"""A body made ready to be looked at: codings off, in UTF-8 where it is text. Belongs into a thread.

    preparation = Preparation(body, fields, new)
    prepared = preparation.advance(stopped, ended=False)    # as far as it came; and again later

What is neither coded nor in another charset is not copied, however large; nothing is read twice.
"""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.bodies.coding import Ending, Unpacking, codings, unknown
from tui.bodies.kinds import OPENING, Kind, Nature, nature
from tui.bodies.layers import STEP
from tui.bodies.source import Source, Target

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
    media: str = ""
    """Content-Type, as it was said."""


class Preparation:
    """A body on its way to the eyes, which may still come; `new` makes room for another copy."""

    def __init__(
        self, body: Source, fields: Sequence[tuple[str, str]], new: Callable[[], Target]
    ) -> None:
        names = codings(_values(fields, "content-encoding"))
        self._unknown = unknown(names)
        self._codings = () if self._unknown else tuple(names)
        self._media = next(iter(_values(fields, "content-type")), "")
        self._new = new
        self._plain: Source = body
        self._unpacking: Unpacking | None = None
        if self._codings:
            target = new()
            self._unpacking = Unpacking(body, self._codings, target.write, greatest=DECODED)
            self._plain = target
        self._nature = Nature(Kind.BINARY)
        self._translation: _Translation | None = None
        self._looked = -1
        """Bytes at the beginning that the nature was found by."""

    def advance(self, stopped: Callable[[], bool], *, ended: bool) -> Prepared:
        """Go on with what came since; `ended`: nothing more comes."""
        ending = Ending.WHOLE
        if self._unpacking is not None:
            self._unpacking.advance(stopped)
            ending = self._unpacking.end() if ended else self._unpacking.ending or ending
        self._look(whole=ended)
        content = self._plain
        if self._translation is not None:
            content = self._translation.target
            if not self._translation.advance(stopped, ended=ended) and ending is Ending.WHOLE:
                ending = Ending.BOUND
        return Prepared(content, self._nature, self._codings, self._unknown, ending, self._media)

    def _look(self, *, whole: bool) -> None:
        """Find out what it is, as long as its first bytes are not all there."""
        size = self._plain.size
        if self._unknown or self._looked >= OPENING or (size == self._looked and not whole):
            return
        opening = self._plain.read(0, OPENING)
        found = nature(self._media, opening, whole=whole and len(opening) == size)
        self._looked = len(opening)
        if found == self._nature and found.kind is not Kind.BINARY:
            return
        self._nature, self._translation = found, None
        words = found.kind not in (Kind.BINARY, Kind.IMAGE)
        if words and found.charset not in ("utf-8", "ascii"):
            self._translation = _Translation(self._plain, found.charset, self._new())


class _Translation:
    """A text that becomes UTF-8, up to the bound."""

    def __init__(self, source: Source, charset: str, target: Target) -> None:
        self.target = target
        self._source = source
        self._decoder = codecs.getincrementaldecoder(charset)("replace")
        self._place = self._made = 0
        self._over = False

    def advance(self, stopped: Callable[[], bool], *, ended: bool) -> bool:
        """Write what there is by now; return whether that is all."""
        while not self._over and (block := self._source.read(self._place, STEP)):
            self._write(self._decoded(block))
            self._place += len(block)
            if self._made > DECODED or stopped():
                return self._place >= self._source.size
        if ended and not self._over:
            self._over = True
            self._write(self._decoded(b"", final=True))
        return True

    def _decoded(self, block: bytes, *, final: bool = False) -> str:
        """Decode a block; what the codec gives up, though it may replace, is a broken character."""
        try:
            return self._decoder.decode(block, final=final)
        except UnicodeError:
            self._decoder.reset()
            return "\ufffd"

    def _write(self, text: str) -> None:
        data = text.encode(errors="replace")
        self.target.write(data)
        self._made += len(data)


def prepare(
    body: Source,
    fields: Sequence[tuple[str, str]],
    new: Callable[[], Target],
    stopped: Callable[[], bool],
) -> Prepared:
    """Make a body ready that is all there."""
    return Preparation(body, fields, new).advance(stopped, ended=True)


def _values(fields: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for one, value in fields if one.lower() == name]
