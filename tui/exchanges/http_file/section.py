"""A file parted into sections, and a section into its lines by what they are for."""

import re
from dataclasses import dataclass, field

_PART = re.compile(r"#{3,}")
_COMMENT = re.compile(r"\s*(#|//)")
_GOES_ON = re.compile(r"[ \t]+\S|[?&]")
"""A line that belongs to the address above it."""
_HANDLER = re.compile(r">\s*\{%|>\s+\S+\.js\s*\Z|>>!?\s+\S|<>\s+\S")
"""What other programs do with an answer: nothing that is sent."""
_SCRIPT = re.compile(r"<\s*\{%|<\s+\S+\.js\s*\Z")
"""What they do before they ask."""
_MARK = re.compile(r"\s*(?:#+|//+)\s*@(?P<name>[\w-]+)(?:[ \t=]+(?P<value>\S.*))?\s*")
_VARIABLE = re.compile(r"\s*@(?P<name>[^\s=]+)\s*=(?P<value>.*)")


@dataclass(slots=True, eq=False)
class Section:
    """Lines as they are in the file, without their ends."""

    separator: str | None = None
    """`### title`; None: it is the first of its file, and has none."""
    above: list[str] = field(default_factory=list)
    """Comments, marks, variables, scripts."""
    start: list[str] = field(default_factory=list)
    """The request's line, and those that go on with its address."""
    head: list[str] = field(default_factory=list)
    """Fields, and comments between them."""
    gap: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    """What is done with the answer, and empty lines up to the next section."""

    @property
    def lines(self) -> list[str]:
        """All of them, in their order."""
        first = [] if self.separator is None else [self.separator]
        return [*first, *self.above, *self.start, *self.head, *self.gap, *self.body, *self.below]

    @property
    def title(self) -> str:
        """What its first line calls it."""
        return (self.separator or "").lstrip("#").strip()

    @property
    def marks(self) -> dict[str, str]:
        """What comments say to programs: `# @name value`."""
        found = map(_MARK.fullmatch, self.above)
        return {one["name"]: (one["value"] or "").strip() for one in found if one}

    @property
    def variables(self) -> list[tuple[str, str]]:
        """`@name = value`, in their order."""
        found = map(_VARIABLE.fullmatch, self.above)
        return [(one["name"], one["value"].strip()) for one in found if one]

    @property
    def has_script(self) -> bool:
        """Whether other programs do something before they ask."""
        return any(map(_SCRIPT.match, self.above))

    @property
    def has_handler(self) -> bool:
        """Whether other programs do something with the answer."""
        return any(map(_HANDLER.match, self.below))


def mark_name(line: str) -> str:
    """Return the name of a mark; `""` for a line that is none."""
    found = _MARK.fullmatch(line)
    return found["name"] if found else ""


def variable_name(line: str) -> str:
    """Return the name of a variable; `""` for a line that sets none."""
    found = _VARIABLE.fullmatch(line)
    return found["name"] if found else ""


def is_comment(line: str) -> bool:
    """Say whether a line is there for people alone."""
    return _COMMENT.match(line) is not None


def is_empty(line: str) -> bool:
    """Say whether nothing is on a line."""
    return not line.strip(" \t\r")


def parted(lines: list[str]) -> list[Section]:
    """Part a file into its sections; together they have all of its lines."""
    starts = [place for place, line in enumerate(lines) if _PART.match(line)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    ends = [*starts[1:], len(lines)]
    return [section(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def section(lines: list[str]) -> Section:
    """Part a section into its lines."""
    made = Section()
    rest = list(lines)
    if rest and _PART.match(rest[0]):
        made.separator = rest.pop(0)
    end = _above(rest)
    made.above, rest = rest[:end], rest[end:]
    if not rest:
        return made
    end = next((at for at, line in enumerate(rest[1:], 1) if not _GOES_ON.match(line)), len(rest))
    made.start, rest = rest[:end], rest[end:]
    end = next((at for at, line in enumerate(rest) if is_empty(line)), len(rest))
    made.head, rest = rest[:end], rest[end:]
    end = next((at for at, line in enumerate(rest) if not is_empty(line)), len(rest))
    made.gap, rest = rest[:end], rest[end:]
    end = _body(rest)
    made.body, made.below = rest[:end], rest[end:]
    if not made.body:
        made.gap, made.below = [], made.gap + made.below
    return made


def _above(lines: list[str]) -> int:
    """Count the lines above a request."""
    place = 0
    while place < len(lines):
        line = lines[place]
        if re.match(r"<\s*\{%", line):
            while place < len(lines) and "%}" not in lines[place]:
                place += 1
        elif not (
            is_empty(line) or is_comment(line) or _VARIABLE.fullmatch(line) or _SCRIPT.match(line)
        ):
            break
        place += 1
    return min(place, len(lines))


def _body(lines: list[str]) -> int:
    """Count the lines of a content: up to what is done with the answer, without empty ones."""
    end = next((at for at, line in enumerate(lines) if _HANDLER.match(line)), len(lines))
    while end and is_empty(lines[end - 1]):
        end -= 1
    return end
