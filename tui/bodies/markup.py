"""HTML as tags and words, whatever a stranger writes, in time that grows with its length only.

html.parser looks anew for the end of each comment or tag that has none; here one expression reads
on from where the one before ended, and what is not closed goes to the end, as browsers have it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

ATTRIBUTES = 64
"""Attributes of a tag that are read."""

_LOOSE = (
    r"(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))|(?P<decl><[!?][^>]*>?|</[^A-Za-z>][^>]*>?|</>)"
    r"|(?P<close></[A-Za-z][^>]*>?)|(?P<open><[A-Za-z]%s>)|(?P<text>[^<]+|<+(?=<)|<)"
)
_TOKEN = re.compile(_LOOSE % r"""(?>[^>"']+|"[^"]*"|'[^']*')*+""", re.DOTALL)
_UNQUOTED = re.compile(_LOOSE % "[^>]*", re.DOTALL)
"""For what follows a tag whose quotes do not match: to look for their ends again and again would
take long."""

_BEGUN = re.compile(r"<[A-Za-z/!?]")
"""A tag begins; behind the last > it has no end."""

_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_RAW = frozenset({"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"})
"""Elements in which there are no tags."""

_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}


@dataclass(frozen=True, slots=True)
class Words:
    """Text, its entities read."""

    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An element begins."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    """Attributes; the first of a name counts."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An element ends."""

    name: str


def tokens(text: str) -> Iterator[Words | Opened | Closed]:
    """Read what is there."""
    place, last, expression = 0, text.rfind(">"), _TOKEN
    while place < len(text):
        found = expression.match(text, place) if place <= last else None
        if found and found[0] == "<" and text[place + 1 : place + 2].isalpha():
            expression = _UNQUOTED
            found = expression.match(text, place)
        if found is None:
            begun = _BEGUN.search(text, place)
            yield Words(unescape(text[place : begun.start() if begun else len(text)]))
            return
        place = found.end()
        word = found[0]
        if found.lastgroup == "text":
            yield Words(unescape(word))
        elif found.lastgroup == "close":
            yield Closed(_name(word))
        elif found.lastgroup == "open":
            name = _name(word)
            yield Opened(name, _values(word, len(name) + 1))
            if name in _RAW:
                end = _ENDS[name].search(text, place)
                inside = text[place : end.start() if end else len(text)]
                yield Words(unescape(inside) if name in ("title", "textarea") else inside)
                place = end.start() if end else len(text)


def _name(word: str) -> str:
    found = _NAME.match(word)
    return found[1].lower() if found else ""


def _values(word: str, start: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for found, _ in zip(_ATTRIBUTE.finditer(word, start), range(ATTRIBUTES), strict=False):
        value = next((one for one in found.groups()[1:] if one is not None), "")
        values.setdefault(found[1].lower(), unescape(value))
    return values
