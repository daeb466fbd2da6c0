r"""Bytes as people write them in lines: what a raw request is made of.

    GET / HTTP/1.1          a line ends with CR LF,
    Host: example.lab\n     with a bare LF where `\n` is written at its end,
    X-Cut: here\            and with nothing after a `\`.

`\r \n \t \0 \\` and `\xE9` are single bytes anywhere; another `\` is a mistake. Text is UTF-8.
"""

import re

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_MARKS = ("#", "<", ">", "/")
"""What begins a line that means something else."""

_BYTES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}
_WRITTEN = {13: r"\r", 0: r"\0", 9: r"\t", 92: r"\\"}


def to_bytes(text: str) -> bytes:
    """Return what is written; raises Unfit where an escape is none."""
    *lines, last = text.split("\n")
    return b"".join(map(_ended, lines)) + _line(last)


def from_bytes(data: bytes) -> str:
    r"""Write bytes so that `to_bytes` gives them back."""
    lines = data.split(b"\n")
    written = [
        _written(line[:-1]) if line.endswith(b"\r") else _written(line) + r"\n"
        for line in lines[:-1]
    ]
    return "\n".join([*written, _written(lines[-1])])


def escaped(text: str) -> str:
    r"""Write a text in lines that nothing mistakes for its own: white space at both ends and what
    begins a line with `#`, `<`, `>` is escaped.
    """
    bare = text.strip(" \t\r\n\x0b\x0c")
    start = text.index(bare) if bare else len(text)
    ends = text[:start], text[start + len(bare) :]
    lines = [_written(line.encode("utf-8", errors="surrogateescape")) for line in bare.split("\n")]
    marked = [f"\\x{ord(line[0]):02X}{line[1:]}" if line[:1] in _MARKS else line for line in lines]
    before, after = ("".join(f"\\x{ord(one):02X}" for one in end) for end in ends)
    return before + "\n".join(marked) + after


def unescaped(text: str) -> str:
    """Read what `escaped` wrote; raises Unfit where an escape is none."""
    return _line(text).decode("utf-8", errors="surrogateescape")


def _ended(line: str) -> bytes:
    slashes = len(line) - len(line.rstrip("\\"))
    if slashes % 2:
        return _line(line[:-1])
    data = _line(line)
    ends = re.search(r"(?<!\\)(?:\\\\)*\\n\Z", line)
    return data if ends else data + b"\r\n"


def _line(line: str) -> bytes:
    made, place = bytearray(), 0
    while (found := line.find("\\", place)) >= 0:
        made += _encoded(line[place:found])
        mark = line[found + 1 : found + 2]
        if mark in _BYTES and mark:
            made += _BYTES[mark]
            place = found + 2
        elif re.fullmatch(r"x[0-9A-Fa-f]{2}", line[found + 1 : found + 4]):
            made.append(int(line[found + 2 : found + 4], 16))
            place = found + 4
        else:
            words = _("{escape} is none of \\r \\n \\t \\0 \\\\ \\x00; a \\ of its own is \\\\.")
            raise Unfit(words.format(escape=printable(line[found : found + 4])))
    return bytes(made + _encoded(line[place:]))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogateescape")


def _written(line: bytes) -> str:
    text = line.decode("utf-8", errors="surrogateescape")
    return "".join(map(_character, text))


def _character(one: str) -> str:
    code = ord(one)
    if code in _WRITTEN:
        return _WRITTEN[code]
    if one.isprintable():
        return one
    return "".join(f"\\x{byte:02X}" for byte in _encoded(one))
