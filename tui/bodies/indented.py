"""JSON, XML and HTML as indented, coloured rows: the words as they came, only their places changed.

Numbers, names and doubled keys stay what they are, since nothing is read into values and written
again. What is not well made is shown as far as it goes: `None` says that it cannot be indented.
"""

import json
import re
from collections.abc import Iterator

from tui.bodies.rows import Part, Row

GREATEST = 512 * 1024
"""Bytes that are indented: some ten thousand rows, made in a moment."""

DEEPEST = 40
"""Levels that are indented; deeper ones stay at that margin."""

ROWS = 50_000
"""Rows that are made; more are a text that wants to be a burden."""

_STEP = "  "

_JSON = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)"""
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)|(?P<space>\s+)|(?P<odd>.)",
    re.DOTALL,
)
_TAG = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))|(?P<data><!\[CDATA\[.*?(?:\]\]>|\Z))|(?P<decl><[!?][^>]*>?)"
    r"|(?P<close></[^>]*>?)|(?P<open><[A-Za-z_:](?:[^>\"']|\"[^\"]*\"|'[^']*')*>?)|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_NAME = re.compile(r"</?\s*([^\s/>]+)")
_INSIDE = re.compile(r"""(</?[^\s/>]+|/?>)|([^\s=/>"']++)|("[^"]*"|'[^']*')""")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_AS_IT_IS = frozenset({"pre", "textarea", "script", "style"})


class _Page:
    """Rows that are being made."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._row: list[Part] = []
        self.depth = 0

    def add(self, text: str, style: str = "") -> None:
        """Add words to the row, which begins at its margin."""
        if not self._row and self.depth:
            self._row.append(Part(_STEP * min(self.depth, DEEPEST)))
        self._row.append(Part(text, style))

    def end(self) -> None:
        """Begin another row, if there is something in this one."""
        if self._row:
            self.rows.append(tuple(self._row))
            self._row = []


def json_rows(text: str) -> list[Row] | None:
    """Indent JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    page, tokens = _Page(), [one for one in _JSON.finditer(text) if one.lastgroup != "space"]
    for place, token in enumerate(tokens):
        after = tokens[place + 1].lastgroup if place + 1 < len(tokens) else None
        before = tokens[place - 1].lastgroup if place else None
        _set(page, token[0], token.lastgroup or "", before, after)
        if len(page.rows) > ROWS:
            return None
    page.end()
    return page.rows


def _set(page: _Page, word: str, kind: str, before: str | None, after: str | None) -> None:
    """Set one word of JSON between its neighbours."""
    match kind:
        case "open":
            page.add(word, "faint")
            page.depth += 1
            if after != "close":
                page.end()
        case "close":
            if before != "open":
                page.end()
            page.depth -= 1
            page.add(word, "faint")
        case "comma":
            page.add(word, "faint")
            page.end()
        case "colon":
            page.add(": ", "faint")
        case "string":
            page.add(word, "name" if after == "colon" else "string")
        case _:
            page.add(word, "number")


def markup_rows(text: str) -> list[Row] | None:
    """Indent XML or HTML."""
    page, open_names = _Page(), list[str]()
    html = "<?xml" not in text[:100]
    for token in _TAG.finditer(text):
        _set_markup(page, token, open_names, html=html)
        if len(page.rows) > ROWS:
            return None
    page.end()
    return page.rows


def _set_markup(page: _Page, token: re.Match[str], names: list[str], *, html: bool) -> None:
    """Set one tag, or the text between two, in rows of its own."""
    word, kind = token[0], token.lastgroup
    if kind == "text":
        kept = bool(names) and html and names[-1] in _AS_IT_IS
        for line in word.split("\n"):
            if line.strip():
                page.add(line.rstrip() if kept else " ".join(line.split()))
                page.end()
        return
    if kind not in ("open", "close"):
        for line in word.split("\n"):
            page.add(line.rstrip("\r"), "faint")
            page.end()
        return
    found = _NAME.match(word)
    name = found[1].lower() if found and html else found[1] if found else ""
    if kind == "close" and name in names[-DEEPEST:]:
        while names.pop() != name:
            pass
    page.depth = len(names)
    for part in _tag(" ".join(word.split("\n"))):
        page.add(part.text, part.style)
    page.end()
    if kind == "open" and not word.endswith("/>") and not (html and name in _VOID):
        names.append(name)
    page.depth = len(names)


def _tag(word: str) -> Iterator[Part]:
    """Colour a tag: its name, its attributes, their values."""
    place = 0
    for found in _INSIDE.finditer(word):
        if found.start() > place:
            yield Part(word[place : found.start()], "faint")
        yield Part(found[0], ("tag", "name", "string")[(found.lastindex or 1) - 1])
        place = found.end()
    if place < len(word):
        yield Part(word[place:], "faint")
