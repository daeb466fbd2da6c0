"""The lines of a form as people write them, and what a form is on the wire."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_ABOUT = re.compile(
    r"@(?P<path>.*?)(?:;type=(?P<media>.*?))?(?:;filename=(?P<filename>.*))?", re.DOTALL
)
_TURNED = re.compile(
    r"@(?P<path>(?:(?!;type=).)*?);filename=(?P<filename>.*);type=(?P<media>.*?)", re.DOTALL
)
"""What is said of a file, in either order."""

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body: a value, or the path of a file."""

    name: str
    value: str
    is_file: bool = False
    media: str = ""
    filename: str = ""


def pairs(content: str) -> list[tuple[str, str]]:
    """Read `name=value` lines; raises Unfit for a line without `=`. Empty lines are nothing."""
    found = []
    for line in content.split("\n"):
        name, equals, value = line.partition("=")
        if equals:
            found.append((name, value))
        elif line.strip():
            words = _("A form has name=value in each line; here it has {line}.")
            raise Unfit(words.format(line=printable(line[:60])))
    return found


def urlencoded(content: str) -> bytes:
    """Encode a form (WHATWG URL, 5.2)."""
    return urlencode(pairs(content), errors="surrogateescape").encode()


def lines_of(data: str) -> str | None:
    """Return a form's lines, if encoding them gives exactly this data again."""
    try:
        found = parse_qsl(data, keep_blank_values=True, errors="surrogateescape")
    except ValueError:  # too many members
        return None
    content = lines(found)
    fits = "\n" not in "".join(text for pair in found for text in pair)
    fits = fits and not any("=" in name for name, _value in found)
    return content if fits and urlencoded(content) == data.encode(errors="replace") else None


def lines(members: Iterable[tuple[str, str]]) -> str:
    """Write members as lines."""
    return "\n".join(f"{name}={value}" for name, value in members)


def parts(content: str) -> list[Part]:
    """Read the lines of a multipart body."""
    return [_part(name, value) for name, value in pairs(content)]


def line(part: Part) -> str:
    """Write a part as `parts` reads it."""
    if not part.is_file:
        return f"{part.name}={part.value}"
    media = f";type={part.media}" if part.media else ""
    filename = f";filename={part.filename}" if part.filename else ""
    return f"{part.name}=@{part.value}{media}{filename}"


def _part(name: str, value: str) -> Part:
    if not value.startswith("@"):
        return Part(name, value)
    found = _TURNED.fullmatch(value) or _ABOUT.fullmatch(value)
    assert found is not None
    return Part(name, found["path"], True, found["media"] or "", found["filename"] or "")
