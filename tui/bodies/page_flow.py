"""Words on their way into blocks: white space made one, styles and margins as elements say."""

import re

from tui.bodies.page_rows import Block, Sort
from tui.bodies.rows import Part
from tui.printable import printable

DEEPEST = 12
"""Margins within each other that are drawn; deeper ones stay at the last."""

OPEN = 64
"""Elements with a style within each other that are remembered."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
_NO_ROOM = str.maketrans("", "", "\u00ad\u200b")
"""Places where a word may be cut, which show nothing."""


def safe(words: str) -> str:
    """Make a stranger's words visible, which tells their width too."""
    return printable(words.translate(_NO_ROOM), keep="\n")


class Flow:
    """Blocks one under the other: a page's, or those in one cell of a table."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.kept = False
        """White space stays as it is."""
        self._parts: list[Part] = []
        self._styles: list[tuple[str, str]] = []
        self._margins: list[tuple[str, str]] = []
        """Of the elements that are open, by their names."""
        self._mark: str | None = None
        self._apart = False

    @property
    def length(self) -> int:
        """Parts of the block that is being made."""
        return len(self._parts)

    @property
    def style(self) -> str:
        """What words are at this place."""
        return self._styles[-1][1] if self._styles else ""

    def hear(self, words: str) -> None:
        """Take words as they stand between tags."""
        if self.kept:
            self.put(words.replace("\r\n", "\n").expandtabs())
            return
        words = _SPACE.sub(" ", words)
        if words.startswith(" ") and self._ends_in_space():
            words = words[1:]
        self.put(words)

    def put(self, words: str, style: str | None = None) -> None:
        """Take words as they are."""
        if words:
            self._parts.append(Part(safe(words), self.style if style is None else style))

    def add_behind(self, words: str, style: str) -> None:
        """Add words to the block that ended last."""
        self.blocks[-1].parts.append(Part(safe(words), style))

    def enter(self, name: str, style: str) -> None:
        """Begin an element with a style; that of a link or a heading stays within it."""
        if len(self._styles) < OPEN:
            held = self.style in ("link", "title") and style != "link"
            self._styles.append((name, self.style if held else style))

    def leave(self, name: str) -> None:
        """End it, and what was not ended in it."""
        names = [one for one, _style in self._styles]
        if name in names:
            del self._styles[len(names) - 1 - names[::-1].index(name) :]

    def end(self, sort: Sort = Sort.TEXT, lines: str = "") -> None:
        """End a block, if there is something in it."""
        parts, self._parts = self._parts, []
        if sort is Sort.KEPT:
            parts = _without_edges(parts)
        if any(part.text.strip() for part in parts):
            self.add(Block(parts, sort, lines=lines))

    def add(self, block: Block) -> None:
        """Add a block that was made."""
        margins = [margin for _name, margin in self._margins[:DEEPEST]]
        block.rest = "".join(margins)
        block.first = block.rest
        if self._mark is not None:
            block.first = "".join(margins[:-1]) + self._mark
        block.apart = self._apart
        self._mark, self._apart = None, False
        self.blocks.append(block)

    def wait(self) -> None:
        """Let an empty row come before the next block; not between a mark and its words."""
        self._apart = self._apart or self._mark is None

    def indent(self, name: str, margin: str, mark: str | None = None) -> None:
        """Let the blocks of an element begin further right, the first one with a mark."""
        self._margins.append((name, margin))
        self._mark = mark if mark is not None else self._mark

    def outdent(self, name: str) -> None:
        """Let blocks begin where they did before the innermost element of that name."""
        names = [one for one, _margin in self._margins]
        if name in names:
            del self._margins[len(names) - 1 - names[::-1].index(name) :]
            self._mark = None

    def finish(self) -> list[Block]:
        """Return all blocks."""
        self.end()
        return self.blocks

    def _ends_in_space(self) -> bool:
        return not self._parts or self._parts[-1].text.endswith((" ", "\n"))


def _without_edges(parts: list[Part]) -> list[Part]:
    """Take the empty lines away with which kept text begins and ends."""
    if parts:
        parts[0] = Part(parts[0].text.removeprefix("\n"), parts[0].style)
        parts[-1] = Part(parts[-1].text.rstrip(), parts[-1].style)
    return parts
