"""Tags and words -> blocks: what HTML's elements mean to somebody who reads them as text."""

from collections.abc import Callable
from typing import NamedTuple

from tui.bodies import page_forms, page_lists
from tui.bodies.page_elements import APART, BLOCKS, HEADINGS, STYLES, UNSEEN
from tui.bodies.page_flow import Flow, safe
from tui.bodies.page_links import Links
from tui.bodies.page_lists import Lists
from tui.bodies.page_rows import Block, Sort
from tui.bodies.page_tables import Table

DEEPEST = 8
"""Tables within each other that are told apart."""


class _Link(NamedTuple):
    """A link that is open."""

    number: int
    flow: Flow
    blocks: int
    """That there were when it began."""
    length: int
    """Parts that there were in its block."""


class Reading:
    """A page on its way from tags to blocks."""

    def __init__(self, address: str) -> None:
        self.links = Links(address)
        self.title = ""
        self.made = 0
        """Elements so far."""
        self._flows = [Flow()]
        self._tables: list[Table] = []
        self._lists = [Lists(self._flow)]
        self._unseen = ""
        self._link: _Link | None = None

    @property
    def _flow(self) -> Flow:
        return self._flows[-1]

    def finish(self) -> list[Block]:
        """Return what there is, after the last tag."""
        self._end_link()
        while self._tables:
            self._end_table()
        return self._flows[0].finish()

    def hear(self, words: str) -> None:
        """Take text."""
        if self._unseen == "title":
            self.title = self.title or " ".join(safe(words).split())
        elif not self._unseen:
            self._flow.hear(words)

    def open(self, name: str, values: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if self._unseen:
            return
        self.made += 1
        if name in UNSEEN:
            self._unseen = name
            return
        if name in BLOCKS or name in HEADINGS:
            self._flow.end()
            if name in APART or name in HEADINGS:
                self._flow.wait()
        if opener := _OPENERS.get(name):
            opener(self, name, values)
        if name in STYLES:
            self._flow.enter(name, STYLES[name])

    def close(self, name: str) -> None:
        """Take the end of an element."""
        if self._unseen:
            self._unseen = "" if name == self._unseen else self._unseen
            return
        if name in BLOCKS or name in HEADINGS:
            self._flow.end(lines=HEADINGS.get(name, ""))
            if name in APART or name in HEADINGS:
                self._flow.wait()
        self._flow.leave(name)
        if closer := _CLOSERS.get(name):
            closer(self)

    def _open_link(self, _name: str, values: dict[str, str]) -> None:
        self._end_link()
        if "href" in values and (number := self.links.number(values["href"])):
            flow = self._flow
            self._link = _Link(number, flow, len(flow.blocks), flow.length)
            flow.enter("a", "link")

    def _end_link(self) -> None:
        """Set the number behind the words of the link, or alone where it has none."""
        link, self._link = self._link, None
        if link is None:
            return
        mark, flow = f"[{link.number}]", link.flow
        if not flow.length and len(flow.blocks) > link.blocks and flow.blocks[-1].parts:
            flow.add_behind(mark, "faint")
        else:
            flow.put(mark, "faint")
        flow.leave("a")

    def _picture(self, _name: str, values: dict[str, str]) -> None:
        """Let its words stand for a picture; one that says that it has none is an ornament."""
        name = values.get("src", "").partition("?")[0].rpartition("/")[2][:80]
        if words := values.get("alt", name).strip():
            self._flow.put(f"▣ {' '.join(words.split())}")

    def _open_form(self, _name: str, values: dict[str, str]) -> None:
        self._flow.end()
        self._flow.wait()
        self._flow.put(
            page_forms.form(values, self.links.resolve(values.get("action", ""))), "faint"
        )
        self._flow.end()
        self._flow.indent("form", "  ")

    def _entry(self, name: str, values: dict[str, str]) -> None:
        if said := page_forms.entry(name, values):
            self._flow.put(said, "number")
        if name != "input":
            self._unseen = name

    def _open_quotation(self, _name: str, _values: dict[str, str]) -> None:
        self._flow.end()
        self._flow.wait()
        self._flow.indent("blockquote", "▏ ")

    def _open_description(self, name: str, _values: dict[str, str]) -> None:
        self._flow.end()
        self._flow.outdent("dd")
        if name == "dd":
            self._flow.indent("dd", "    ")

    def _end_margin(self, name: str) -> None:
        self._flow.end()
        self._flow.outdent(name)
        self._flow.wait()

    def _rule(self, _name: str, _values: dict[str, str]) -> None:
        self._flow.end()
        self._flow.wait()
        self._flow.add(Block(sort=Sort.RULE))
        self._flow.wait()

    def _put(self, name: str, _values: dict[str, str]) -> None:
        self._flow.put(_PUT[name], "" if name == "br" else None)

    def _open_list(self, name: str, values: dict[str, str]) -> None:
        self._lists[-1].begin(page_lists.first(values.get("start", "1")) if name == "ol" else None)

    def _open_item(self, _name: str, _values: dict[str, str]) -> None:
        self._lists[-1].begin_item()

    def _open_kept(self, _name: str, _values: dict[str, str]) -> None:
        self._flow.end()
        self._flow.wait()
        self._flow.indent("pre", "│ ")
        self._flow.kept = True

    def _end_kept(self) -> None:
        if self._flow.kept:
            self._flow.kept = False
            self._flow.end(Sort.KEPT)
            self._flow.outdent("pre")
            self._flow.wait()

    def _open_table(self, _name: str, _values: dict[str, str]) -> None:
        self._flow.end()
        if self._tables:
            self._tables[-1].nested = True
        if len(self._tables) < DEEPEST:
            self._tables.append(Table())

    def _open_row(self, _name: str, _values: dict[str, str]) -> None:
        if self._tables:
            self._leave_cell()
            self._tables[-1].begin_row()

    def _open_cell(self, name: str, values: dict[str, str]) -> None:
        if self._tables:
            self._leave_cell()
            self._flows.append(self._tables[-1].begin_cell(name, values.get("colspan", "1")))
            self._lists.append(Lists(self._flow))

    def _leave_cell(self) -> None:
        """Go back to where the innermost table stands."""
        self._end_link()
        if self._tables[-1].cell is not None:
            self._flows.pop()
            self._lists.pop()
            self._tables[-1].end_cell()

    def _end_table(self) -> None:
        if self._tables:
            self._leave_cell()
            self._tables.pop().finish(self._flow)


_PUT = {"br": "\n", "q": "“", "button": "⟦ "}
_OPENERS: dict[str, Callable[[Reading, str, dict[str, str]], None]] = {
    "a": Reading._open_link,
    "base": lambda reading, _name, values: reading.links.rebase(values.get("href", "")),
    "blockquote": Reading._open_quotation,
    **dict.fromkeys(("br", "button", "q"), Reading._put),
    **dict.fromkeys(("dd", "dt"), Reading._open_description),
    "form": Reading._open_form,
    "hr": Reading._rule,
    "img": Reading._picture,
    **dict.fromkeys(("input", "select", "textarea"), Reading._entry),
    "li": Reading._open_item,
    **dict.fromkeys(("menu", "ol", "ul"), Reading._open_list),
    "pre": Reading._open_kept,
    "table": Reading._open_table,
    **dict.fromkeys(("td", "th"), Reading._open_cell),
    "tr": Reading._open_row,
}
_CLOSERS: dict[str, Callable[[Reading], None]] = {
    "a": Reading._end_link,
    "blockquote": lambda reading: reading._end_margin("blockquote"),
    "button": lambda reading: reading._flow.put(" ⟧"),
    "dl": lambda reading: reading._end_margin("dd"),
    "form": lambda reading: reading._end_margin("form"),
    "li": lambda reading: reading._lists[-1].end_item(),
    **dict.fromkeys(("menu", "ol", "ul"), lambda reading: reading._lists[-1].end()),
    "pre": Reading._end_kept,
    "q": lambda reading: reading._flow.put("”"),
    "table": Reading._end_table,
}
