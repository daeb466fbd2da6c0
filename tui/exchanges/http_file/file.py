"""A file of requests: read, changed in one place, written whole or not at all."""

import re
from dataclasses import replace
from pathlib import Path

from tui.exchanges import naming
from tui.exchanges.draft import Draft
from tui.exchanges.http_file import reading, writing
from tui.exchanges.http_file.section import (
    Section,
    is_empty,
    mark_name,
    parted,
    variable_name,
)
from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

GREATEST = 4 * 1024 * 1024
"""Bytes of a file that is read: requests that people wrote."""

_VARIABLE = re.compile(r"[^\s=@][^\s=]*")


class RequestFile:
    """The sections of a file, and how its lines end."""

    def __init__(self, data: bytes = b"") -> None:
        text = data.decode("utf-8", errors="surrogateescape")
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        lines = text.removeprefix("\ufeff").split("\n")
        crlf = len(lines) > 1 and all(line.endswith("\r") for line in lines[:-1])
        self._end = "\r\n" if crlf else "\n"
        lines = [line.removesuffix("\r") for line in lines] if crlf else lines
        self.sections = parted(lines) if data else []

    @classmethod
    def read(cls, path: Path) -> "RequestFile":
        """Read a file; raises OSError, or Unfit for one that is too large."""
        with path.open("rb") as file:
            data = file.read(GREATEST + 1)
        if len(data) > GREATEST:
            words = _("{path} is larger than {most} MiB; it is not read.")
            shown = printable(str(path))
            raise Unfit(words.format(path=shown, most=GREATEST // 1024**2))
        return cls(data)

    def to_bytes(self) -> bytes:
        """Return the file."""
        lines = [line for section in self.sections for line in section.lines]
        text = self._mark + self._end.join(lines)
        return text.encode("utf-8", errors="surrogateescape")

    @property
    def labels(self) -> list[str]:
        """What its requests are called, in their order."""
        return naming.labels(
            [section.marks.get("name", "") or section.title for section in self._requests]
        )

    @property
    def variables(self) -> list[tuple[str, str]]:
        """What is set in it, wherever it stands."""
        return [pair for section in self.sections for pair in section.variables]

    def find(self, label: str) -> Section:
        """Return the section of a request; raises Unfit where there is none, or several."""
        requests = self._requests
        if label in (labels := self.labels):
            return requests[labels.index(label)]
        if not label and len(requests) == 1:
            return requests[0]
        if not label and requests:
            words = _("There are several requests in this file: name#{label} is one.")
            raise Unfit(words.format(label=printable(labels[0])))
        raise Unfit(_("There is no request of this name in the file."))

    def load(self, label: str, directory: str) -> Draft:
        """Read a request."""
        draft = reading.draft(self.find(label))
        return replace(draft, directory=directory, variables=tuple(self.variables))

    def put(self, label: str, draft: Draft, like: Section | None = None) -> None:
        """Write a request in place of the one of this name, or after all others."""
        draft = writing.normal(draft)
        for name, value in draft.variables:
            if not _VARIABLE.fullmatch(name) or value != value.strip() or "\n" in value:
                words = _("{name} cannot be a variable of a file.")
                raise Unfit(words.format(name=printable(name[:60])))
        if self._requests and (not label or label in self.labels):
            old = self.find(label)
            self.sections[self.sections.index(old)] = writing.section_of(draft, old)
        else:
            self._append(label, writing.section_of(draft, like))
        self._set(draft.variables)

    def call(self, label: str, new: str) -> None:
        """Give a request another name."""
        section = self.find(label)
        for place, line in enumerate(section.above):
            if mark_name(line) == "name":
                section.above[place] = f"# @name {new}"
                return
        if section.separator is None:
            section.separator = ""
        section.separator = f"### {new}"

    def drop(self, label: str) -> None:
        """Take a request away; variables that are set above it stay, for the others."""
        section = self.find(label)
        kept = [line for line in section.above if variable_name(line)]
        self.sections.remove(section)
        if kept:
            self._above_all(kept)

    @property
    def _requests(self) -> list[Section]:
        return [section for section in self.sections if section.start]

    def _append(self, label: str, section: Section) -> None:
        section.above = [line for line in section.above if not variable_name(line)]
        section.above = [line for line in section.above if mark_name(line) != "name"]
        section.separator = f"### {label}" if label else None
        if self.sections:
            section.separator = section.separator or "###"
            last = self.sections[-1]
            if last.lines and not is_empty(last.lines[-1]):
                last.below.append("")
        if section.lines[-1:] != [""]:
            section.below.append("")
        self.sections.append(section)

    def _set(self, variables: tuple[tuple[str, str], ...]) -> None:
        """Change what is set where it stands; what nobody else could need goes away."""
        wanted, there = dict(variables), dict(self.variables)
        alone = len(self._requests) == 1
        for section in self.sections:
            section.above = [
                line if wanted.get(name, there.get(name)) == there.get(name)
                else f"@{name} = {wanted[name]}"
                for line in section.above
                if (name := variable_name(line)) in wanted or not name or not alone
            ]  # fmt: skip
        missing = [f"@{name} = {value}" for name, value in variables if name not in there]
        if missing:
            self._above_all(missing)

    def _above_all(self, lines: list[str]) -> None:
        if self.sections and self.sections[0].separator is None:
            first = self.sections[0]
            ends = 0
            while ends < len(first.above) and variable_name(first.above[ends]):
                ends += 1
            gap = [] if first.above[ends : ends + 1] == [""] else [""]
            first.above[ends:ends] = [*lines, *gap]
        else:
            self.sections.insert(0, Section(above=[*lines, ""]))
