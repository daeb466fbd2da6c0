"""What a body is, by its first bytes and by what its fields say; and in which charset."""

import codecs
import re
from dataclasses import dataclass
from enum import Enum

OPENING = 4096
"""Bytes that are looked at: what names a charset stands within the first 1,024 (HTML, 4.2.5.4)."""


class Kind(Enum):
    """How a body is shown."""

    JSON = "json"
    HTML = "html"
    MARKUP = "markup"
    EVENTS = "events"
    TEXT = "text"
    IMAGE = "image"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind, a charset as Python names it, and whether the charset was said or guessed."""

    kind: Kind
    charset: str = "utf-8"
    guessed: bool = False


_IMAGES = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|II\*\0|MM\0\*|BM.{12}|RIFF.{4}WEBP", re.DOTALL
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = {b"\1\0\1\0": "utf-16-le", b"\0\1\0\1": "utf-16-be"}
"""How two characters of ASCII begin a text of two bytes each: which of the four are not zero."""

_NAMED = re.compile(
    rb"""<\?xml[^>]*encoding=["']([\w.:-]+)|<meta[^>]*charset=["']?([\w.:-]+)""", re.I
)
_PARAMETER = re.compile(r""";\s*charset\s*=\s*"?([^\s";]+)""", re.IGNORECASE)
_CHARSETS = re.compile(
    r"utf-(8|16|16-le|16-be|32|32-le|32-be)|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+"
    r"|big5(hkscs)?|gb2312|gbk|gb18030|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620"
)
"""Charsets of texts: Python has other codecs, which do odder things."""

_MEANT = {"iso8859-1": "cp1252", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""What those mean who say a charset, and begin with no mark (Encoding Standard, 4.2)."""

_HTML = ("<!doctype html", "<html")

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\b"))
"""Bytes that no text holds; ESC and backspace are in logs of terminals."""


def nature(content_type: str, opening: bytes, *, whole: bool) -> Nature:
    """Look at a body's first bytes; `whole`: there are no more."""
    media = content_type.partition(";")[0].strip().lower()
    if _IMAGES.match(opening):
        return Nature(Kind.IMAGE)
    said = _said(content_type, opening)
    charset = said or _guessed(opening, whole=whole)
    wide = charset.startswith(("utf-16", "utf-32"))
    if not wide and opening.translate(None, _CONTROLS) != opening:
        return Nature(Kind.BINARY)
    kind = _kind(media, opening, charset)
    if kind is Kind.EVENTS:
        return Nature(kind)  # always UTF-8 (HTML, 9.2.5)
    return Nature(kind, charset, guessed=not said and (kind, charset) != (Kind.JSON, "utf-8"))


def _kind(media: str, opening: bytes, charset: str) -> Kind:
    begin = opening.decode(charset, errors="replace").lstrip("\ufeff \t\r\n")[:64].lower()
    if media.endswith(("/json", "+json")) or (not media and begin.startswith(("{", "["))):
        return Kind.JSON
    if media in ("text/html", "application/xhtml+xml") or begin.startswith(_HTML):
        return Kind.HTML
    if media == "text/event-stream":
        return Kind.EVENTS
    marked = media.endswith(("/xml", "+xml")) or begin.startswith(("<!doctype", "<?xml"))
    return Kind.MARKUP if marked else Kind.TEXT


def _said(content_type: str, opening: bytes) -> str:
    for mark, charset in _MARKS:
        if opening.startswith(mark):
            return charset
    if (found := _PARAMETER.search(content_type)) and (charset := _known(found[1])):
        return charset
    if named := _NAMED.search(opening[:1024]):
        charset = _known((named[1] or named[2]).decode("ascii"))
        return "utf-8" if charset.startswith(("utf-16", "utf-32")) else charset  # or who read it?
    return _WIDE.get(bytes(map(bool, opening[:4])), "") if "json" in content_type.lower() else ""


def _known(name: str) -> str:
    """Return Python's name of a charset; `""` for what is none."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    meant = _MEANT.get(found, found)
    return meant if _CHARSETS.fullmatch(meant) else ""


def _guessed(opening: bytes, *, whole: bool) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(opening, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
