"""What curl sends behind its head: data in pieces, parts of a form, a file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

from tui.exchanges import forms
from tui.exchanges.draft import Kind
from tui.exchanges.forms import FORM_TYPE, Part
from tui.exchanges.outgoing import JSON_TYPE
from tui.exchanges.unfit import Unfit
from tui.homes import expanded
from tui.printable import printable
from tui.reasons import reason
from tui.words import _

GREATEST = 1024 * 1024
"""Bytes of a file whose text becomes part of the draft; larger ones are sent from the disk."""

_LINE_ENDS = str.maketrans("", "", "\r\n\0")
_ABOUT = re.compile(
    r""";\s*(type|filename|headers|encoder)=("(?:[^"\\]|\\.)*"|[^;"]*(?:;\s*charset=[^;]*)?)"""
)
_BOUNDARY = "vasistas-boundary"


@dataclass(slots=True)
class Data:
    """What was said so far. Paths begin at `directory`, `stdin` is what is known to come."""

    directory: Path
    stdin: str | None = None
    remarks: list[str] = field(default_factory=list)
    is_json: bool = False
    _pieces: list[str] = field(default_factory=list)
    _file: str = ""
    """The one piece of data that is a file as it is."""
    _parts: list[Part] = field(default_factory=list)

    @property
    def is_there(self) -> bool:
        """Whether any was said."""
        return bool(self._pieces or self._file or self._parts)

    def add(self, value: str, *, files: bool = False, bare: bool = False) -> None:
        """Add a piece; `files`: `@` names one; `bare`: its line ends are taken out."""
        if not files or not value.startswith("@"):
            self._add(value)
        elif value == "@-" or bare or self.is_there:
            text = self.read(value[1:])
            self._add(text.translate(_LINE_ENDS) if bare else text)
        else:
            self._file = value[1:]

    def add_encoded(self, value: str) -> None:
        """Add a piece of `--data-urlencode`."""
        self._add(self._encoded(value))

    def encoded_query(self, value: str) -> str:
        """Encode a piece of `--url-query`."""
        return value[1:] if value.startswith("+") else self._encoded(value)

    def add_json(self, value: str) -> None:
        """Add a piece of JSON, which is joined by nothing."""
        self.is_json = True
        if value.startswith("@"):
            value = self.read(value[1:])
        self._pieces[:] = ["".join([*self._pieces, value])]

    def add_part(self, value: str, *, plain: bool = False) -> None:
        """Add a part of a form."""
        name, equals, said = value.partition("=")
        if not equals:
            words = _("A part of a form is name=value, not {text}.")
            raise Unfit(words.format(text=printable(value[:60])))
        if plain:
            self._parts.append(Part(name, said))
            return
        found = _about(said[1:] if said[:1] in "@<" else said)
        text, about = found
        if about.keys() & {"headers", "encoder"}:
            self.remarks.append(_("Fields and encoders of a single part are not done here."))
        if said.startswith("@"):
            media, filename = about.get("type", ""), about.get("filename", "")
            self._parts.append(Part(name, text, True, media, filename))
        elif said.startswith("<"):
            self._parts.append(Part(name, self.read(text)))
        else:
            self._parts.append(Part(name, text, media=about.get("type", "")))

    def text(self) -> str:
        """Return the pieces as one text."""
        if self._file:
            self._pieces[:0] = [self.read(self._file)]
            self._file = ""
        return "&".join(self._pieces)

    def content(self, fields: Mapping[str, str], said: Mapping[str, str]) -> tuple[Kind, str, str]:
        """Return kind, content, and the media type that curl would name."""
        if "upload-file" in said:
            if said["upload-file"] in ("-", "."):
                raise Unfit(_("What is to be sent from the standard input is not known here."))
            return Kind.FILE, said["upload-file"], ""
        if "get" in said or not self.is_there:
            return Kind.NONE, "", ""
        if self._parts:
            return _of_parts(self._parts)
        if self._file and not self._pieces:
            return Kind.FILE, self._file, JSON_TYPE if self.is_json else FORM_TYPE
        media = JSON_TYPE if self.is_json else FORM_TYPE
        text = self.text()
        asked = fields.get("content-type", media).lower()
        if asked.startswith(FORM_TYPE) and text:
            lines = forms.lines_of(text)
            if lines is not None:
                return Kind.FORM, lines, ""
        return (Kind.JSON if _is_json(text, asked) else Kind.TEXT), text, media

    def lines_of_file(self, path: str) -> list[str]:
        """Read fields from a file."""
        return [line for line in self.read(path).splitlines() if line.strip()]

    def _add(self, text: str) -> None:
        if self._file:
            self._pieces.append(self.read(self._file))
            self._file = ""
        self._pieces.append(text)

    def _encoded(self, value: str) -> str:
        name, mark, rest = _first(value, "=@")
        if not mark:
            return _quoted(value)
        text = self.read(rest) if mark == "@" else rest
        return f"{name}={_quoted(text)}" if name else _quoted(text)

    def read(self, path: str) -> str:
        """Read a file whose text becomes part of the draft; raises Unfit."""
        if path == "-":
            if self.stdin is None:
                raise Unfit(_("What comes on the standard input is not known here."))
            return self.stdin
        try:
            with (self.directory / expanded(path)).open("rb") as file:
                data = file.read(GREATEST + 1)
        except (OSError, ValueError) as error:
            words = _("{path} cannot be read: {reason}.")
            raise Unfit(words.format(path=printable(path), reason=reason(error))) from error
        if len(data) > GREATEST:
            words = _("{path} is too large to become part of a request that is written here.")
            raise Unfit(words.format(path=printable(path)))
        return data.decode("utf-8", errors="surrogateescape")


def _first(text: str, marks: str) -> tuple[str, str, str]:
    """Part a text at the first of some marks."""
    place = next((at for at, one in enumerate(text) if one in marks), -1)
    return (text[:place], text[place], text[place + 1 :]) if place >= 0 else (text, "", "")


def _quoted(text: str) -> str:
    """Encode as curl does; variables stay."""
    pieces = re.split(r"(\{\{[^{}]*\}\})", text)
    return "".join(
        piece if place % 2 else quote_plus(piece, errors="surrogateescape")
        for place, piece in enumerate(pieces)
    )


def _about(text: str) -> tuple[str, dict[str, str]]:
    """Part what a part is from what is said about it."""
    about: dict[str, str] = {}
    if text.startswith('"') and (found := re.match(r'"((?:[^"\\]|\\.)*)"', text)):
        value, rest = re.sub(r"\\(.)", r"\1", found[1]), text[found.end() :]
    else:
        first = _ABOUT.search(text)
        value, rest = (text[: first.start()], text[first.start() :]) if first else (text, "")
    for found in _ABOUT.finditer(rest):
        said = found[2].strip()
        about[found[1]] = re.sub(r"\\(.)", r"\1", said[1:-1]) if said.startswith('"') else said
    return value, about


def _of_parts(parts: list[Part]) -> tuple[Kind, str, str]:
    """Write parts as lines, or, where lines cannot say them, as they travel."""
    plain = all(part.is_file or not part.media for part in parts)
    content = "\n".join(map(forms.line, parts))
    try:
        if plain and forms.parts(content) == parts:
            return Kind.MULTIPART, content, ""
    except Unfit:
        pass
    if any(part.is_file for part in parts):
        raise Unfit(_("A form with files and with values of several lines cannot be written here."))
    between = _BOUNDARY
    while any(between in part.value for part in parts):
        between += "-"
    pieces = [_piece(part, between) for part in parts]
    media = f"multipart/form-data; boundary={between}"
    return Kind.TEXT, "".join([*pieces, f"--{between}--\r\n"]), media


def _piece(part: Part, between: str) -> str:
    media = f"Content-Type: {part.media}\r\n" if part.media else ""
    name = part.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    about = f'Content-Disposition: form-data; name="{name}"\r\n{media}'
    return f"--{between}\r\n{about}\r\n{part.value}\r\n"


def _is_json(text: str, media: str) -> bool:
    if not media.partition(";")[0].strip().endswith(("/json", "+json")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return "{{" in text
    return True
