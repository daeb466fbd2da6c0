"""A draft -> the section of a file that describes it, with as few lines changed as can be.

What cannot be read back as it was written is not written: Unfit says why.
"""

import re
from copy import deepcopy
from dataclasses import replace
from difflib import SequenceMatcher

from tui.exchanges import forms, typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.http_file import multipart, reading
from tui.exchanges.http_file.section import Section, is_comment, is_empty, mark_name, parted
from tui.exchanges.outgoing import has_type
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_NAME = re.compile(r"[^\s:#/][^\s:]*")
_METHOD = re.compile(r"[^\s:/?#\[\]@.<>\ufeff]+")
_MULTIPART = f"multipart/form-data; boundary={multipart.OURS}"


def normal(draft: Draft) -> Draft:
    """Return a draft as a file can say it: without white space around words, or where it came from.

    Raises Unfit for one that no file can say.
    """
    made = replace(
        draft,
        method=draft.method.strip() or ("GET" if draft.kind is Kind.RAW else ""),
        address=draft.address.strip(),
        fields=tuple((name.strip(), value.strip(" \t")) for name, value in draft.fields),
        content="" if draft.kind is Kind.NONE else draft.content,
        version=draft.version.strip(),
        proxy=draft.proxy.strip(),
        authority=draft.authority.strip(),
        certificate=draft.certificate.strip(),
        key=draft.key.strip(),
    )
    if not made.address:
        raise Unfit(_("It has no address yet."))
    if not _METHOD.fullmatch(made.method):
        raise Unfit(_("A method is one word; {method} is none.").format(method=_shown(made.method)))
    if not all(map(_is_text, _texts(made))):
        raise Unfit(_("A part of it is no text that a file could hold."))
    for name, _value in made.fields:
        if not _NAME.fullmatch(name):
            words = _("{name} cannot be the name of a field: a file could not say it.")
            raise Unfit(words.format(name=_shown(name)))
    return made


def section_of(draft: Draft, old: Section | None) -> Section:
    """Write a normal draft; `old` is how it is written so far. Raises Unfit."""
    bare = replace(draft, name="", variables=(), directory="", remarks=())
    own = old.marks.get("kind", "").split() if old else []
    for words in ([own] if own else []) + _ways(bare):
        made = _written(bare, old, words)
        if _said_by(made) == bare:
            return made
    raise Unfit(_("A file cannot say this: a line of it would mean something else."))


def _said_by(made: Section) -> Draft | None:
    """Read a section back as it will be read from its file."""
    again = parted("\n".join(made.lines).split("\n"))
    try:
        found = replace(reading.draft(again[0]), remarks=())
    except Unfit:
        return None
    return found if len(again) == 1 and again[0].lines == made.lines else None


def _ways(draft: Draft) -> list[list[str]]:
    """Return what may stand behind `# @kind`, the least first; nothing says that there is none."""
    typed_by_kind = draft.kind in reading.TYPES or draft.kind is Kind.MULTIPART
    if typed_by_kind and not has_type(draft):
        first = [draft.kind, reading.IMPLIED]
        return [first, [*first, reading.ESCAPED]]
    return [[], [draft.kind], [draft.kind, reading.ESCAPED]]


def _written(draft: Draft, old: Section | None, kind: list[str]) -> Section:
    made = deepcopy(old) if old else Section(below=[""])
    _mark(made, _marks(draft, kind))
    version = reading.VERSIONS.get(draft.version, "")
    start = " ".join(filter(None, [draft.method, draft.address, version]))
    if not made.start or reading.start(made.start) != reading.start([start]):
        made.start = [start]
    fields = list(draft.fields)
    if reading.IMPLIED in kind:
        fields.append(("Content-Type", reading.TYPES.get(draft.kind, _MULTIPART)))
    made.head = _merged(made.head, fields)
    body = _body(draft, kind, reading.media(made))
    if old is None or (body != made.body and not _same_content(draft, made, old)):
        made.body = body
        made.gap = (made.gap or [""]) if body else []
    return made


def _same_content(draft: Draft, made: Section, old: Section) -> bool:
    """Say whether the lines that are there, which somebody else wrote, mean the same."""
    try:
        found = reading.draft(made)
    except Unfit:
        return False
    return (found.kind, found.content) == (draft.kind, draft.content) and made.body == old.body


def _marks(draft: Draft, kind: list[str]) -> dict[str, str]:
    version = "" if draft.version in reading.VERSIONS else draft.version
    marks = {"kind": " ".join(kind), "version": version, "proxy": draft.proxy}
    marks |= {"verified": "" if draft.verified else "no"}
    return marks | {name: getattr(draft, name) for name in reading.PATHS}


def _mark(made: Section, marks: dict[str, str]) -> None:
    """Change our marks where they stand, and add those that are missing above the request."""
    before, above = made.marks, list[str]()
    for line in made.above:
        name = mark_name(line)
        if name not in marks:
            above.append(line)
        elif marks[name]:
            same = before[name] == marks[name]
            above.append(line if same else f"# @{name} {marks[name]}")
    missing = [name for name, value in marks.items() if value and name not in before]
    end = len(above)
    while end and is_empty(above[end - 1]):
        end -= 1
    made.above = above[:end] + [f"# @{name} {marks[name]}" for name in missing] + above[end:]


def _merged(lines: list[str], fields: list[tuple[str, str]]) -> list[str]:
    """Change the lines of fields where they differ; comments stay before what they stood before."""
    groups, comments = list[tuple[list[str], tuple[str, str]]](), list[str]()
    for line in lines:
        pair = reading.field(line)
        comments.append(line)
        if pair is not None:
            groups.append((comments, pair))
            comments = []
    made = list[str]()
    pairs = [pair for _lines, pair in groups]
    matcher = SequenceMatcher(None, pairs, fields, autojunk=False)
    for _tag, begin, end, start, stop in matcher.get_opcodes():
        same = pairs[begin:end] == fields[start:stop]
        for own, _pair in groups[begin:end]:
            made += own if same else [line for line in own[:-1] if is_comment(line)]
        made += [] if same else [f"{name}: {value}".rstrip() for name, value in fields[start:stop]]
    return made + comments


def _body(draft: Draft, kind: list[str], media: str) -> list[str]:
    if not draft.content:
        return []
    if reading.ESCAPED in kind:
        return typed.escaped(draft.content).split("\n")
    match draft.kind:
        case Kind.FILE:
            return [f"< {draft.content}"]
        case Kind.FORM:
            return _form(draft.content)
        case Kind.MULTIPART if multipart.boundary(media):
            return _parts(draft.content, multipart.boundary(media))
    return draft.content.split("\n")


def _form(content: str) -> list[str]:
    try:
        data = forms.urlencoded(content).decode()
    except Unfit:
        return content.split("\n")
    return data.replace("&", "\n&").split("\n")


def _parts(content: str, between: str) -> list[str]:
    try:
        return multipart.write(content, between)
    except Unfit:
        return content.split("\n")


def _shown(text: str) -> str:
    return printable(text[:60]) or _("nothing")


def _texts(draft: Draft) -> list[str]:
    pairs = [text for pair in (*draft.fields, *draft.variables) for text in pair]
    way = [draft.version, draft.proxy, draft.authority, draft.certificate, draft.key]
    return [draft.method, draft.address, draft.content, *pairs, *way]


def _is_text(text: str) -> bool:
    """Say whether a text is the same when it was bytes meanwhile."""
    try:
        data = text.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return data.decode("utf-8", errors="surrogateescape") == text
