"""HTML as a text that is a pleasure to read: headings, paragraphs, lists, tables, numbered links.

    page = read(text, "http://lab.local/x/")
    page.rows(80), page.links[0]

Nothing is fetched and nothing runs; forms are named, not sent. What strangers can make endless has
a bound, and what goes beyond is said at the end.
"""

from dataclasses import dataclass

from rich.cells import cell_len

from tui.bodies import page_rows
from tui.bodies.markup import Closed, Opened, Words, tokens
from tui.bodies.page_reading import Reading
from tui.bodies.page_rows import Block
from tui.bodies.rows import Part, Row
from tui.printable import printable
from tui.words import _

GREATEST = 1024 * 1024
"""Bytes of a page that is read: a book's worth of words."""

BLOCKS = 50_000
"""Blocks of a page that are read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read."""

    title: str
    blocks: list[Block]
    links: list[str]
    """Their whole addresses; the first is number 1."""
    whole: bool
    """False: it has more blocks than are read."""

    def rows(self, columns: int) -> list[Row]:
        """Lay it out for so many columns."""
        blocks = [*self._opening(), *self.blocks]
        if not self.whole:
            blocks.append(Block([Part(_("There is more, which is not read."), "odd")], apart=True))
        if self.links:
            blocks.append(Block([Part(_("Links"), "strong")], apart=True, lines="─"))
        made = page_rows.rows(blocks, columns)
        room = cell_len(str(len(self.links)))
        for number, address in enumerate(self.links, 1):
            mark = Part(f" {f'[{number}]':>{room + 2}} ", "faint")
            made.append((mark, Part(printable(address), "link")))
        return made

    def _opening(self) -> list[Block]:
        """The title, where the page does not begin with the same words."""
        first = self.blocks[0] if self.blocks else Block()
        said = "".join(part.text for part in first.parts)
        if not self.title or said.startswith(self.title):
            return []
        return [Block([Part(self.title, "title")], lines="━")]


def read(text: str, address: str) -> Page:
    """Read a page that came from an address."""
    reading = Reading(address)
    whole = True
    for token in tokens(text):
        match token:
            case Words(words):
                reading.hear(words)
            case Opened(name, values):
                reading.open(name, values)
            case Closed(name):
                reading.close(name)
        if reading.made > BLOCKS:
            whole = False
            break
    return Page(reading.title, reading.finish(), reading.links.addresses, whole)
