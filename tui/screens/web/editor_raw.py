r"""A whole request as it is typed: behind each line stands what its end is on the wire.

How bytes are written is told in `tui.exchanges.typed`: a line ends with CR LF, one that is written
with `\n` at its end with LF alone, one with `\` at its end with nothing.
"""

import re
from enum import StrEnum

from rich.text import Text

from tui.clients import http
from tui.clients.failure import Failure
from tui.exchanges import typed
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.unfit import Unfit
from tui.screens.web.editor_lines import LineArea


class Ends(StrEnum):
    """What lines end with."""

    CRLF = "crlf"
    LF = "lf"
    TYPED = "typed"
    """Each with what is typed at its end."""


_SHOWN = {Ends.CRLF: "␍␊", Ends.LF: "␊", Ends.TYPED: ""}
_LF = re.compile(r"(?<!\\)(?:\\\\)*\\n\Z")


def end_of(line: str) -> Ends:
    """Return what a line ends with; `TYPED` stands for nothing."""
    if _LF.search(line):
        return Ends.LF
    slashes = len(line) - len(line.rstrip("\\"))
    return Ends.TYPED if slashes % 2 else Ends.CRLF


def ends_of(text: str) -> Ends:
    """Return what all lines end with, but for the last, which has no end."""
    found = {end_of(line) for line in text.split("\n")[:-1]}
    return found.pop() if len(found) == 1 else Ends.TYPED if found else Ends.CRLF


def with_ends(text: str, ends: Ends) -> str:
    """Return the lines with other ends."""
    *lines, last = text.split("\n")
    return "\n".join([*(_ended(line, ends) for line in lines), last])


def problem(text: str) -> tuple[int, str]:
    """Return how many bytes are sent, and why they cannot be, if so."""
    try:
        return len(typed.to_bytes(text)), ""
    except Unfit as unfit:
        return 0, unfit.words


def begun(draft: Draft) -> str:
    """Return a request to begin with: what would be sent for this draft, made by hand."""
    host, target = _place(draft.address)
    given = {name.lower() for name, _value in draft.fields}
    ours = [("Host", host), ("Connection", "close")]
    content = draft.content if draft.kind in (Kind.TEXT, Kind.JSON) else ""
    if content:
        ours.append(("Content-Length", str(len(content.encode(errors="surrogateescape")))))
    head = [f"{name}: {value}" for name, value in ours if name.lower() not in given]
    head += [f"{name}: {value}" for name, value in draft.fields]
    request = "\r\n".join([f"{draft.method} {target} HTTP/1.1", *head, "", content])
    return typed.from_bytes(request.encode(errors="surrogateescape"))


def _place(address: str) -> tuple[str, str]:
    """Return what Host says, and the target; what is no address yet is left to be written."""
    try:
        url = http.place(address).url
    except Failure:
        return "", "/"
    return url.netloc.decode(), url.raw_path.decode()


def _ended(line: str, ends: Ends) -> str:
    if ends is Ends.TYPED:
        return line
    if end_of(line) is Ends.LF:
        line = line[:-2]
    elif end_of(line) is Ends.TYPED:
        line = line[:-1]
    return f"{line}\\n" if ends is Ends.LF else line


class RawArea(LineArea):
    """The request; behind each of its lines stands what its end is."""

    def get_line(self, line_index: int) -> Text:
        """Draw a line and its end; the last one has none."""
        text = super().get_line(line_index)
        if line_index < self.document.line_count - 1:
            text.append(_SHOWN[end_of(self.document.get_line(line_index))], "dim")
        return text
