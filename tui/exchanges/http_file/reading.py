"""A section of a file -> the draft that it describes; what is not done of it is in its remarks."""

import re
from dataclasses import replace

from tui.exchanges import forms, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.http_file import multipart
from tui.exchanges.http_file.section import Section, is_comment
from tui.exchanges.outgoing import JSON_TYPE
from tui.printable import printable
from tui.words import _

VERSIONS = {"1.1": "HTTP/1.1", "2": "HTTP/2"}
"""What stands behind an address."""

TYPES = {Kind.JSON: JSON_TYPE, Kind.FORM: forms.FORM_TYPE}

PATHS = ("authority", "certificate", "key")
OURS = ("kind", "version", "proxy", "verified", *PATHS)
"""Marks that other programs do not know."""

IMPLIED = "implied"
"""Behind `# @kind`: the Content-Type in the file is what the kind of content says of itself."""

ESCAPED = "escaped"
"""Behind `# @kind`: the content is written with escapes."""

_METHOD = re.compile(r"[^\s:/?#\[\]@.]+")
_VERSION = re.compile(r"HTTP/([\d.]+)")
_INCLUDED = re.compile(r"<(?:@\w*)?\s+(?P<path>\S.*)")
_ELSEWHERE = {"note", "prompt", "no-log", "no-redirect", "no-cookie-jar", "no-auto-encoding"}
_ELSEWHERE |= {"timeout", "connection-timeout", "use-os-credentials", "import", "run"}


def draft(section: Section) -> Draft:
    """Read a section that has a request; raises Unfit where it cannot be one."""
    method, address, version = start(section.start)
    marks = section.marks
    pairs = [pair for line in section.head if (pair := field(line)) is not None]
    kind, content, fields = _content(section, pairs)
    return Draft(
        method,
        address,
        tuple(fields),
        kind,
        content,
        version=marks.get("version", "") or _version(version),
        proxy=marks.get("proxy", ""),
        verified=marks.get("verified", "") != "no",
        authority=marks.get("authority", ""),
        certificate=marks.get("certificate", ""),
        key=marks.get("key", ""),
        remarks=tuple(_remarks(section, version, kind, content)),
    )


def start(lines: list[str]) -> tuple[str, str, str]:
    """Read method, address and version of the request's line and those that go on with it."""
    whole = (lines[0] + "".join(line.strip() for line in lines[1:])).strip()
    rest, last = whole.rsplit(None, 1) if len(whole.split(None, 1)) > 1 else ("", whole)
    version = _VERSION.fullmatch(last)
    if version and rest:
        whole = rest
    first, *others = whole.split(None, 1)
    method = _METHOD.fullmatch(first)
    said = version[1] if version and rest else ""
    return (first, others[0], said) if method and others else ("GET", whole, said)


def field(line: str) -> tuple[str, str] | None:
    """Read a field; None for a comment, and for what is none."""
    name, colon, value = line.partition(":")
    if is_comment(line) or not colon or not name.strip():
        return None
    return name.strip(), value.strip(" \t\r")


def _content(
    section: Section, pairs: list[tuple[str, str]]
) -> tuple[Kind, str, list[tuple[str, str]]]:
    words = section.marks.get("kind", "").split()
    if words and words[0] in set(Kind):
        kind = Kind(words[0])
        if IMPLIED in words:
            pairs = [pair for pair in pairs if pair[0].lower() != "content-type"] if pairs else []
        text = "\n".join(section.body)
        if ESCAPED in words:
            return kind, typed.unescaped(text), pairs
        return kind, _of_kind(kind, section.body, media(section)), pairs
    kind = _kind(section.body, media(section))
    return kind, _of_kind(kind, section.body, media(section)), pairs


def media(section: Section) -> str:
    """Return what the section says that its content is."""
    found = (pair for line in section.head if (pair := field(line)) is not None)
    return next((value for name, value in found if name.lower() == "content-type"), "")


def _kind(body: list[str], said: str) -> Kind:
    low = said.lower()
    if not body:
        return Kind.NONE
    if len(body) == 1 and _INCLUDED.fullmatch(body[0]):
        return Kind.FILE
    if low.startswith("multipart/form-data") and multipart.read(body, said) is not None:
        return Kind.MULTIPART
    if low.startswith(forms.FORM_TYPE) and forms.lines_of(_joined(body)) is not None:
        return Kind.FORM
    essence = low.partition(";")[0].strip()
    return Kind.JSON if essence.endswith(("/json", "+json")) else Kind.TEXT


def _of_kind(kind: Kind, body: list[str], said: str) -> str:
    text = "\n".join(body)
    match kind:
        case Kind.NONE:
            return ""
        case Kind.FILE:
            found = _INCLUDED.fullmatch(text)
            return found["path"].rstrip(" \t") if found else text
        case Kind.FORM:
            found_lines = forms.lines_of(_joined(body))
            return text if found_lines is None else found_lines
        case Kind.MULTIPART:
            found_parts = multipart.read(body, said)
            return text if found_parts is None else found_parts
        case Kind.TEXT if said.lower().startswith(forms.FORM_TYPE):
            return _joined(body)
    return text


def _joined(body: list[str]) -> str:
    """Join the lines of a form, as other programs do."""
    return "".join(line.strip() for line in body)


def _version(said: str) -> str:
    return {"1.1": "1.1", "2": "2", "2.0": "2"}.get(said, "")


def _remarks(section: Section, version: str, kind: Kind, content: str) -> list[str]:
    said = []
    if section.has_script:
        said.append(_("What it does before it asks (< …) is kept in its file, and not done here."))
    if section.has_handler:
        said.append(_("What it does with the answer (> …) is kept in its file, and not done here."))
    if version and not _version(version):
        words = _("HTTP/{version} is not spoken here; the settings say what is.")
        said.append(words.format(version=printable(version)))
    said += [
        _("{mark} has no meaning here.").format(mark=f"@{name}")
        for name in section.marks
        if name in _ELSEWHERE
    ]
    for line in section.head:
        if not is_comment(line) and field(line) is None:
            words = _("This is no field, and is left out: {line}")
            said.append(words.format(line=printable(line[:80])))
    if kind is Kind.FILE and any(line.startswith("<@") for line in section.body):
        said.append(_("No variables are filled into the file that is sent."))
    if kind in (Kind.TEXT, Kind.JSON) and any(map(_INCLUDED.fullmatch, content.split("\n"))):
        said.append(_("A file that is named within a text is not put in its place."))
    return said


def located(found: Draft, directory: str, name: str, variables: list[tuple[str, str]]) -> Draft:
    """Say where a draft was found."""
    return replace(found, directory=directory, name=name, variables=tuple(variables))
